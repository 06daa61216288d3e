import { createMemoryLedgerStore } from '../../../../lambda/adapters/memory/memory-ledger-store';
import { standingOf } from '../../../../lambda/core/fairness/standing';
import { createLedger } from '../../../../lambda/core/ledger/ledger';
import { admitTenant, admitToTarget, settle } from '../../../../lambda/core/serving/admission';
import { RequestTrace } from '../../../../lambda/core/serving/request-trace';
import { CapacityPlan, SharePlan, TenantPlan } from '../../../../src/contract/plan';
import { tenantLedgerKey } from '../../../../src/contract/table';
import { ROUTE, targetOf } from '../../../support/core/plans';
import { seededRandom } from '../../../support/random';
import { VirtualClock } from '../../../support/virtual-clock';

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
}

/** Tenants ask one pool at random times; who is refused does not come again. */
export async function simulate(simulation: Simulation): Promise<{ readonly [tenant: string]: Outcome }> {
  const { seed, capacity, guaranteed, tenants, minutes, shared = true, warmUp = 1, containers = 8, reserved = 1_000, used = 400 } = simulation;
  const clock = new VirtualClock();
  const random = seededRandom(seed);
  const store = createMemoryLedgerStore();
  const ledgers = Array.from({ length: containers }, () => createLedger(store, clock.now));
  const target = { ...targetOf('pool'), capacity: { pool: 'pool', limits: capacity, ...guaranteed && { guaranteed } } };
  const start = clock.now();
  const countFrom = start + warmUp * 60_000;
  const end = start + minutes * 60_000;

  const play = async (name: string, { requestsPerMinute, share, quota, from = 0 }: SimulatedTenant, index: number) => {
    const outcome = { asked: 0, admitted: 0 };
    const plan: TenantPlan = {
      quota,
      routes: [ROUTE],
      onLedgerFailure: 'failClosed',
      share: { weight: 1, priority: 'interactive', maxQueueMs: 0, buckets: [`a${index}x${share?.weight ?? 1}`], ...share },
    };
    const requests: Promise<void>[] = [];
    const ask = async () => {
      const ledger = ledgers[Math.floor(random() * containers)]!;
      const trace: RequestTrace = {
        requestId: '', arrivedAt: 0, identity: { tenant: name, keyId: '' }, route: ROUTE, streamed: false, candidates: [], attempts: [], ledgerErrors: 0,
      };
      const use = { requests: 1, tokens: reserved };
      const endsBy = clock.now() + 60_000;
      const counted = clock.now() >= Math.max(countFrom, start + from);
      if (counted) outcome.asked++;
      const own = await admitTenant({ ledger, localLedger: ledger }, plan, { tenant: name, route: ROUTE, use, endsBy }, clock.now, trace).catch(() => 'refused' as const);
      if (own === 'refused') return;
      const standing = standingOf(plan.share!, ledger.lastKnown(tenantLedgerKey(name)), clock.now());
      const asking = shared ? { share: plan.share!, standing } : undefined;
      const { reservation } = await admitToTarget(ledger, target, { use, endsBy, asking }, clock.now, trace);
      if (reservation && counted) outcome.admitted++;
      if (reservation) await clock.sleep(500 + random() * 4_000);
      const after = reservation ? { requests: 1, tokens: used } : { requests: 0, tokens: 0 };
      await settle(ledger, reservation, after, trace);
      await settle(ledger, own?.reservation, after, trace);
    };
    await clock.sleep(from);
    while (clock.now() < end) {
      await clock.sleep((-Math.log(1 - random()) * 60_000) / requestsPerMinute);
      requests.push(ask());
    }
    await Promise.all(requests);
    return [name, { ...outcome, share: outcome.admitted / outcome.asked }] as const;
  };
  return Object.fromEntries(await clock.run(Promise.all(Object.entries(tenants).map(([name, tenant], index) => play(name, tenant, index)))));
}
