import { TenantPlan } from '../../../src/contract/plan';
import { poolLedgerKey, tenantLedgerKey } from '../../../src/contract/table';
import { GatewayError } from '../gateway-error';
import { RequestTrace } from './request-trace';
import { shareUsedIn } from '../fairness/comparison';
import { Asking, isForOthers, plainRequest, PoolRequest, sharedRequest } from '../fairness/pool-request';
import { kindOf, partOf } from '../ledger/dimensions';
import { Ledger, Rejection, Reservation } from '../ledger/ledger';
import { LoadedTarget } from '../loaded-plan';
import { LedgerUnavailable } from '../ports';
import { LimitState, limitStates } from '../quotas/limit-state';
import { amountOf, countedWith, describe, limitsOf, Use } from '../quotas/quota-dimensions';

/** When to come back after the table did not answer: soon, it usually does. */
const LEDGER_RETRY_AFTER_MS = 1_000;

/** Who asks, and for how long at most. */
export interface AdmissionRequest {
  readonly tenant: string;
  readonly route: string;
  /** One request, and what it may take. */
  readonly use: Use;
  readonly endsBy: number;
}

/** What one attempt takes of a pool. */
export interface PoolAdmission {
  readonly use: Use;
  readonly endsBy: number;
  /** Absent: whoever comes first gets what there is. */
  readonly asking?: Asking;
}

/** What a request has taken of its tenant's quotas, and where it is settled. */
export interface TenantReservation {
  readonly ledger: Ledger;
  readonly reservation: Reservation;
}

export interface TenantLedgers {
  readonly ledger: Ledger;
  /** Counts in this copy of the gateway alone: for tenants that fail open, while the other one does not answer. */
  readonly localLedger: Ledger;
}

/**
 * Takes the request from its tenant's quotas, all of them in one step.
 * @returns nothing for a tenant without a quota
 * @throws GatewayError when a quota does not allow the request, which then has cost nothing
 */
export async function admitTenant(
  { ledger, localLedger }: TenantLedgers, plan: TenantPlan, { tenant, route, use, endsBy }: AdmissionRequest, now: () => number, trace: RequestTrace,
): Promise<TenantReservation | undefined> {
  const forRoute = plan.routeQuotas?.[route];
  // A guarantee needs to know how much of it has been taken.
  if (!plan.quota && !forRoute && !plan.share?.guaranteed) return undefined;
  const limits = { ...limitsOf(plan.quota ?? {}), ...forRoute && limitsOf(forRoute.limits, forRoute.part) };
  const key = tenantLedgerKey(tenant);
  const takeFrom = async (from: Ledger): Promise<TenantReservation> => {
    const result = await from.reserve(key, amountOf(countedWith(limits), use, true), limits, endsBy);
    trace.limits = limitStates(from.lastKnown(key), limits, now());
    if (result.admitted) return { ledger: from, reservation: result.reservation };
    trace.limitedBy = kindOf(result.dimension);
    throw refusal(`tenant ${tenant}`, route, result, trace.limits);
  };
  try {
    return await takeFrom(ledger);
  } catch (error) {
    if (!(error instanceof LedgerUnavailable)) throw error;
    trace.ledgerErrors++;
    // Without a quota there is nothing to keep: only what is guaranteed cannot be told, and the request asks like any other.
    if (Object.keys(limits).length === 0) return undefined;
    if (plan.onLedgerFailure === 'failOpen') return takeFrom(localLedger);
    throw new GatewayError('unavailable', 'the quota of this tenant cannot be checked right now', { retryAfterMs: LEDGER_RETRY_AFTER_MS });
  }
}

/**
 * Takes an attempt from the capacity that the operator declared for a target's pool.
 * A table that does not answer does not stop the attempt: Bedrock enforces its own limit anyway.
 */
export async function admitToTarget(
  ledger: Ledger, { capacity }: LoadedTarget, { use, endsBy, asking }: PoolAdmission, now: () => number, trace: RequestTrace,
): Promise<{ readonly reservation?: Reservation; readonly rejection?: Rejection }> {
  if (!capacity) return {};
  const key = poolLedgerKey(capacity.pool);
  const reserve = ({ amount, limits }: PoolRequest) => ledger.reserve(key, amount, limits, endsBy);
  try {
    let result = await reserve(asking ? sharedRequest(capacity, use, asking, undefined, now()) : plainRequest(capacity, use));
    // Nobody was asked how much the tenant has had; the refusal tells.
    if (asking && !result.admitted && isForOthers(result.dimension)) {
      result = await reserve(sharedRequest(capacity, use, asking, ledger.lastKnown(key), now()));
    }
    return result.admitted ? { reservation: result.reservation } : { rejection: asking ? orGuaranteed(result, asking) : result };
  } catch (error) {
    if (!(error instanceof LedgerUnavailable)) throw error;
    trace.ledgerErrors++;
    return {};
  }
}

/** What is larger than everything that tenants share has its place in a guarantee, when that is free again. */
function orGuaranteed(rejection: Rejection, { guaranteedInMs }: Asking): Rejection {
  if (rejection.cause === 'full' || !isForOthers(rejection.dimension) || guaranteedInMs === undefined) return rejection;
  return { ...rejection, cause: 'full', retryAfterMs: guaranteedInMs };
}

/** Settles without ever failing a request: what cannot be given back leaves the window by itself. */
export async function settle(ledger: Ledger, reservation: Reservation | undefined, used: Use, trace: RequestTrace): Promise<void> {
  if (!reservation) return;
  try {
    const amount = amountOf(reservation.counters.map(({ dimension }) => dimension), used, false);
    await ledger.settle(reservation, { ...amount, ...shareUsedIn(reservation, used) });
  } catch {
    trace.ledgerErrors++;
  }
}

function refusal(
  who: string, route: string, { cause, dimension, limit, asked: wanted, retryAfterMs }: Rejection, limits: readonly LimitState[],
): GatewayError {
  const { unit, value } = describe(dimension, limit);
  const what = `${value} ${unit}${partOf(dimension) === undefined ? '' : ` for ${route}`}`;
  const amount = describe(dimension, wanted).value;
  if (cause === 'neverFits') {
    return new GatewayError('quotaNeverFits',
      `this request asks for up to ${amount} and the limit of ${who} is ${what}: it can never be admitted; lower max tokens, shorten the input or send fewer texts at once`,
      { limits });
  }
  return new GatewayError('quotaExceeded', `${who} has used up its limit of ${what} (this request asks for ${amount})`, { retryAfterMs, limits });
}
