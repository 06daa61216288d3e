import { AttemptRecord, CandidateRecord, DecisionRecord } from '../../core/decision-record';

/** A line of a log holds 256 KB. */
const MOST_ATTEMPTS = 100;

/** Logs are paid for by the byte, and a route can have hundreds of targets of which a request tries one. */
const MOST_CANDIDATES = 20;

/**
 * One line of JSON for one request. Every field is named here: whatever else an object may carry, a body, a header
 * or a key, stays out of the log.
 */
export function decisionLine(record: DecisionRecord): string {
  return JSON.stringify({
    type: 'decision',
    requestId: record.requestId,
    time: new Date(record.time).toISOString(),
    tenant: record.tenant,
    keyId: record.keyId,
    route: record.route,
    streamed: record.streamed,
    outcome: record.outcome,
    reason: record.reason,
    limitedBy: record.limitedBy,
    overrides: record.overrides,
    allTargetsOpen: record.allTargetsOpen,
    withinGuarantee: record.withinGuarantee,
    quotaUsed: record.quotaUsed,
    budgetUsed: record.budgetUsed,
    target: record.target,
    tier: record.tier,
    shards: record.shards,
    ...candidatesOf(record),
    calls: record.calls,
    ...attemptsOf(record.attempts),
    maxTokens: record.maxTokens,
    reservedTokens: record.reservedTokens,
    settledTokens: record.settledTokens,
    settledByEstimate: record.settledByEstimate,
    reservedUsd: dollarsOf(record.reservedCost),
    settledUsd: dollarsOf(record.settledCost),
    usage: record.usage && {
      inputTokens: record.usage.inputTokens,
      outputTokens: record.usage.outputTokens,
      cacheReadInputTokens: record.usage.cacheReadInputTokens,
      cacheWriteInputTokens: record.usage.cacheWriteInputTokens,
      cacheWrite1hInputTokens: record.usage.cacheWrite1hInputTokens,
    },
    timeToFirstTokenMs: record.timeToFirstTokenMs,
    latencyMs: record.latencyMs,
    ledgerErrors: record.ledgerErrors,
  });
}

/** Those that were called, and of the others the ones that came first. */
function candidatesOf({ candidates, attempts }: DecisionRecord) {
  if (candidates.length <= MOST_CANDIDATES) return { candidates: candidates.map(candidateOf) };
  const called = new Set(attempts.map(({ target }) => target));
  const wasCalled = ({ target }: CandidateRecord) => called.has(target);
  const kept = new Set([...candidates.filter(wasCalled), ...candidates.filter((candidate) => !wasCalled(candidate))].slice(0, MOST_CANDIDATES));
  return { candidates: candidates.filter((candidate) => kept.has(candidate)).map(candidateOf), candidatesLeftOut: candidates.length - kept.size };
}

/** A batch can have thousands, of which those that failed tell most. */
function attemptsOf(attempts: readonly AttemptRecord[]) {
  if (attempts.length <= MOST_ATTEMPTS) return { attempts: attempts.map(attemptOf) };
  const failed = attempts.filter(({ outcome }) => outcome !== 'answered');
  const kept = new Set([...failed, ...attempts.filter(({ outcome }) => outcome === 'answered')].slice(0, MOST_ATTEMPTS));
  return { attempts: attempts.filter((attempt) => kept.has(attempt)).map(attemptOf), attemptsLeftOut: attempts.length - kept.size };
}

function dollarsOf(nanoDollars: number | undefined): number | undefined {
  return nanoDollars === undefined ? undefined : nanoDollars / 1e9;
}

function candidateOf({ target, tier, skipped }: CandidateRecord): CandidateRecord {
  return { target, tier, skipped };
}

function attemptOf(attempt: AttemptRecord): AttemptRecord {
  const { target, startedAfterMs, durationMs, outcome, hedge, cause, code, status, upstreamRequestId } = attempt;
  return { target, startedAfterMs, durationMs, outcome, hedge, cause, code, status, upstreamRequestId };
}
