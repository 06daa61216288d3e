import * as fc from 'fast-check';
import { orderByRoundRobin } from '../../../../lambda/core/strategies/round-robin';
import { orderByWeightedRandom } from '../../../../lambda/core/strategies/weighted-random';
import { TierMember } from '../../../../src/contract/plan';
import { seededRandom } from '../../../support/random';

const membersOf = (...weights: readonly number[]): readonly TierMember[] => weights.map((weight, index) => ({ target: `target-${index}`, weight }));

function firsts(members: readonly TierMember[], from: number, turns: number): readonly string[] {
  return Array.from({ length: turns }, (_, turn) =>
    orderByRoundRobin(members, { sequence: from + turn, random: () => { throw new Error('the turn decides, not chance'); } })[0]!.target);
}

describe('round robin order', () => {
  it('takes each member exactly as often as its weight in every cycle, wherever the cycle begins', () => {
    const weights = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 });
    fc.assert(fc.property(weights, fc.nat({ max: 1_000_000_000 }), (drawn, from) => {
      const members = membersOf(...drawn);
      const cycle = drawn.reduce((sum, weight) => sum + weight, 0);
      const turns = firsts(members, from, cycle);
      for (const { target, weight } of members) expect(turns.filter((name) => name === target)).toHaveLength(weight);
    }), { numRuns: 200, seed: 7 });
  });

  it.each([1, 2, 3, 10, 50])('alternates between two members that both weigh %i', (weight) => {
    const turns = firsts(membersOf(weight, weight), 0, 20);
    turns.slice(1).forEach((name, index) => expect(name).not.toBe(turns[index]));
  });

  it('takes members of equal weight one after the other before it comes back to the first', () => {
    expect(new Set(firsts(membersOf(1, 1, 1, 1, 1), 0, 5)).size).toBe(5);
  });

  it('spreads a heavy member over the cycle instead of taking it in one block', () => {
    const turns = firsts(membersOf(5, 5, 10), 0, 20);
    const longest = Math.max(...turns.map((name, index) => turns.slice(index).findIndex((other) => other !== name)));
    expect(longest).toBeLessThanOrEqual(3);
  });

  it('falls back to the members after the chosen one, then to those before it', () => {
    const orders = [0, 1, 2].map((sequence) => orderByRoundRobin(membersOf(1, 1, 1), { sequence, random: () => 0 }).map(({ target }) => target));
    for (const order of orders) {
      const start = Number(order[0]!.at(-1));
      expect(order).toEqual([0, 1, 2].map((step) => `target-${(start + step) % 3}`));
    }
    expect(new Set(orders.map(([first]) => first)).size).toBe(3);
  });

  it('keeps exact with very large turn numbers', () => {
    const turns = firsts(membersOf(1, 2), Number.MAX_SAFE_INTEGER - 10, 9);
    expect(turns.filter((name) => name === 'target-0')).toHaveLength(3);
  });

  it('is weighted random for a tenant without a quota, who draws no turn', () => {
    const members = membersOf(1, 2, 3);
    expect(orderByRoundRobin(members, { random: seededRandom(9) })).toEqual(orderByWeightedRandom(members, seededRandom(9)));
  });
});
