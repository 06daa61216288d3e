import fc from 'fast-check';
import { createMemoryLedgerStore } from '../../../../lambda/adapters/memory/memory-ledger-store';
import { sumOf } from '../../../../lambda/core/ledger/amounts';
import { DimensionKind } from '../../../../lambda/core/ledger/dimensions';
import { LedgerItem } from '../../../../lambda/core/ledger/item-write';
import { createLedger } from '../../../../lambda/core/ledger/ledger';
import { slotAt } from '../../../../lambda/core/ledger/window';
import { LedgerUnavailable } from '../../../../lambda/core/ports';
import { admitToTarget } from '../../../../lambda/core/serving/admission';
import { CallerLeft } from '../../../../lambda/core/serving/caller-left';
import { SharePlan } from '../../../../src/contract/plan';
import { fullFor, LedgerScript, neverFits, ReserveOutcome } from '../../../support/core/fake-ledger';
import { answers } from '../../../support/core/fake-models';
import { Gateway, gatewayOf, GatewaySketch, targetsCalled } from '../../../support/core/gateway';
import { ROUTE, targetOf, TENANT } from '../../../support/core/plans';
import { VirtualClock } from '../../../support/virtual-clock';

const SHARE: SharePlan = { weight: 1, priority: 'interactive', maxQueueMs: 0, buckets: ['a0x1'] };
const GUARANTEED: SharePlan = { ...SHARE, guaranteed: { requestsPerMinute: 2 } };
const BATCH: SharePlan = { ...SHARE, priority: 'batch', maxQueueMs: 10_000 };
const NOTHING_TAKEN = [{ requests: 0, tokens: 0 }];

/** So many requests in the last minute, or millionths of a pool by its first tenant. */
function itemOf(kind: DimensionKind, value: number): LedgerItem {
  const dimension = kind === 'shareUsed' ? 'shareUsed~a0x1' as const : kind;
  const counters = [{ dimension, slot: slotAt(kind, new VirtualClock().now()), value }];
  return { counters, total: sumOf(counters), sequence: 1 };
}

const shared = (share: SharePlan, ledger: LedgerScript = {}, sketch: GatewaySketch = {}) => gatewayOf({
  targets: { first: { capacity: { requestsPerMinute: 20 } } },
  models: { first: [answers()], second: [answers()] },
  tenant: { quota: undefined, share },
  ledger,
  random: () => 0,
  ...sketch,
});
const askedOfPool = ({ ledger }: Gateway) => ledger.asked.filter(({ key }) => key.pk.startsWith('POOL#'));

describe('a tenant that shares capacities', () => {
  it('has a place in its guarantee until that is used up, for which its requests are counted without a quota', async () => {
    const within = shared(GUARANTEED, { known: { tenant: itemOf('requests', 2) } });
    await (await within.serve()).finish();
    const [own, pool] = within.ledger.asked;
    expect(own).toMatchObject({ key: { pk: `TENANT#${TENANT}` }, amount: { requests: 1 }, limits: {} });
    expect(pool).toMatchObject({ amount: own!.amount, limits: { requests: 20 } });
    expect(Object.keys(pool!.limits)).toEqual(['requests']);
    expect(within.record().withinGuarantee).toBe(true);
  });

  it('asks for what is shared beyond it, and of a pool about which nobody was asked no more than one that has had its part', async () => {
    const beyond = shared(GUARANTEED, { known: { tenant: itemOf('requests', 3) } });
    await (await beyond.serve()).finish();
    expect(beyond.record().withinGuarantee).toBeUndefined();
    expect(askedOfPool(beyond).map(({ limits }) => limits)).toEqual([{ 'requests': 20, 'requests~s': 17, 'pacedRequests': 1 }]);
    expect(beyond.ledger.settledForTarget('first')).toEqual([expect.objectContaining({ 'requests': 1, 'requests~s': 1, 'pacedRequests': 1, 'shareUsed~a0x1': 50_000 })]);
  });

  it.each(['requests~s', 'pacedRequests'] as const)('asks again, by what it has really had, when others stand in the way (%s)', async (dimension) => {
    const gateway = shared(SHARE, { targets: { first: [fullFor(9_000, { dimension }), 'admitted'] }, known: { target: itemOf('shareUsed', 0) } });
    expect(await gateway.serve()).toMatchObject({ target: 'first', attempts: 1 });
    expect(askedOfPool(gateway).map(({ limits }) => limits)).toEqual([
      { 'requests': 20, 'requests~s': 17, 'pacedRequests': 1 },
      { 'requests': 20, 'requests~s': 19 },
    ]);
  });

  it('asks once when the pool itself is full, and once again at most', async () => {
    const full = shared(SHARE, { targets: { first: [fullFor(9_000, { dimension: 'requests' })] } });
    expect(await full.fail()).toMatchObject({ status: 429, details: { retryAfterMs: 9_000 } });
    expect(askedOfPool(full)).toHaveLength(1);
    const others = shared(SHARE, { targets: { first: [fullFor(9_000, { dimension: 'requests~s' }), fullFor(7_000, { dimension: 'requests~s' })] } });
    expect(await others.fail()).toMatchObject({ status: 429, details: { retryAfterMs: 7_000 } });
    expect(askedOfPool(others)).toHaveLength(2);
  });

  it('is refused with the time when its guarantee is free again, when that is larger than what is shared', async () => {
    const larger: LedgerScript = { targets: { first: [neverFits({ dimension: 'requests~s' })] } };
    const known = { tenant: itemOf('requests', 3) };
    const error = await shared(GUARANTEED, { ...larger, known }).fail();
    expect(error).toMatchObject({ reason: 'throttled', status: 429 });
    expect(error.details.retryAfterMs).toBeGreaterThan(50_000);
    expect(await shared(SHARE, { ...larger, known }).fail()).toMatchObject({ reason: 'quotaNeverFits', status: 400 });
  });

  it('without a quota is served out of what is shared while its ledger does not answer', async () => {
    const gateway = shared(GUARANTEED, { tenant: [new LedgerUnavailable('away')], known: { tenant: itemOf('requests', 1) } });
    expect(await gateway.serve()).toMatchObject({ target: 'first' });
    expect(askedOfPool(gateway)[0]!.limits).toHaveProperty(['requests~s']);
  });

  it('with a quota fails closed then, as it was told', async () => {
    const gateway = shared(GUARANTEED, { tenant: [new LedgerUnavailable('away')] }, { tenant: { share: GUARANTEED } });
    expect(await gateway.fail()).toMatchObject({ reason: 'unavailable', status: 503 });
  });

  it('is asked nothing of where no capacity is declared', async () => {
    const gateway = shared(SHARE, {}, { targets: {} });
    await (await gateway.serve()).finish();
    expect(gateway.ledger.asked).toEqual([]);
  });
});

