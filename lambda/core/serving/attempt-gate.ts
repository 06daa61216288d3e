import { RetryBudget } from '../attempts/retry-budget';
import { Asking } from '../fairness/pool-request';
import { Ledger, Reservation } from '../ledger/ledger';
import { LoadedTarget } from '../loaded-plan';
import { Clock, Random } from '../ports';
import { admitToTarget, settle } from './admission';
import { CallerLeft, sleepUnlessLeft } from './caller-left';
import { deadlinePassed } from './failure-answers';
import { RequestTrace } from './request-trace';
import { NO_USE, Use } from '../quotas/quota-dimensions';

/** How often a request that waits asks for capacity, up to twice as long at random. Others may give something back at any time. */
const QUEUE_POLL_MS = 500;

export interface GateTools {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly random: Random;
  readonly retryBudget: RetryBudget;
  /** For calls beside slow ones: whatever they use up, failing over stays possible. */
  readonly hedgeBudget: RetryBudget;
}

export interface GateRequest {
  readonly tenant: string;
  /** What one attempt takes from a target's declared capacity. */
  readonly use: Use;
  /** Absent: whoever comes first gets what there is. */
  readonly asking?: Asking;
  /** Until then a request waits for capacity, in milliseconds since the epoch. */
  readonly queueUntil?: number;
  readonly deadlineAt: number;
  readonly callerSignal: AbortSignal;
}

export interface Admission {
  readonly kind: 'admitted';
  readonly reservation?: Reservation;
  /** The attempt has answered, so that it was worth it. */
  readonly giveBackExtra: () => void;
}

export interface Full {
  readonly kind: 'full';
  readonly forMs: number;
  /** Worth another try then, for a request that waits. */
  readonly againAt?: number;
}

export type Entry = Admission | Full | { readonly kind: 'withheld' };

export interface EntryOptions {
  readonly extra: boolean;
  readonly waitMs: number;
  /** Too late for a call after that, in milliseconds since the epoch; absent, the deadline alone counts. */
  readonly answerBy?: number;
}

/** What an attempt passes before it calls its target: the budget for extra attempts, its pause, the target's declared capacity. */
export interface AttemptGate {
  /** @throws CallerLeft or GatewayError when the request ends meanwhile; nothing is taken then */
  enter(target: LoadedTarget, options: EntryOptions): Promise<Entry>;
  /**
   * For a call beside another one, while that has not ended.
   * @returns undefined when there is no room for it, or nobody knows of any
   */
  enterBeside(target: LoadedTarget, stillWanted: () => boolean): Promise<Admission | undefined>;
}

export function createAttemptGate(tools: GateTools, request: GateRequest, trace: RequestTrace): AttemptGate {
  const { ledger, clock, random, retryBudget, hedgeBudget } = tools;
  const { tenant, use, asking, queueUntil = -Infinity, deadlineAt, callerSignal } = request;
  const admit = (target: LoadedTarget) => admitToTarget(ledger, target, { use, endsBy: deadlineAt, asking }, clock.now, trace);
  return {
    async enter(target, { extra, waitMs, answerBy = deadlineAt }) {
      if (extra && !retryBudget.take(tenant, target.name)) return { kind: 'withheld' };
      const giveBackExtra = () => {
        if (extra) retryBudget.giveBack(tenant, target.name);
      };
      if (waitMs > 0) await sleepUnlessLeft(clock, waitMs, callerSignal);
      if (callerSignal.aborted) {
        giveBackExtra();
        throw new CallerLeft();
      }
      const { reservation, rejection } = await admit(target);
      if (rejection) {
        giveBackExtra();
        if (rejection.cause === 'neverFits') return { kind: 'full', forMs: Infinity };
        const againAt = clock.now() + Math.min(rejection.retryAfterMs, QUEUE_POLL_MS * (1 + random()));
        return { kind: 'full', forMs: rejection.retryAfterMs, ...againAt < queueUntil && { againAt } };
      }
      // The ledger took its time: whoever asked may have left, or the deadline may have passed.
      if (callerSignal.aborted || clock.now() >= Math.min(deadlineAt, answerBy)) {
        giveBackExtra();
        await settle(ledger, reservation, NO_USE, trace);
        throw callerSignal.aborted ? new CallerLeft() : deadlinePassed();
      }
      return { kind: 'admitted', reservation, giveBackExtra };
    },

    async enterBeside(target, stillWanted) {
      if (!hedgeBudget.take(tenant, target.name)) return undefined;
      const { reservation } = await admit(target);
      // Two calls were made for one answer, whichever gives it: the budget is not given back.
      if (reservation && stillWanted() && !callerSignal.aborted) return { kind: 'admitted', reservation, giveBackExtra: () => undefined };
      hedgeBudget.giveBack(tenant, target.name);
      await settle(ledger, reservation, NO_USE, trace);
      return undefined;
    },
  };
}
