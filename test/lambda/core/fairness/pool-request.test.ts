import fc from 'fast-check';
import { isForOthers, plainRequest, sharedRequest } from '../../../../lambda/core/fairness/pool-request';
import { exceeded, sumOf } from '../../../../lambda/core/ledger/amounts';
import { Counter, LedgerItem } from '../../../../lambda/core/ledger/item-write';
import { slotAt } from '../../../../lambda/core/ledger/window';
import { CapacityPlan, SharePlan } from '../../../../src/contract/plan';

const NOW = Date.UTC(2026, 0, 1);
const CAPACITY: CapacityPlan = {
  pool: 'p', limits: { requestsPerMinute: 100, quotaTokensPerMinute: 100_000 }, guaranteed: { requestsPerMinute: 20, quotaTokensPerMinute: 40_000 },
};
const USE = { requests: 1, tokens: 300 };
const SHARE: SharePlan = { weight: 1, priority: 'interactive', maxQueueMs: 0, buckets: ['a0x1'] };
const BATCH: SharePlan = { ...SHARE, priority: 'batch' };

function poolOf(millionths: number): LedgerItem {
  const counters: Counter[] = [{ dimension: 'shareUsed~a0x1', slot: slotAt('shareUsed', NOW), value: millionths }];
  return { counters, total: sumOf(counters), sequence: 1 };
}
const ask = (share: SharePlan, pool: LedgerItem | undefined, capacity = CAPACITY, use = USE) =>
  sharedRequest(capacity, use, { share, standing: 'shared' }, pool, NOW);

describe('a request with a guarantee', () => {
  it('asks for the pool itself, as if nobody shared it', () => {
    const asked = sharedRequest(CAPACITY, USE, { share: SHARE, standing: 'guaranteed' }, poolOf(900_000), NOW);
    expect(asked).toEqual(plainRequest(CAPACITY, USE));
    expect(asked).toEqual({ amount: { requests: 1, tokens: 300 }, limits: { requests: 100, tokens: 100_000 } });
  });
});

describe('a request without one', () => {
  const AMOUNT = { 'requests': 1, 'tokens': 300, 'requests~s': 1, 'tokens~s': 300, 'pacedRequests': 1, 'pacedTokens': 300, 'shareUsed~a0x1': 10_000 };

  it('is counted for the pool, for what is shared, for the pace and for its tenant', () => {
    expect(ask(SHARE, poolOf(0)).amount).toEqual(AMOUNT);
    expect(ask(BATCH, undefined).amount).toEqual(AMOUNT);
  });

  it('never gets what is set aside, and leaves more of the rest the more its tenant has had', () => {
    // 0.6 of the pool is shared, by its scarcer limit, and half of that is the part of one that is alone.
    expect(ask(SHARE, poolOf(0)).limits).toEqual({ 'requests': 100, 'tokens': 100_000, 'requests~s': 79, 'tokens~s': 59_900 });
    expect(ask(SHARE, poolOf(290_000)).limits).toEqual({ 'requests': 100, 'tokens': 100_000, 'requests~s': 76, 'tokens~s': 57_000 });
  });

  it.each([['has had three times its part', poolOf(890_000)], ['is taken to have had that, for nobody knows', undefined]])(
    'leaves the most to others, and takes the rest evenly, when its tenant %s', (_, pool) => {
      expect(ask(SHARE, pool).limits).toEqual({
        'requests': 100, 'tokens': 100_000, 'requests~s': 68, 'tokens~s': 51_000, 'pacedRequests': 6, 'pacedTokens': 5_100,
      });
    });

  it('leaves a tenth to others when its tenant has had just its part, and more the more it has had', () => {
    expect(ask(SHARE, poolOf(290_001)).limits).toMatchObject({ 'requests~s': 71, 'tokens~s': 53_999, 'pacedRequests': 7, 'pacedTokens': 5_399 });
    expect(ask(SHARE, poolOf(590_000)).limits).toMatchObject({ 'requests~s': 70, 'tokens~s': 52_500, 'pacedRequests': 7, 'pacedTokens': 5_250 });
  });

  it('leaves a fifth to interactive work when it is batch work, and is paced from the beginning', () => {
    expect(ask(BATCH, poolOf(0)).limits).toMatchObject({ 'requests~s': 63, 'tokens~s': 47_920, 'pacedRequests': 6, 'pacedTokens': 4_792 });
    expect(ask(BATCH, undefined).limits).toMatchObject({ 'requests~s': 54, 'tokens~s': 40_800, 'pacedRequests': 5, 'pacedTokens': 4_080 });
  });

  it('fits when it is larger than its portion, if nobody else has taken anything', () => {
    const { amount, limits } = ask(BATCH, undefined, CAPACITY, { requests: 1, tokens: 60_000 });
    expect(limits).toMatchObject({ 'tokens~s': 60_000, 'pacedTokens': 60_000 });
    expect(exceeded(amount, limits)).toEqual([]);
  });

  it('never fits when it is larger than all that is shared', () => {
    const { amount, limits } = ask(SHARE, poolOf(0), CAPACITY, { requests: 1, tokens: 60_001 });
    expect(exceeded(amount, limits)).toEqual(['tokens~s']);
  });

  it('leaves alone what the pool does not limit by the minute', () => {
    const capacity: CapacityPlan = { pool: 'p', limits: { requestsPerMinute: 10, concurrentRequests: 2, quotaTokensPerDay: 9_000 } };
    const { amount, limits } = ask(SHARE, undefined, capacity);
    expect(limits).toEqual({ 'requests': 10, 'concurrent': 2, 'tokensPerDay': 9_000, 'requests~s': 8, 'pacedRequests': 1 });
    expect(amount).toEqual({ 'requests': 1, 'tokens': 300, 'concurrent': 1, 'tokensPerDay': 300, 'requests~s': 1, 'pacedRequests': 1, 'shareUsed~a0x1': 100_000 });
  });
});

