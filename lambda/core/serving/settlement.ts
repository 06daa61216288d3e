import { Usage } from '../converse';
import { Ledger, Reservation } from '../ledger/ledger';
import { LoadedTarget } from '../loaded-plan';
import { settledTokens } from '../quota-tokens';
import { settle } from './admission';
import { RequestTrace } from './request-trace';

/** Adds up what the attempts of one request have used, and settles the quotas with it. */
export interface Account {
  /** What an attempt that delivered something has used. @param usage absent when it is not known: then it is estimated */
  add(used: UsedByAttempt): Promise<void>;
  /** Settles the tenant's quota with the sum. */
  close(): Promise<void>;
  /** Settles the tenant's quota for a call that the caller left before it showed anything: its input has been sent. */
  closeAbandoned(): Promise<void>;
}

export interface UsedByAttempt {
  readonly target: LoadedTarget;
  readonly reservation?: Reservation;
  readonly usage?: Usage;
  /** Of a stream without usage: about one token an event. */
  readonly contentEvents: number;
}

export function openAccount(ledger: Ledger, trace: RequestTrace, inputEstimate: number, tenantReservation: Reservation | undefined): Account {
  let tokens = 0;
  const close = () => settle(ledger, tenantReservation, { requests: 1, tokens }, trace);
  return {
    async add({ target, reservation, usage, contentEvents }) {
      if (usage) trace.usage = usage;
      else trace.settledByEstimate = true;
      const known = usage ?? { inputTokens: inputEstimate, outputTokens: contentEvents, cacheReadInputTokens: 0, cacheWriteInputTokens: 0 };
      const used = settledTokens(known, target.burndown);
      tokens += used;
      trace.settledTokens = tokens;
      await settle(ledger, reservation, { requests: 1, tokens: used }, trace);
    },
    close,
    closeAbandoned() {
      tokens = inputEstimate;
      trace.settledTokens = tokens;
      trace.settledByEstimate = true;
      return close();
    },
  };
}
