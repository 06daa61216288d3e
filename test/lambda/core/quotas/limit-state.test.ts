import fc from 'fast-check';
import { LedgerItem } from '../../../../lambda/core/ledger/item-write';
import { expiryOf, slotAt } from '../../../../lambda/core/ledger/window';
import { limitStates, partUsed, scarcest } from '../../../../lambda/core/quotas/limit-state';
import { usageReport } from '../../../../lambda/core/quotas/usage-report';
import { TenantPlan } from '../../../../src/contract/plan';

const NOW = Date.UTC(2026, 0, 1);
const old = { dimension: 'tokens', slot: slotAt('tokens', NOW - 30_000), value: 60 } as const;
const recent = { dimension: 'tokens', slot: slotAt('tokens', NOW), value: 10 } as const;
const expired = { dimension: 'tokens', slot: slotAt('tokens', NOW - 90_000), value: 500 } as const;
const ITEM: LedgerItem = { total: { tokens: 570, requests: 3 }, counters: [expired, old, recent], sequence: 9 };

describe('how much of the fullest limit is used', () => {
  const state = (dimension: 'requests' | 'tokens' | 'costPerDay', used: number, limit: number) => ({ dimension, used, limit, remaining: 0, resetsInMs: 0 });

  it('is told of quotas and of budgets apart', () => {
    const states = [state('requests', 1, 10), state('tokens', 30, 100), state('costPerDay', 9, 10)];
    expect(partUsed(states, 'quota')).toBe(0.3);
    expect(partUsed(states, 'budget')).toBe(0.9);
  });

  it('is not known where there is no such limit, or one of nothing', () => {
    expect(partUsed([state('requests', 1, 10)], 'budget')).toBeUndefined();
    expect(partUsed([state('requests', 0, 0)], 'quota')).toBeUndefined();
  });
});

describe('how a tenant stands at its limits', () => {
  it('is what is counted and has not expired, and until when', () => {
    expect(limitStates(ITEM, { tokens: 100 }, NOW)).toEqual([
      { dimension: 'tokens', limit: 100, used: 70, remaining: 30, resetsInMs: expiryOf(recent, NOW) - NOW },
    ]);
  });

  it('is all of it before anything was counted', () => {
    expect(limitStates(undefined, { 'requests': 5, 'tokens~k3f9': 7 }, NOW)).toEqual([
      { dimension: 'requests', limit: 5, used: 0, remaining: 5, resetsInMs: 0 },
      { dimension: 'tokens~k3f9', limit: 7, used: 0, remaining: 7, resetsInMs: 0 },
    ]);
  });

  it('never says less than nothing is left, and less the more is used', () => {
    fc.assert(fc.property(fc.nat(1_000), fc.nat(1_000), fc.nat(1_000), (limit, one, more) => {
      const stateAt = (used: number) => limitStates({ total: { requests: used }, counters: [], sequence: 1 }, { requests: limit }, NOW)[0]!;
      expect(stateAt(one).remaining).toBeGreaterThanOrEqual(0);
      expect(stateAt(one + more).remaining).toBeLessThanOrEqual(stateAt(one).remaining);
    }));
  });

  it('is that of the scarcer limit where one is over all routes and one for a route', () => {
    const item: LedgerItem = { total: { 'requests': 4, 'requests~k3f9': 4 }, counters: [], sequence: 4 };
    expect(scarcest(limitStates(item, { 'requests': 10, 'requests~k3f9': 5 }, NOW), 'requests')).toMatchObject({ dimension: 'requests~k3f9', remaining: 1 });
    expect(scarcest(limitStates(item, { requests: 10 }, NOW), 'tokens')).toBeUndefined();
  });
});

it('a report has every limit, in the units of the quota', () => {
  const tenant: TenantPlan = {
    quota: { requestsPerMinute: 10, usdPerDay: 5, concurrentRequests: 3 },
    routeQuotas: { sonnet: { part: 'k3f9', limits: { quotaTokensPerDay: 1_000 } } },
    routes: ['sonnet'],
    onLedgerFailure: 'failClosed',
  };
  const item: LedgerItem = { total: { 'requests': 4, 'costPerDay': 1_250_000_000, 'concurrent': 1, 'tokensPerDay~k3f9': 100 }, counters: [], sequence: 4 };
  expect(usageReport(tenant, item, NOW)).toEqual([
    { limitedBy: 'concurrentRequests', limit: 3, used: 1, remaining: 2 },
    { limitedBy: 'requestsPerMinute', limit: 10, used: 4, remaining: 6, resetsInMs: 0 },
    { limitedBy: 'usdPerDay', limit: 5, used: 1.25, remaining: 3.75, resetsInMs: 0 },
    { limitedBy: 'quotaTokensPerDay', route: 'sonnet', limit: 1_000, used: 100, remaining: 900, resetsInMs: 0 },
  ]);
  expect(usageReport({ routes: [], onLedgerFailure: 'failOpen' }, undefined, NOW)).toEqual([]);
});
