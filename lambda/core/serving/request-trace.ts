import { AttemptRecord, CandidateRecord, DecisionRecord, RequestOutcome } from '../decision-record';
import { ErrorReason } from '../gateway-error';
import { DimensionKind } from '../ledger/dimensions';
import { Usage } from '../model-answer';
import { OverrideEffect } from '../overrides/apply-overrides';
import { Identity } from '../ports';
import { LimitState, partUsed } from '../quotas/limit-state';

/** What is noted while a request is served, to become its decision record. */
export interface RequestTrace {
  readonly requestId: string;
  readonly arrivedAt: number;
  readonly identity: Identity;
  readonly route: string;
  readonly streamed: boolean;
  shards?: readonly string[];
  candidates: readonly CandidateRecord[];
  readonly attempts: AttemptRecord[];
  /** Upstream calls that together answer it. Absent: one. */
  calls?: number;
  target?: string;
  tier?: number;
  maxTokens?: number;
  reservedTokens?: number;
  settledTokens?: number;
  reservedCost?: number;
  settledCost?: number;
  settledByEstimate?: boolean;
  usage?: Usage;
  firstContentAt?: number;
  limitedBy?: DimensionKind;
  overrides?: readonly OverrideEffect[];
  allTargetsOpen?: true;
  withinGuarantee?: true;
  ledgerErrors: number;
  /** How the tenant stood at its limits when the request was admitted or refused. */
  limits?: readonly LimitState[];
}

export function closeTrace(trace: RequestTrace, now: number, outcome: RequestOutcome, reason?: ErrorReason): DecisionRecord {
  const { identity, arrivedAt, firstContentAt, limits, ...noted } = trace;
  return {
    ...noted,
    // Of two that ran side by side, the one that ended first was noted first.
    attempts: [...trace.attempts].sort((left, right) => left.startedAfterMs - right.startedAfterMs),
    time: arrivedAt,
    tenant: identity.tenant,
    keyId: identity.keyId,
    outcome,
    reason,
    quotaUsed: limits && partUsed(limits, 'quota'),
    budgetUsed: limits && partUsed(limits, 'budget'),
    timeToFirstTokenMs: firstContentAt === undefined ? undefined : firstContentAt - arrivedAt,
    latencyMs: now - arrivedAt,
  };
}
