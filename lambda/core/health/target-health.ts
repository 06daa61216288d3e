/** Why a breaker is open. */
export type OpenCause = 'failures' | 'dailyQuota' | 'configuration';

/** Some failures lately, too few to open. */
export interface Suspect {
  readonly kind: 'suspect';
  /** When, in milliseconds since the epoch, oldest first; fewer than `FAILURES_TO_OPEN`. */
  readonly failures: readonly number[];
}

/** Requests go elsewhere, if there is an elsewhere. */
export interface Open {
  readonly kind: 'open';
  readonly cause: OpenCause;
  /** When the failure that opened it was seen, or the probe claimed that failed, in milliseconds since the epoch. */
  readonly openedAt: number;
  /** From then on one request may try. Claiming that try moves this time ahead. */
  readonly openUntil: number;
  /** How long it stays open this time; the next time follows from it. */
  readonly openMs: number;
}

/** Closed again a moment ago: takes a growing share of the requests. */
export interface Recovering {
  readonly kind: 'recovering';
  /** When it closed, in milliseconds since the epoch. */
  readonly since: number;
  /** For how long failures had kept it open last, 0 if other causes had. */
  readonly openMs: number;
  readonly failures: readonly number[];
}

/** What is known of a target that is not simply healthy; a healthy one has no record. */
export type TargetHealth = Suspect | Open | Recovering;

/**
 * Failures that open a breaker, less those that successes took back. Two or three happen by chance to a target that
 * works; with five in a row the sixth request would not be luckier.
 */
export const FAILURES_TO_OPEN = 5;

/**
 * How long a failure counts. A target with fewer than five requests in this time is never opened by failures: trying
 * each of those requests costs no more than probing would.
 */
export const FAILURE_WINDOW_MS = 30_000;

/**
 * Successes are reported only while this many failures stand, so that a single failure costs one write and no more.
 * Each report takes as many back: it stands for others that were not reported.
 */
export const FAILURES_WORTH_ANSWERING = 2;

/**
 * How long successes have had the chance to answer, at least, before a breaker opens: at a thousand calls a second, one
 * percent of failures makes five of them in half a second, and in that time hundreds of successes can take them back.
 */
export const SHORTEST_EVIDENCE_MS = 500;

/** The first time that a breaker is open for failures; doubles whenever a probe fails. */
export const SHORTEST_OPEN_MS = 1_000;

/** Below the 30 s within which a recovered target must be used again, by the time a failing probe and the next request take. */
export const LONGEST_OPEN_MS = 20_000;

/**
 * How long a claimed probe keeps others from probing, if nothing is heard of it: a crashed container delays recovery
 * by this long, and a probe that takes longer no longer holds up the next.
 */
export const PROBE_LEASE_MS = 20_000;

/** The set-up is changed by people: no use in asking every second. */
export const CONFIGURATION_OPEN_MS = 60_000;
export const LONGEST_CONFIGURATION_OPEN_MS = 15 * 60_000;

/** A daily quota is renewed at midnight UTC (an assumption: the time is not documented), or raised at any time. */
export const DAILY_QUOTA_OPEN_MS = 15 * 60_000;

/** From the first share to all of the requests. */
export const SLOW_START_MS = 10_000;

/** An open breaker that no request has probed for so long is forgotten: its target may not even be part of the plan any more. */
export const FORGET_OPEN_MS = 60 * 60_000;
