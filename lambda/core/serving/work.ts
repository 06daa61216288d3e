import { RoutePlan } from '../../../src/contract/plan';
import { Hedging } from '../attempts/hedging';
import { RequestOutcome } from '../decision-record';
import { ErrorReason } from '../gateway-error';
import { AttemptSession, SuccessfulAttempt } from './attempt-session';
import { Choice } from './choose-candidates';
import { Served } from './served';
import { Account } from './settlement';
import { CallTools } from './upstream-calls';
import { PreparedRequest } from '../requests/prepared-request';

/** A request that has been admitted, and everything that its answer needs. */
export interface Work {
  readonly tools: CallTools;
  readonly route: RoutePlan;
  /** What a target is sent. */
  readonly sentTo: PreparedRequest['sentTo'];
  /** The most output that it can get. */
  readonly maxTokens: number;
  readonly deadlineAt: number;
  /** Something of the answer must have been sent by then, in milliseconds since the epoch. */
  readonly firstByteBy: number;
  /** And after that at least so often. */
  readonly maxSilenceMs: number;
  readonly callerSignal: AbortSignal;
  readonly session: AttemptSession;
  readonly account: Account;
  readonly choice: Choice;
  readonly hedging?: Hedging;
  /** Notes which attempt the caller gets. */
  readonly answered: (attempt: SuccessfulAttempt<unknown>) => Pick<Served, 'target' | 'attempts' | 'limits' | 'format'>;
  /** A fault of the gateway itself that the caller does not get to see. */
  readonly reportFault: (error: unknown) => void;
  /** Writes the decision record. */
  readonly record: (outcome: RequestOutcome, reason?: ErrorReason) => void;
}
