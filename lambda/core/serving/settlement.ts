import { costOf } from '../cost';
import { Ledger, Reservation } from '../ledger/ledger';
import { LoadedTarget } from '../loaded-plan';
import { sumOf, Usage } from '../model-answer';
import { settledTokens } from '../quota-tokens';
import { settle, TenantReservation } from './admission';
import { RequestTrace } from './request-trace';
import { NO_USE, Use } from '../quotas/quota-dimensions';

/** Adds up what the attempts of one call have used, and settles the quotas with it. */
export interface Account {
  /** What an attempt has used that is to be paid for. @param usage absent when it is not known: then it is estimated */
  add(used: UsedByAttempt): Promise<void>;
  /** Work on the quotas that nobody waits for, except whoever closes the account. It may fail. */
  meanwhile(work: Promise<unknown>): void;
  /** Settles the tenant's quota with the sum: with nothing at all when no attempt is to be paid for. Never throws. */
  close(): Promise<void>;
}

export interface UsedByAttempt {
  readonly target: LoadedTarget;
  readonly reservation?: Reservation;
  readonly usage?: Usage;
  /** Tokens that an answer without usage has about: one for each event of a stream. */
  readonly outputEstimate: number;
}

/** What one request owes: one account for each call that answers a part of it. */
export interface RequestAccount {
  /** @param inputEstimate what the call has read, when nobody tells. Closing the account closes the whole request's. */
  ofCall(inputEstimate: number): Account;
  close(): Promise<void>;
}

export function openAccount(ledger: Ledger, trace: RequestTrace, ofTenant: TenantReservation | undefined): RequestAccount {
  let used: Use = NO_USE;
  let cost: number | undefined;
  /** What is known of each call. */
  const usages = new Map<Account, Usage>();
  const charged = new Set<Account>();
  const pending: Promise<unknown>[] = [];
  const close = async () => {
    // What is waited for may leave more to be done.
    while (pending.length > 0) await Promise.allSettled(pending.splice(0));
    if (ofTenant) await settle(ofTenant.ledger, ofTenant.reservation, used, trace);
  };
  return {
    close,
    ofCall(inputEstimate) {
      const account: Account = {
        async add({ target, reservation, usage, outputEstimate }) {
          if (usage) trace.usage = sumOf([...usages.set(account, usage).values()]);
          else trace.settledByEstimate = true;
          charged.add(account);
          const known = usage ?? { inputTokens: inputEstimate, outputTokens: outputEstimate, cacheReadInputTokens: 0, cacheWriteInputTokens: 0 };
          const quotaTokens = settledTokens(known, target.burndown);
          if (target.price) cost = (cost ?? 0) + costOf(known, target.price);
          used = { requests: charged.size, tokens: used.tokens + quotaTokens, cost };
          trace.settledTokens = used.tokens;
          trace.settledCost = cost;
          await settle(ledger, reservation, { requests: 1, tokens: quotaTokens }, trace);
        },
        meanwhile: (work) => void pending.push(work),
        close,
      };
      return account;
    },
  };
}
