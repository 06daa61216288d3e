import { WithheldReason } from './attempts/attempt-planner';
import { ConfigurationCause } from './failures/configuration-cause';
import { FailureName } from './failures/failure-classes';
import { ErrorReason } from './gateway-error';
import { DimensionKind } from './ledger/dimensions';
import { Usage } from './model-answer';
import { OverrideEffect } from './overrides/apply-overrides';

/** How a request ended. */
export type RequestOutcome = 'success' | 'rejected' | 'failed' | 'brokenStream' | 'callerLeft';

/** The one log line that says which candidates there were, what was tried and why. Holds no content and no secret. */
export interface DecisionRecord {
  readonly requestId: string;
  /** Milliseconds since the epoch, when the request arrived. */
  readonly time: number;
  readonly tenant: string;
  readonly keyId: string;
  readonly route: string;
  readonly streamed: boolean;
  readonly outcome: RequestOutcome;
  /** Absent on success. */
  readonly reason?: ErrorReason;
  /** The dimension of the tenant's quota that refused the request. */
  readonly limitedBy?: DimensionKind;
  /** The shards that the tenant was served in, in no other. Absent for a tenant that selects none. */
  readonly shards?: readonly string[];
  /** The operator's overrides that the request has met. Absent: none. */
  readonly overrides?: readonly OverrideEffect[];
  /** Upstream calls that together answer it, each with attempts of its own. Absent: one. */
  readonly calls?: number;
  /** Every target was avoided for its failures: the least bad was tried all the same. */
  readonly allTargetsOpen?: true;
  /** The tenant had not taken more than it is guaranteed, this request included. */
  readonly withinGuarantee?: true;
  /** What is used of the fullest of the tenant's limits on requests and tokens when the request was admitted or refused, as a fraction. */
  readonly quotaUsed?: number;
  /** The same of its limits in US dollars. */
  readonly budgetUsed?: number;
  /** In the order of preference of this request. */
  readonly candidates: readonly CandidateRecord[];
  /** In the order in which they were made. */
  readonly attempts: readonly AttemptRecord[];
  /** Name of the target that answered. */
  readonly target?: string;
  /** The tier of that target: above 0, a fallback. */
  readonly tier?: number;
  readonly maxTokens?: number;
  /** Quota tokens taken from the tenant's quota before the call. */
  readonly reservedTokens?: number;
  /** Quota tokens that the request has cost in the end. */
  readonly settledTokens?: number;
  /** Nano-dollars taken from the tenant's limits in US dollars before the call; absent without such limits. */
  readonly reservedCost?: number;
  /** Nano-dollars that the request has cost in the end, as far as its targets have prices. */
  readonly settledCost?: number;
  /** A call of which nobody knows what it has used is part of `settledTokens`, by estimate. */
  readonly settledByEstimate?: boolean;
  readonly usage?: Usage;
  readonly timeToFirstTokenMs?: number;
  readonly latencyMs: number;
  /** Calls to the quota table that failed or timed out. */
  readonly ledgerErrors: number;
}

export interface CandidateRecord {
  readonly target: string;
  readonly tier: number;
  /** Why it was passed over without an attempt. */
  readonly skipped?: 'capacityUsedUp' | 'breakerOpen' | WithheldReason;
}

export interface AttemptRecord {
  readonly target: string;
  /** Milliseconds after the request arrived. */
  readonly startedAfterMs: number;
  readonly durationMs: number;
  /** `answerFiltered`: another target was asked because this one's content filter kept its answer back. `fault`: one in the gateway.
   * `givenUp`: another call of the same request had failed. */
  readonly outcome: 'answered' | FailureName | 'callerLeft' | 'givenUp' | 'hedgeLost' | 'answerFiltered' | 'fault';
  /** It joined the first attempt because that was slow. */
  readonly hedge?: true;
  /** What is wrong with how the target is set up; only with the outcome `configuration`. */
  readonly cause?: ConfigurationCause;
  /** The upstream's own name for the error. */
  readonly code?: string;
  readonly status?: number;
  /** The upstream's id of a failed call. */
  readonly upstreamRequestId?: string;
}
