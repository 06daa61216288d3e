import * as fc from 'fast-check';
import { EVERY_SHARD, openShards } from '../../../../lambda/core/shards/open-shards';
import { chiSquare, countDraws, criticalOf } from '../../../support/chi-square';

const shuffled = (count: number, shards: readonly string[]) => ({ kind: 'shuffled' as const, count, shards });
const shardsOf = (tenant: string, count: number, shards: readonly string[], drained?: ReadonlySet<string>): readonly string[] =>
  openShards(tenant, shuffled(count, shards), drained).names!;
const without = (shards: readonly string[], gone: string) => shards.filter((shard) => shard !== gone);

const accounts = (count: number): readonly string[] => Array.from({ length: count }, (_, index) => `${111111111111 + index * 98765432101}`);

interface Case {
  readonly shards: readonly string[];
  /** How many of them the tenant has: not all. */
  readonly count: number;
  readonly one: string;
  readonly tenant: string;
}

const cases: fc.Arbitrary<Case> = fc.record({
  shards: fc.uniqueArray(fc.stringMatching(/^[a-z0-9][a-z0-9/-]{0,12}$/), { minLength: 2, maxLength: 12 }),
  portion: fc.integer({ min: 1, max: 12 }),
  pick: fc.nat(),
  tenant: fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,12}$/),
}).map(({ shards, portion, pick, tenant }) => ({ shards, count: 1 + (portion % (shards.length - 1)), one: shards[pick % shards.length]!, tenant }));

function check(seed: number, property: (given: Case) => void): void {
  fc.assert(fc.property(cases, property), { numRuns: 400, seed });
}

describe('a tenant that is shuffled over k of n shards', () => {
  it('has exactly k of them, each once, however they are listed', () => check(51, ({ shards, count, tenant }) => {
    const names = shardsOf(tenant, count, shards);
    expect(new Set(names).size).toBe(count);
    for (const name of names) expect(shards).toContain(name);
    expect(shardsOf(tenant, count, [...shards].reverse())).toEqual(names);
  }));

  it('has one more, and keeps the others, when k is one more', () => check(57, ({ shards, count, tenant }) => {
    expect(shardsOf(tenant, count + 1, shards).slice(0, count)).toEqual(shardsOf(tenant, count, shards));
  }));

  it('loses nothing but a shard that is taken away, and gets exactly one for it', () => check(52, ({ shards, count, one, tenant }) => {
    const before = shardsOf(tenant, count, shards);
    const after = shardsOf(tenant, count, without(shards, one));
    if (!before.includes(one)) {expect(after).toEqual(before);} else {
      expect(after.slice(0, -1)).toEqual(without(before, one));
      expect(before).not.toContain(after.at(-1));
      expect(after).toHaveLength(count);
    }
  }));

  it('exchanges one shard at most for one that is added', () => check(53, ({ shards, count, one, tenant }) => {
    const before = shardsOf(tenant, count, without(shards, one));
    const after = shardsOf(tenant, count, shards);
    const lost = before.filter((shard) => !after.includes(shard));
    const gained = after.filter((shard) => !before.includes(shard));
    expect(lost.length).toBeLessThanOrEqual(1);
    expect(gained).toEqual(after.includes(one) ? [one] : []);
    // Whoever does not get the new one keeps everything, and in its order.
    if (gained.length === 0) expect(after).toEqual(before);
  }));

  it('is served as if a shard that is drained did not exist', () => check(54, ({ shards, count, one, tenant }) => {
    expect(shardsOf(tenant, count, shards, new Set([one]))).toEqual(shardsOf(tenant, count, without(shards, one)));
  }));

  it('has what is left when fewer than k are', () => check(55, ({ shards, count, one, tenant }) => {
    const names = shardsOf(tenant, count, shards, new Set(without(shards, one)));
    expect(names).toEqual([one]);
    expect(shardsOf(tenant, count, shards, new Set(shards))).toEqual([]);
  }));

  it('may use these and no others', () => check(56, ({ shards, count, tenant }) => {
    const { names, isOpen } = openShards(tenant, shuffled(count, shards));
    expect(shards.filter(isOpen).sort()).toEqual([...names!].sort());
    expect(isOpen('somewhere else')).toBe(false);
  }));
});

