import { orderByWeightedRandom } from '../../../../lambda/core/strategies/weighted-random';
import { TierMember } from '../../../../src/contract/plan';
import { chiSquare, CRITICAL } from '../../../support/chi-square';
import { seededRandom } from '../../../support/random';

const DRAWS = 30_000;
const MEMBERS: readonly TierMember[] = [{ target: 'a', weight: 5 }, { target: 'b', weight: 3 }, { target: 'c', weight: 2 }];

function countPlaces(place: (order: readonly string[]) => string | undefined, seed: number): ReadonlyMap<string, number> {
  const random = seededRandom(seed);
  const counts = new Map<string, number>();
  for (let draw = 0; draw < DRAWS; draw++) {
    const name = place(orderByWeightedRandom(MEMBERS, random).map(({ target }) => target));
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

describe('weighted random order', () => {
  it.each([1, 2, 3])('puts each member first as often as its weight says (seed %i)', (seed) => {
    const firsts = countPlaces(([first]) => first, seed);
    expect(chiSquare(firsts, { a: 0.5, b: 0.3, c: 0.2 })).toBeLessThan(CRITICAL);
  });

  it('draws the second among those that are left, by their weights', () => {
    const secondsAfterA = countPlaces(([first, second]) => first === 'a' ? second : undefined, 4);
    expect(secondsAfterA.has('a')).toBe(false);
    expect(chiSquare(secondsAfterA, { b: 0.6, c: 0.4 })).toBeLessThan(CRITICAL);
  });

  it('is decided by the random numbers alone', () => {
    const drawing = (...numbers: number[]) => orderByWeightedRandom(MEMBERS, () => numbers.shift()!).map(({ target }) => target);
    expect(drawing(0, 0, 0)).toEqual(['a', 'b', 'c']);
    expect(drawing(0.9, 0.1, 0.1)).toEqual(['b', 'c', 'a']);
  });

  it('returns every member whatever is drawn', () => {
    expect(orderByWeightedRandom(MEMBERS, () => 1 - Number.EPSILON / 2)).toHaveLength(3);
    expect(orderByWeightedRandom([], () => 0.5)).toEqual([]);
  });

  it('leaves a light member its chance beside a very heavy one', () => {
    const members = [{ target: 'heavy', weight: 1_000_000 }, { target: 'light', weight: 1 }];
    const draws = [0.999_999_999, 0.000_001];
    expect(orderByWeightedRandom(members, () => draws.shift()!)[0]!.target).toBe('light');
  });
});
