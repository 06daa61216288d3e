import { bucketsOf, partTaken, shareUsedBy, shareUsedIn } from '../../../../lambda/core/fairness/comparison';
import { sumOf } from '../../../../lambda/core/ledger/amounts';
import { Dimension } from '../../../../lambda/core/ledger/dimensions';
import { LedgerItem } from '../../../../lambda/core/ledger/item-write';
import { slotAt } from '../../../../lambda/core/ledger/window';
import { SharePlan } from '../../../../src/contract/plan';

const NOW = Date.UTC(2026, 0, 1);

const shareOf = (weight: number, ...buckets: string[]): SharePlan => ({ weight, priority: 'interactive', maxQueueMs: 0, buckets });

/** A pool of which so many millionths were taken, by counter. */
function poolOf(taken: { readonly [bucket: string]: number }, at = NOW): LedgerItem {
  const counters = Object.entries(taken).map(([bucket, value]) => {
    const dimension: Dimension = `shareUsed~${bucket}`;
    return { dimension, slot: slotAt(dimension, at), value };
  });
  return { counters, total: sumOf(counters), sequence: 1 };
}

describe('what a request takes of a pool', () => {
  it.each([
    ['by requests', { requests: 10, tokens: 1_000_000 }, 100_000],
    ['by tokens', { requests: 1_000, tokens: 1_000 }, 500_000],
    ['by the only limit that there is', { tokens: 2_000 }, 250_000],
    ['nothing of a pool that limits neither', { concurrent: 3 }, 0],
  ])('is counted by its scarcest limit: %s', (_, limits, part) => {
    expect(shareUsedBy({ requests: 1, tokens: 500 }, limits)).toBe(part);
  });

  it('is never counted as nothing because it is little', () => {
    expect(shareUsedBy({ requests: 1, tokens: 1 }, { requests: 3e9, tokens: 3e9 })).toBe(1);
  });
});

describe('what a settled request has taken', () => {
  const limits = { requests: 10, tokens: 1_000 };
  const counters = ([['requests', 1], ['tokens', 900], ['shareUsed~a0x1', 900_000], ['shareUsed~b3x1', 900_000]] as const)
    .map(([dimension, value]) => ({ dimension, slot: 1, value }));

  it('follows from what it used, in each of its tenant\'s counters', () => {
    expect(shareUsedIn({ counters, limits }, { requests: 1, tokens: 400 })).toEqual({ 'shareUsed~a0x1': 400_000, 'shareUsed~b3x1': 400_000 });
  });

  it('is at least its request, however much it had reserved', () => {
    expect(shareUsedIn({ counters, limits }, { requests: 1, tokens: 1 })).toEqual({ 'shareUsed~a0x1': 100_000, 'shareUsed~b3x1': 100_000 });
  });

  it('is nothing when it used nothing', () => {
    expect(shareUsedIn({ counters, limits }, { requests: 0, tokens: 0 })).toEqual({ 'shareUsed~a0x1': 0, 'shareUsed~b3x1': 0 });
  });

  it('is not counted where tenants are not compared', () => {
    expect(shareUsedIn({ counters: counters.slice(0, 2), limits }, { requests: 1, tokens: 400 })).toEqual({});
  });
});

describe('the part that a tenant has had', () => {
  const ALL = { asked: 0, shared: 1_000_000 };

  it('is half of what is shared for one that is alone', () => {
    expect(partTaken(shareOf(1, 'a0x1'), poolOf({ a0x1: 500_000 }), ALL, NOW)).toBe(1);
    expect(partTaken(shareOf(7, 'a0x7'), poolOf({ a0x7: 500_000 }), ALL, NOW)).toBe(1);
  });

  it('counts the request itself', () => {
    expect(partTaken(shareOf(1, 'a0x1'), poolOf({ a0x1: 400_000 }), { asked: 200_000, shared: 1_000_000 }, NOW)).toBeCloseTo(1.2);
  });

  it('is taken of what is not set aside', () => {
    expect(partTaken(shareOf(1, 'a0x1'), poolOf({ a0x1: 250_000 }), { asked: 0, shared: 500_000 }, NOW)).toBe(1);
  });

  it.each([
    [1, 'a0x1', 4, 1 / 6],
    [3, 'a0x3', 4, 3 / 10],
  ])('leaves room for one more like itself beside everybody else who has asked (weight %d)', (weight, bucket, others, part) => {
    const pool = poolOf({ [bucket]: part * 1e6, a1x1: 1, [`a2x${others - 1}`]: 900_000 });
    expect(partTaken(shareOf(weight, bucket), pool, ALL, NOW)).toBeCloseTo(1);
  });

  it('is more than all of it when there is nothing to share', () => {
    expect(partTaken(shareOf(1, 'a0x1'), poolOf({}), { asked: 1, shared: 0 }, NOW)).toBe(Infinity);
  });

  it('forgets whoever has not asked for a minute', () => {
    const pool = poolOf({ a0x1: 500_000, a1x5: 500_000 }, NOW - 80_000);
    expect(partTaken(shareOf(1, 'a0x1'), pool, { asked: 500_000, shared: 1_000_000 }, NOW)).toBe(1);
  });

  it('does not count a tenant that has given everything back', () => {
    expect(partTaken(shareOf(1, 'a0x1'), poolOf({ a0x1: 500_000, a1x1: 0 }), ALL, NOW)).toBe(1);
  });

  it('is shown best by the smaller of two counters that are shared by chance, and the second row counts nobody twice', () => {
    const pool = poolOf({ a0x1: 900_000, b3x1: 200_000, a5x1: 100_000, b4x1: 100_000, b9x1: 100_000 });
    expect(partTaken(shareOf(1, 'a0x1', 'b3x1'), pool, ALL, NOW)).toBeCloseTo(0.2 * 3);
  });
});

it('counters are named by what the plan says', () => {
  expect(bucketsOf(shareOf(1, 'a0x1', 'b3x1'))).toEqual(['shareUsed~a0x1', 'shareUsed~b3x1']);
});
