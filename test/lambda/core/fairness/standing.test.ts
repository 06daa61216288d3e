import { standingOf, timeUntilGuaranteed } from '../../../../lambda/core/fairness/standing';
import { sumOf } from '../../../../lambda/core/ledger/amounts';
import { dimensionOf, DimensionKind } from '../../../../lambda/core/ledger/dimensions';
import { Counter, LedgerItem } from '../../../../lambda/core/ledger/item-write';
import { expiryOf, slotAt } from '../../../../lambda/core/ledger/window';
import { SharePlan } from '../../../../src/contract/plan';

const NOW = Date.UTC(2026, 0, 1);
const USE = { requests: 1, tokens: 400 };

const shareOf = (guaranteed?: SharePlan['guaranteed']): SharePlan => ({ guaranteed, weight: 1, priority: 'interactive', maxQueueMs: 0, buckets: ['a0x1'] });
const counter = (kind: DimensionKind, value: number, at = NOW): Counter => ({ dimension: dimensionOf(kind), slot: slotAt(kind, at), value });
const itemOf = (...counters: readonly Counter[]): LedgerItem => ({ counters, total: sumOf(counters), sequence: 1 });

describe('the standing of a request', () => {
  it.each([
    ['its tenant has taken less than its guarantee', 2, 800, 'guaranteed'],
    ['its tenant has taken all of it, the request included', 3, 1_000, 'guaranteed'],
    ['its tenant has taken one request more', 4, 1_000, 'shared'],
    ['its tenant has taken one token more', 3, 1_001, 'shared'],
  ])('when %s', (_, requests, tokens, standing) => {
    const share = shareOf({ requestsPerMinute: 3, quotaTokensPerMinute: 1_000 });
    expect(standingOf(share, itemOf(counter('requests', requests), counter('tokens', tokens)), NOW)).toBe(standing);
  });

  it('does not depend on what is not guaranteed', () => {
    expect(standingOf(shareOf({ requestsPerMinute: 3 }), itemOf(counter('requests', 1), counter('tokens', 1e9)), NOW)).toBe('guaranteed');
  });

  it('does not depend on what has left the window', () => {
    const old = NOW - 100_000;
    expect(standingOf(shareOf({ requestsPerMinute: 3 }), itemOf(counter('requests', 9, old), counter('requests', 1)), NOW)).toBe('guaranteed');
  });

  it('is that of all others without a guarantee, and when nobody knows how much has been taken', () => {
    expect(standingOf(shareOf(), itemOf(), NOW)).toBe('shared');
    expect(standingOf(shareOf({ requestsPerMinute: 3 }), undefined, NOW)).toBe('shared');
  });
});

describe('the time until a guarantee has room', () => {
  const share = shareOf({ requestsPerMinute: 2, quotaTokensPerMinute: 1_000 });

  it('is that until so much of it has left the window as is missing', () => {
    const first = counter('requests', 1, NOW - 40_000);
    const item = itemOf(first, counter('requests', 1, NOW - 20_000), counter('requests', 1));
    expect(timeUntilGuaranteed(share, USE, item, NOW)).toBe(expiryOf(first, NOW) - NOW);
  });

  it('is none while there is room', () => {
    expect(timeUntilGuaranteed(share, USE, itemOf(counter('requests', 1)), NOW)).toBe(0);
  });

  it('does not come for a request that is larger than the guarantee', () => {
    expect(timeUntilGuaranteed(share, { requests: 1, tokens: 1_001 }, itemOf(counter('requests', 1)), NOW)).toBeUndefined();
  });

  it('is not known without a guarantee, or without a ledger', () => {
    expect(timeUntilGuaranteed(shareOf(), USE, itemOf(), NOW)).toBeUndefined();
    expect(timeUntilGuaranteed(share, USE, undefined, NOW)).toBeUndefined();
  });
});