it('whatever its standing, a request is held against the pool\'s own limits, and what is shared never takes what is set aside', () => {
  const count = fc.integer({ min: 1, max: 100_000 });
  fc.assert(fc.property(
    count, count, fc.double({ min: 0, max: 1, noNaN: true }), count, fc.option(fc.integer({ min: 0, max: 2_000_000 })), fc.constantFrom('batch', 'interactive'),
    (requestsPerMinute, quotaTokensPerMinute, part, tokens, taken, priority) => {
      const guaranteed = { requestsPerMinute: Math.ceil(requestsPerMinute * part), quotaTokensPerMinute: Math.ceil(quotaTokensPerMinute * part) };
      const capacity = { pool: 'p', limits: { requestsPerMinute, quotaTokensPerMinute }, ...part > 0 && { guaranteed } };
      const use = { requests: 1, tokens };
      const pool = taken === null ? undefined : poolOf(taken);
      const plain = plainRequest(capacity, use);
      for (const standing of ['guaranteed', 'shared'] as const) {
        const { amount, limits } = sharedRequest(capacity, use, { share: { ...SHARE, priority }, standing }, pool, NOW);
        expect(limits).toMatchObject(plain.limits);
        expect(amount).toMatchObject(plain.amount);
        if (standing === 'guaranteed') continue;
        expect(limits['requests~s']).toBeLessThanOrEqual(requestsPerMinute - (part > 0 ? guaranteed.requestsPerMinute : 0));
        expect(limits['tokens~s']).toBeLessThanOrEqual(quotaTokensPerMinute - (part > 0 ? guaranteed.quotaTokensPerMinute : 0));
      }
    },
  ));
});

it.each([
  ['requests~s', true], ['tokens~s', true], ['pacedRequests', true], ['pacedTokens', true],
  ['requests', false], ['tokens', false], ['concurrent', false], ['tokensPerDay', false],
] as const)('%s stands in the way for the sake of others: %s', (dimension, forOthers) => {
  expect(isForOthers(dimension)).toBe(forOthers);
});
