import { QuotaPlan, TenantPlan } from '../../../src/contract/plan';
import { targetLedgerKey, tenantLedgerKey } from '../../../src/contract/table';
import { GatewayError } from '../gateway-error';
import { RequestTrace } from './request-trace';
import { Amount } from '../ledger/item-write';
import { Ledger, Rejection, Reservation } from '../ledger/ledger';
import { Limits } from '../ledger/window';
import { LoadedTarget } from '../loaded-plan';
import { LedgerUnavailable } from '../ports';

/** When to come back after the table did not answer: soon, it usually does. */
const LEDGER_RETRY_AFTER_MS = 1_000;

/**
 * Takes the request from its tenant's quota.
 * @returns nothing for a tenant without a quota, and for one that fails open while the table does not answer
 * @throws GatewayError when the quota does not allow the request, which then has cost nothing
 */
export async function admitTenant(
  ledger: Ledger, tenantName: string, tenant: TenantPlan, amount: Amount, trace: RequestTrace,
): Promise<Reservation | undefined> {
  if (!tenant.quota) return undefined;
  try {
    const result = await ledger.reserve(tenantLedgerKey(tenantName), amount, limitsOf(tenant.quota));
    if (result.admitted) return result.reservation;
    trace.limitedBy = result.dimension;
    throw refusal(tenantName, result);
  } catch (error) {
    if (!(error instanceof LedgerUnavailable)) throw error;
    trace.ledgerErrors++;
    if (tenant.onLedgerFailure === 'failOpen') return undefined;
    throw new GatewayError('unavailable', 'the quota of this tenant cannot be checked right now', { retryAfterMs: LEDGER_RETRY_AFTER_MS });
  }
}

/**
 * Takes an attempt from the capacity that the operator declared for a target.
 * A table that does not answer does not stop the attempt: Bedrock enforces its own limit anyway.
 */
export async function admitToTarget(
  ledger: Ledger, target: LoadedTarget, amount: Amount, trace: RequestTrace,
): Promise<{ readonly reservation?: Reservation; readonly rejection?: Rejection }> {
  if (!target.capacity) return {};
  try {
    const result = await ledger.reserve(targetLedgerKey(target.name), amount, limitsOf(target.capacity));
    return result.admitted ? { reservation: result.reservation } : { rejection: result };
  } catch (error) {
    if (!(error instanceof LedgerUnavailable)) throw error;
    trace.ledgerErrors++;
    return {};
  }
}

/** Settles without ever failing a request: what cannot be given back leaves the window by itself. */
export async function settle(ledger: Ledger, reservation: Reservation | undefined, used: Amount, trace: RequestTrace): Promise<void> {
  if (!reservation) return;
  try {
    await ledger.settle(reservation, used);
  } catch {
    trace.ledgerErrors++;
  }
}

function limitsOf(quota: QuotaPlan): Limits {
  return { requests: quota.requestsPerMinute, tokens: quota.quotaTokensPerMinute };
}

const UNITS = { requests: 'requests per minute', tokens: 'quota tokens per minute' } as const;

function refusal(tenant: string, { cause, dimension, limit, asked, retryAfterMs }: Rejection): GatewayError {
  const unit = UNITS[dimension];
  if (cause === 'neverFits') {
    return new GatewayError('quotaNeverFits',
      `this request asks for ${asked} ${dimension === 'tokens' ? 'quota tokens (input and max tokens)' : dimension} `
      + `and the limit of tenant ${tenant} is ${limit} ${unit}: it can never be admitted; lower max tokens or shorten the input`);
  }
  return new GatewayError('quotaExceeded', `tenant ${tenant} has used up its limit of ${limit} ${unit} (this request asks for ${asked})`, { retryAfterMs });
}
