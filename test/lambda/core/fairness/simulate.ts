import { createMemoryLedgerStore } from '../../../../lambda/adapters/memory/memory-ledger-store';
import { createRetryBudget } from '../../../../lambda/core/attempts/retry-budget';
import { standingOf } from '../../../../lambda/core/fairness/standing';
import { createLedger } from '../../../../lambda/core/ledger/ledger';
import { admitTenant, settle } from '../../../../lambda/core/serving/admission';
import { createAttemptGate } from '../../../../lambda/core/serving/attempt-gate';
import { RequestTrace } from '../../../../lambda/core/serving/request-trace';
import { CapacityPlan, SharePlan, TenantPlan } from '../../../../src/contract/plan';
import { tenantLedgerKey } from '../../../../src/contract/table';
import { ROUTE, targetOf } from '../../../support/core/plans';
import { seededRandom } from '../../../support/random';
import { VirtualClock } from '../../../support/virtual-clock';
import { SlidingWindow } from '../ledger/sliding-window';

export interface SimulatedTenant {
  readonly requestsPerMinute: number;
  readonly share?: Partial<SharePlan>;
  readonly quota?: TenantPlan['quota'];
  /** When it begins to ask, in milliseconds after the others. */
  readonly from?: number;
}

export interface Simulation {
  readonly seed: number;
  readonly capacity: CapacityPlan['limits'];
  readonly guaranteed?: CapacityPlan['guaranteed'];
  readonly tenants: { readonly [name: string]: SimulatedTenant };
  /** False: whoever comes first gets what there is. */
  readonly shared?: boolean;
  readonly minutes: number;
  /** So many of them are not counted. */
  readonly warmUp?: number;
  readonly containers?: number;
  /** Quota tokens of one request, before and after it. */
  readonly reserved?: number;
  readonly used?: number;
}

export interface Outcome {
  readonly asked: number;
  readonly admitted: number;
  /** Admitted of what was asked. */
  readonly share: number;
  /** Milliseconds from the arrival of a request to its admission, of those that were admitted, the shortest first. */
  readonly waits: readonly number[];
  /** The longest that a request waited in vain, and what it was then told to wait, each in milliseconds. */
  readonly longestInVain: number;
  readonly retryAfter: readonly number[];
  /** The most requests in any 60 seconds. */
  readonly mostAsked: number;
}

const DEADLINE_MS = 60_000;

/** Tenants ask one pool at random times, each of its own, whoever else asks; who is refused does not come again. */
export async function simulate(simulation: Simulation): Promise<{ readonly [tenant: string]: Outcome }> {
  const { seed, capacity, guaranteed, tenants, minutes, shared = true, warmUp = 1, containers = 8, reserved = 1_000, used = 400 } = simulation;
  const clock = new VirtualClock();
  const store = createMemoryLedgerStore();
  const ledgers = Array.from({ length: containers }, () => createLedger(store, clock.now));
  const target = { ...targetOf('pool'), capacity: { pool: 'pool', limits: capacity, ...guaranteed && { guaranteed } } };
  const start = clock.now();
  const countFrom = start + warmUp * 60_000;
  const end = start + minutes * 60_000;

  const play = async (name: string, { requestsPerMinute, share, quota, from = 0 }: SimulatedTenant, index: number) => {
    const random = seededRandom(seed * 1_000 + index);
    const outcome = { asked: 0, admitted: 0, waits: [] as number[], longestInVain: 0, retryAfter: [] as number[] };
    const plan: TenantPlan = {
      quota,
      routes: [ROUTE],
      onLedgerFailure: 'failClosed',
      share: { weight: 1, priority: 'interactive', maxQueueMs: 0, buckets: [`a${index}x${share?.weight ?? 1}`], ...share },
    };
    const window = new SlidingWindow(60_000);
    const requests: Promise<void>[] = [];
    const ask = async () => {
      const ledger = ledgers[Math.floor(random() * containers)]!;
      const trace: RequestTrace = {
        requestId: '', arrivedAt: 0, identity: { tenant: name, keyId: '' }, route: ROUTE, streamed: false, candidates: [], attempts: [], ledgerErrors: 0,
      };
      const use = { requests: 1, tokens: reserved };
      const arrivedAt = clock.now();
      const endsBy = arrivedAt + DEADLINE_MS;
      const counted = arrivedAt >= Math.max(countFrom, start + from);
      window.admit(arrivedAt, 1);
      if (counted) outcome.asked++;
      const own = await admitTenant({ ledger, localLedger: ledger }, plan, { tenant: name, route: ROUTE, use, endsBy }, clock.now, trace).catch(() => 'refused' as const);
      if (own === 'refused') return;
      const standing = standingOf(plan.share!, ledger.lastKnown(tenantLedgerKey(name)), arrivedAt);
      const gate = createAttemptGate({ ledger, clock, random, retryBudget: createRetryBudget(), hedgeBudget: createRetryBudget() }, {
        tenant: name,
        use,
        asking: shared ? { share: plan.share!, standing } : undefined,
        queueUntil: arrivedAt + plan.share!.maxQueueMs,
        deadlineAt: endsBy,
        callerSignal: new AbortController().signal,
      }, trace);
      let entry = await gate.enter(target, { extra: false, waitMs: 0 });
      while (entry.kind === 'full' && entry.againAt !== undefined) entry = await gate.enter(target, { extra: false, waitMs: entry.againAt - clock.now() });
      const waited = clock.now() - arrivedAt;
      if (entry.kind !== 'admitted') {
        if (counted) outcome.longestInVain = Math.max(outcome.longestInVain, waited);
        if (counted && entry.kind === 'full') outcome.retryAfter.push(entry.forMs);
        return settle(ledger, own?.reservation, { requests: 0, tokens: 0 }, trace);
      }
      if (counted) outcome.admitted++;
      if (counted) outcome.waits.push(waited);
      const after = { requests: 1, tokens: used };
      await clock.sleep(500 + random() * 4_000);
      await settle(ledger, entry.reservation, after, trace);
      await settle(ledger, own?.reservation, after, trace);
    };
    await clock.sleep(from);
    while (clock.now() < end) {
      await clock.sleep((-Math.log(1 - random()) * 60_000) / requestsPerMinute);
      requests.push(ask());
    }
    await Promise.all(requests);
    outcome.waits.sort((left, right) => left - right);
    return [name, { ...outcome, share: outcome.admitted / outcome.asked, mostAsked: window.most }] as const;
  };
  return Object.fromEntries(await clock.run(Promise.all(Object.entries(tenants).map(([name, tenant], index) => play(name, tenant, index)))));
}
