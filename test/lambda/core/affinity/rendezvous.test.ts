import * as fc from 'fast-check';
import { orderByAffinity } from '../../../../lambda/core/affinity/rendezvous';
import { TierMember } from '../../../../src/contract/plan';
import { chiSquare, countDraws, CRITICAL } from '../../../support/chi-square';
import { membersOf, namesOf } from '../../../support/core/ordering';

const tiers: fc.Arbitrary<readonly TierMember[]> = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 2, maxLength: 8 })
  .map((weights) => weights.map((weight, index) => ({ target: `us.anthropic.claude-sonnet-4-6@us-east-1/${index}`, weight })));

describe('rendezvous hashing', () => {
  it('gives the same order every time, however the members are listed', () => {
    fc.assert(fc.property(tiers, fc.string(), fc.nat(), (members, key, turn) => {
      const start = turn % members.length;
      const turned = [...members.slice(start), ...members.slice(0, start)].reverse();
      expect(orderByAffinity(turned, key)).toEqual(orderByAffinity(members, key));
    }), { numRuns: 300, seed: 21 });
  });

  it('returns every member exactly once and leaves the tier as it was', () => {
    fc.assert(fc.property(tiers, fc.string(), (members, key) => {
      const before = structuredClone(members);
      expect(namesOf(orderByAffinity(members, key)).slice().sort()).toEqual(namesOf(members).slice().sort());
      expect(members).toEqual(before);
    }), { numRuns: 200, seed: 22 });
  });

  it('keeps the order of all others when a member leaves, so that only its own keys move', () => {
    fc.assert(fc.property(tiers, fc.string(), fc.nat(), (members, key, choice) => {
      const gone = members[choice % members.length]!;
      const left = members.filter((member) => member !== gone);
      expect(orderByAffinity(left, key)).toEqual(orderByAffinity(members, key).filter((member) => member !== gone));
    }), { numRuns: 300, seed: 23 });
  });

  it('moves a key only to the member whose weight has grown', () => {
    fc.assert(fc.property(tiers, fc.string(), fc.nat(), fc.integer({ min: 1, max: 50 }), (members, key, choice, more) => {
      const { target } = members[choice % members.length]!;
      const heavier = members.map((member) => member.target === target ? { ...member, weight: member.weight + more } : member);
      const [before] = namesOf(orderByAffinity(members, key));
      const [after] = namesOf(orderByAffinity(heavier, key));
      if (after !== before) expect(after).toBe(target);
    }), { numRuns: 300, seed: 24 });
  });

  it.each(['tenant-a', 'tenant-b', 'ffffffff'])('puts each member first for the share of keys that its weight says (%s)', (prefix) => {
    const members = membersOf({ a: 5, b: 3, c: 2 });
    const firsts = countDraws(30_000, (index) => orderByAffinity(members, `${prefix}-${index}`)[0]!.target);
    expect(chiSquare(firsts, { a: 0.5, b: 0.3, c: 0.2 })).toBeLessThan(CRITICAL);
  });

  it('spreads the keys of a member that is gone over the others by their weights', () => {
    const members = membersOf({ a: 5, b: 3, c: 2 });
    const keys = Array.from({ length: 40_000 }, (_, index) => `key-${index}`).filter((key) => orderByAffinity(members, key)[0]!.target === 'a');
    const seconds = countDraws(keys.length, (index) => orderByAffinity(members, keys[index]!)[1]!.target);
    expect(chiSquare(seconds, { b: 0.6, c: 0.4 })).toBeLessThan(CRITICAL);
  });
});
