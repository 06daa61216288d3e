import { HealthEffect } from './failure-effects';
import {
  CONFIGURATION_OPEN_MS, DAILY_QUOTA_OPEN_MS, FAILURE_WINDOW_MS, FAILURES_TO_OPEN, FAILURES_WORTH_ANSWERING, FORGET_OPEN_MS,
  LONGEST_CONFIGURATION_OPEN_MS, LONGEST_OPEN_MS, Open, OpenCause, PROBE_LEASE_MS, SHORTEST_EVIDENCE_MS, SHORTEST_OPEN_MS, SLOW_START_MS,
  TargetHealth,
} from './target-health';

/**
 * What becomes of a target's health. Each function returns the very record it was given when nothing changes;
 * undefined stands for a healthy target.
 */
export type Transition = (health: TargetHealth | undefined, now: number) => TargetHealth | undefined;

const DAY_MS = 24 * 60 * 60_000;

/** @param claim the `openUntil` that a claimed probe has set, when the failed attempt is that probe */
export function afterFailure(effect: HealthEffect, claim?: number): Transition {
  return (health, now) => {
    if (effect === 'none') return abandoned(claim)(health, now);
    if (health?.kind === 'open') {
      if (isClaimed(health, claim)) return reopened(health, effect, now);
      // Attempts of a last resort, or from before it opened, say nothing new, except that waiting will not help.
      return effect !== 'counts' && health.cause === 'failures' ? opened(effect, 0, now) : health;
    }
    if (effect !== 'counts') return opened(effect, 0, now);

    const before = recentFailures(health, now);
    // A clock that is behind may find the failures of others in its future: that is no burst.
    const burst = before.length === FAILURES_TO_OPEN - 1 && Math.abs(now - before[FAILURES_WORTH_ANSWERING - 1]!) < SHORTEST_EVIDENCE_MS;
    if (health && burst) return health;
    const failures = [...before, now];
    const recovering = health?.kind === 'recovering' && !hasRecovered(health.since, now) ? health : undefined;
    if (failures.length >= FAILURES_TO_OPEN) return opened('failures', recovering?.openMs ?? 0, now);
    return recovering ? { ...recovering, failures } : { kind: 'suspect', failures };
  };
}

/**
 * An answer has begun, which closes: nobody waits for the end of a long one. It may still break off.
 * @param startedAt when the attempt began: one from before the breaker opened proves nothing
 */
export function afterBeginning(startedAt: number): Transition {
  return (health, now) => health?.kind === 'open' && startedAt >= health.openedAt
    ? { kind: 'recovering', since: now, openMs: health.cause === 'failures' ? health.openMs : 0, failures: [] }
    : health;
}

/** An answer is complete: that takes failures back. @param startedAt as above */
export function afterSuccess(startedAt: number): Transition {
  return (health, now) => {
    if (!health) return health;
    if (health.kind === 'open') return afterBeginning(startedAt)(health, now);
    const failures = recentFailures(health, now);
    return failures.length < FAILURES_WORTH_ANSWERING ? health : { ...health, failures: failures.slice(FAILURES_WORTH_ANSWERING) };
  };
}

/** Takes the one probe of this interval, if it is there to be taken. */
export const claimed: Transition = (health, now) => isProbeDue(health, now) ? { ...health, openUntil: now + PROBE_LEASE_MS } : health;

/** A claimed probe has shown nothing: the same time again, but no longer than for failures. */
export function abandoned(claim: number | undefined): Transition {
  return (health, now) => health?.kind === 'open' && isClaimed(health, claim)
    ? { ...health, openUntil: now + Math.min(health.openMs, LONGEST_OPEN_MS) }
    : health;
}

export function isProbeDue(health: TargetHealth | undefined, now: number): health is Open {
  return health?.kind === 'open' && now >= health.openUntil;
}

/** Whether a record says no more than its absence would. */
export function isOutdated(health: TargetHealth, now: number): boolean {
  switch (health.kind) {
    case 'suspect': return recentFailures(health, now).length === 0;
    case 'recovering': return hasRecovered(health.since, now) && recentFailures(health, now).length === 0;
    case 'open': return now >= health.openUntil + FORGET_OPEN_MS;
  }
}

export function recentFailures(health: TargetHealth | undefined, now: number): readonly number[] {
  return health === undefined || health.kind === 'open' ? [] : health.failures.filter((time) => time > now - FAILURE_WINDOW_MS);
}

function isClaimed(health: Open, claim: number | undefined): boolean {
  return health.openUntil === claim;
}

function hasRecovered(since: number, now: number): boolean {
  return now >= since + SLOW_START_MS;
}

function reopened(health: Open, effect: Exclude<HealthEffect, 'none'>, now: number): Open {
  const cause = effect === 'counts' ? health.cause : effect;
  // Dated by the claim: whatever succeeds of that which began after it proves that the target is back.
  return { ...opened(cause, cause === health.cause ? health.openMs : 0, now), openedAt: health.openUntil - PROBE_LEASE_MS };
}

/** @param before for how long the same cause had kept it open last; 0 when it had not */
function opened(cause: OpenCause, before: number, now: number): Open {
  switch (cause) {
    case 'failures': return openFor(Math.min(Math.max(2 * before, SHORTEST_OPEN_MS), LONGEST_OPEN_MS));
    case 'configuration': return openFor(Math.min(Math.max(2 * before, CONFIGURATION_OPEN_MS), LONGEST_CONFIGURATION_OPEN_MS));
    case 'dailyQuota': return openFor(Math.min(DAILY_QUOTA_OPEN_MS, DAY_MS - now % DAY_MS));
  }
  function openFor(openMs: number): Open {
    return { kind: 'open', cause, openedAt: now, openUntil: now + openMs, openMs };
  }
}