describe('ten thousand tenants', () => {
  const TENANTS = Array.from({ length: 10_000 }, (_, index) => `tenant-${index}`);
  const LARGEST_K = 3;
  /** The shards of every tenant; with fewer each, the first ones of these. */
  const chosenOf = new Map([4, 8, 16].map((n) => [n, TENANTS.map((tenant) => shardsOf(tenant, LARGEST_K, accounts(n)))]));
  const chosen = (n: number, k: number) => chosenOf.get(n)!.map((names) => names.slice(0, k));

  it.each([[4, 1], [4, 2], [4, 3], [8, 1], [8, 2], [8, 3], [16, 1], [16, 2], [16, 3]])('load all of %i shards alike with %i each', (n, k) => {
    const all = chosen(n, k).flat();
    const loads = countDraws(all.length, (index) => all[index]!);
    // Without putting back, the loads vary less than independent draws would, by this factor.
    const spread = (n - k) / (n - 1);
    expect(chiSquare(loads, Object.fromEntries(accounts(n).map((shard) => [shard, 1 / n]))) / spread).toBeLessThan(criticalOf(n - 1));
  });

  it.each([[4, 2, 6], [8, 2, 28], [8, 3, 56], [16, 2, 120], [16, 3, 560]])('use every combination alike: of %i shards %i each, %i in all', (n, k, combinations) => {
    const sets = chosen(n, k);
    const uses = countDraws(sets.length, (index) => [...sets[index]!].sort().join());
    expect(uses.size).toBe(combinations);
    expect(chiSquare(uses, Object.fromEntries([...uses.keys()].map((name) => [name, 1 / combinations])))).toBeLessThan(criticalOf(combinations - 1));
  });

  it('move over all others alike when a shard is drained, and no others move', () => {
    const [gone, ...others] = accounts(8);
    const movedTo = TENANTS.flatMap((tenant, index) => {
      const before = chosenOf.get(8)![index]!;
      const after = shardsOf(tenant, LARGEST_K, accounts(8), new Set([gone!]));
      return after.filter((shard) => !before.includes(shard));
    });
    expect(movedTo).toHaveLength(chosenOf.get(8)!.filter((names) => names.includes(gone!)).length);
    const gains = countDraws(movedTo.length, (index) => movedTo[index]!);
    expect(chiSquare(gains, Object.fromEntries(others.map((shard) => [shard, 1 / 7])))).toBeLessThan(criticalOf(6));
  });
});

describe('a tenant that is pinned', () => {
  const PINNED = { kind: 'pinned' as const, shards: ['a', 'b'] };

  it('has its shards, less those that are drained, and never another', () => {
    expect(openShards('t', PINNED).names).toEqual(['a', 'b']);
    expect(openShards('t', PINNED, new Set(['a', 'c'])).names).toEqual(['b']);
    expect(openShards('t', PINNED, new Set(['a', 'b'])).names).toEqual([]);
    expect(['a', 'b', 'c'].map(openShards('t', PINNED, new Set(['a'])).isOpen)).toEqual([false, true, false]);
  });
});

describe('a tenant that selects no shards', () => {
  it('has all of them', () => {
    expect(openShards('t', undefined)).toBe(EVERY_SHARD);
    expect(openShards('t', undefined, new Set())).toBe(EVERY_SHARD);
    expect(EVERY_SHARD.isOpen('anything')).toBe(true);
  });

  it('has all that are not drained', () => {
    const { names, isOpen } = openShards('t', undefined, new Set(['a']));
    expect(names).toBeUndefined();
    expect(['a', 'b'].map(isOpen)).toEqual([false, true]);
  });
});
