import { orderByCost } from '../../../../lambda/core/strategies/lowest-cost';
import { chiSquare, countDraws, CRITICAL } from '../../../support/chi-square';
import { membersOf, namesOf, orderingContext } from '../../../support/core/ordering';
import { priceOf } from '../../../support/core/prices';
import { seededRandom } from '../../../support/random';

const price = (input: number, output: number) => ({ price: priceOf(input, output) });

describe('lowest cost', () => {
  const TARGETS = { cheapInput: price(1, 20), cheapOutput: price(5, 10), dear: price(6, 30) };
  const MEMBERS = membersOf({ dear: 100, cheapInput: 1, cheapOutput: 1 });

  it.each([
    // 3,000 × 1 + 1,000 × 20 = 23,000 against 3,000 × 5 + 1,000 × 10 = 25,000 and 48,000.
    [3_000, 1_000, ['cheapInput', 'cheapOutput', 'dear']],
    // 2,000 × 1 + 1,000 × 20 = 22,000 against 2,000 × 5 + 1,000 × 10 = 20,000 and 42,000.
    [2_000, 1_000, ['cheapOutput', 'cheapInput', 'dear']],
    [1, 4_000, ['cheapOutput', 'cheapInput', 'dear']],
    [100_000, 1, ['cheapInput', 'cheapOutput', 'dear']],
  ])('of %i input tokens and at most %i output tokens is that of this request', (inputEstimate, maxTokens, expected) => {
    const context = orderingContext({ inputEstimate, maxTokens, targets: TARGETS });
    for (let draw = 0; draw < 20; draw++) expect(namesOf(orderByCost(MEMBERS, context))).toEqual(expected);
  });

  it('compares fractions of a dollar', () => {
    const context = orderingContext({ targets: { a: price(0.06, 0.24), b: price(0.059, 0.24) } });
    expect(namesOf(orderByCost(membersOf({ a: 1, b: 1 }), context))).toEqual(['b', 'a']);
  });

  it('breaks a tie by weighted random', () => {
    const context = orderingContext({ random: seededRandom(4), targets: { a: price(3, 15), b: price(3, 15), c: price(4, 15) } });
    const firsts = countDraws(20_000, () => orderByCost(membersOf({ a: 7, b: 3, c: 90 }), context)[0]!.target);
    expect(firsts.has('c')).toBe(false);
    expect(chiSquare(firsts, { a: 0.7, b: 0.3 })).toBeLessThan(CRITICAL);
  });

  it('puts a target without a price last', () => {
    const context = orderingContext({ targets: { unpriced: {}, priced: price(1_000, 1_000) } });
    expect(namesOf(orderByCost(membersOf({ unpriced: 9, priced: 1 }), context))).toEqual(['priced', 'unpriced']);
  });
});
