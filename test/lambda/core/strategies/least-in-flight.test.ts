import { createObservations } from '../../../../lambda/core/observations/observations';
import { orderByInFlight } from '../../../../lambda/core/strategies/least-in-flight';
import { orderByWeightedRandom } from '../../../../lambda/core/strategies/weighted-random';
import { chiSquare, countDraws, CRITICAL } from '../../../support/chi-square';
import { membersOf, namesOf, orderingContext } from '../../../support/core/ordering';
import { seededRandom } from '../../../support/random';

function withCalls(calls: { readonly [target: string]: number }) {
  const observations = createObservations(() => 0);
  for (const [target, count] of Object.entries(calls)) {
    for (let call = 0; call < count; call++) observations.started(target);
  }
  return observations;
}

describe('least in flight', () => {
  it('orders by calls in flight, the fewest first, whatever is drawn', () => {
    const members = membersOf({ busy: 1, idle: 1, half: 1 });
    const observations = withCalls({ busy: 4, half: 2 });
    for (let seed = 0; seed < 20; seed++) {
      expect(namesOf(orderByInFlight(members, orderingContext({ observations, random: seededRandom(seed) })))).toEqual(['idle', 'half', 'busy']);
    }
  });

  it('counts them in proportion to the weight', () => {
    const observations = withCalls({ heavy: 5, light: 2 });
    expect(namesOf(orderByInFlight(membersOf({ light: 1, heavy: 3 }), orderingContext({ observations })))).toEqual(['heavy', 'light']);
  });

  it('is weighted random where nothing is in flight', () => {
    const members = membersOf({ a: 1, b: 2, c: 3 });
    for (let seed = 0; seed < 20; seed++) {
      expect(orderByInFlight(members, orderingContext({ random: seededRandom(seed) }))).toEqual(orderByWeightedRandom(members, seededRandom(seed)));
    }
  });

  it('breaks a tie by weight, also where it stands at 3 calls for weight 3 and 1 for weight 1', () => {
    const random = seededRandom(5);
    const context = orderingContext({ random, observations: withCalls({ a: 3, b: 1, c: 9 }) });
    const firsts = countDraws(20_000, () => orderByInFlight(membersOf({ a: 3, b: 1, c: 1 }), context)[0]!.target);
    expect(firsts.has('c')).toBe(false);
    expect(chiSquare(firsts, { a: 0.75, b: 0.25 })).toBeLessThan(CRITICAL);
  });

  it('holds the calls in proportion to the weights while many run at once', () => {
    const observations = createObservations(() => 0);
    const context = orderingContext({ observations, random: seededRandom(8) });
    const members = membersOf({ a: 5, b: 3, c: 2 });
    for (let call = 0; call < 100; call++) observations.started(orderByInFlight(members, context)[0]!.target);
    expect(['a', 'b', 'c'].map(observations.inFlight)).toEqual([50, 30, 20]);
  });
});