describe('a request that may wait', () => {
  const fullThen = (times: number, ...after: readonly ReserveOutcome[]) =>
    ({ targets: { first: [...Array<ReserveOutcome>(times).fill(fullFor(30_000, { dimension: 'requests' })), ...after] } });
  const waitedFor = async (gateway: Gateway, end: Promise<unknown>) => {
    const from = gateway.clock.now();
    return { outcome: await end, waitedMs: gateway.clock.now() - from };
  };

  it('is answered when there is room again', async () => {
    const gateway = shared(BATCH, fullThen(4, 'admitted'));
    const { outcome, waitedMs } = await waitedFor(gateway, gateway.serve());
    expect(outcome).toMatchObject({ target: 'first', attempts: 1 });
    expect(waitedMs).toBeGreaterThanOrEqual(4 * 500);
    expect(waitedMs).toBeLessThan(BATCH.maxQueueMs);
    expect(targetsCalled(gateway)).toEqual(['first']);
  });

  it('takes whichever target has room first', async () => {
    const gateway = shared(BATCH, { targets: { first: [fullFor(30_000)], second: [fullFor(30_000), 'admitted'] } }, {
      tiers: [['first'], ['second']], targets: { first: { capacity: { requestsPerMinute: 20 } }, second: { capacity: { requestsPerMinute: 20 } } },
    });
    expect(await gateway.serve()).toMatchObject({ target: 'second' });
  });

  it('is refused with the time to come back when its time is over, and has cost nothing', async () => {
    const gateway = shared(BATCH, fullThen(1), { tenant: { share: BATCH } });
    const { outcome, waitedMs } = await waitedFor(gateway, gateway.fail());
    expect(outcome).toMatchObject({ reason: 'throttled', status: 429, details: { retryAfterMs: 30_000 } });
    expect(waitedMs).toBeLessThanOrEqual(BATCH.maxQueueMs);
    expect(waitedMs).toBeGreaterThan(BATCH.maxQueueMs - 1_000);
    expect(targetsCalled(gateway)).toEqual([]);
    expect(gateway.ledger.settledForTenant()).toEqual(NOTHING_TAKEN);
    expect(gateway.ledger.settledForTarget('first')).toEqual([]);
    expect(gateway.record()).toMatchObject({ outcome: 'failed', reason: 'throttled', attempts: [] });
  });

  it('waits no longer than its deadline allows', async () => {
    const gateway = shared(BATCH, fullThen(1), { route: { deadlineMs: 2_000 } });
    const { outcome, waitedMs } = await waitedFor(gateway, gateway.fail());
    expect(outcome).toMatchObject({ status: 429, details: { retryAfterMs: 30_000 } });
    expect(waitedMs).toBeLessThan(2_000);
    expect(waitedMs).toBeGreaterThan(1_000);
  });

  it('does not wait when it may not, and is told at once', async () => {
    const gateway = shared(SHARE, fullThen(1));
    const { outcome, waitedMs } = await waitedFor(gateway, gateway.fail());
    expect(outcome).toMatchObject({ status: 429, details: { retryAfterMs: 30_000 } });
    expect(waitedMs).toBe(0);
    expect(askedOfPool(gateway)).toHaveLength(1);
  });

  it('does not wait for a target that can never hold it', async () => {
    const gateway = shared(BATCH, { targets: { first: [neverFits({ dimension: 'tokens' })] } });
    const { outcome, waitedMs } = await waitedFor(gateway, gateway.fail());
    expect(outcome).toMatchObject({ reason: 'quotaNeverFits', status: 400 });
    expect(waitedMs).toBe(0);
  });

  it('ends when its caller leaves, and has cost nothing', async () => {
    const gateway = shared(BATCH, fullThen(1), { tenant: { share: BATCH } });
    const ended = gateway.start().catch((error: unknown) => error);
    await gateway.clock.advance(1_250);
    const asked = askedOfPool(gateway).length;
    gateway.caller.abort();
    expect(await ended).toBeInstanceOf(CallerLeft);
    expect(askedOfPool(gateway)).toHaveLength(asked);
    expect(gateway.ledger.settledForTenant()).toEqual(NOTHING_TAKEN);
    expect(gateway.record()).toMatchObject({ outcome: 'callerLeft', attempts: [] });
  });
});

it('whatever the standings, weights and priorities, a pool never admits more than its own limit, and what is shared never takes what is set aside', async () => {
  const ask = fc.record({
    container: fc.nat(2),
    tenant: fc.nat(3),
    standing: fc.constantFrom('guaranteed', 'shared'),
    priority: fc.constantFrom('interactive', 'batch'),
    tokens: fc.integer({ min: 1, max: 200 }),
    pauseMs: fc.constantFrom(0, 0, 0, 700, 6_000),
  });
  await fc.assert(fc.asyncProperty(
    fc.integer({ min: 1, max: 15 }), fc.integer({ min: 50, max: 1_000 }), fc.double({ min: 0.1, max: 1, noNaN: true }),
    fc.array(ask, { minLength: 20, maxLength: 80 }),
    async (requestsPerMinute, quotaTokensPerMinute, part, asks) => {
      const clock = new VirtualClock();
      const store = createMemoryLedgerStore();
      const ledgers = [0, 1, 2].map(() => createLedger(store, clock.now));
      const guaranteed = { requestsPerMinute: Math.ceil(requestsPerMinute * part), quotaTokensPerMinute: Math.ceil(quotaTokensPerMinute * part) };
      const target = { ...targetOf('pool'), capacity: { pool: 'pool', limits: { requestsPerMinute, quotaTokensPerMinute }, guaranteed } };
      const admitted: { readonly at: number; readonly tokens: number; readonly shared: boolean }[] = [];
      for (const { container, tenant, standing, priority, tokens, pauseMs } of asks) {
        await clock.advance(pauseMs);
        const share: SharePlan = { ...SHARE, priority, weight: tenant + 1, buckets: [`a${tenant}x${tenant + 1}`] };
        const trace = {
          requestId: '', arrivedAt: 0, identity: { tenant: `${tenant}`, keyId: '' }, route: ROUTE, streamed: false, candidates: [], attempts: [], ledgerErrors: 0,
        };
        const use = { requests: 1, tokens };
        const admission = { use, endsBy: clock.now() + 1_000, asking: { share, standing } };
        const { reservation } = await admitToTarget(ledgers[container]!, target, admission, clock.now, trace);
        expect(trace.ledgerErrors).toBe(0);
        if (reservation) admitted.push({ at: clock.now(), tokens, shared: standing === 'shared' });
        const lastMinute = admitted.filter(({ at }) => at > clock.now() - 60_000);
        const ofShared = lastMinute.filter((one) => one.shared);
        const tokensOf = (some: typeof admitted) => some.reduce((sum, one) => sum + one.tokens, 0);
        expect(lastMinute.length).toBeLessThanOrEqual(requestsPerMinute);
        expect(tokensOf(lastMinute)).toBeLessThanOrEqual(quotaTokensPerMinute);
        expect(ofShared.length).toBeLessThanOrEqual(requestsPerMinute - guaranteed.requestsPerMinute);
        expect(tokensOf(ofShared)).toBeLessThanOrEqual(quotaTokensPerMinute - guaranteed.quotaTokensPerMinute);
      }
    },
  ), { numRuns: 60 });
});
