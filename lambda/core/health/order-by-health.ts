import { isOutdated, isProbeDue } from './breaker';
import { mayPrefer } from './slow-start';
import { Open, OpenCause, TargetHealth } from './target-health';
import { Candidate } from '../attempts/candidates';
import { Random } from '../ports';

/**
 * How a candidate stands: `healthy`; `slowStart`, closed a moment ago and behind the others of its tier this time;
 * `probe`, open and to be tried by this request; `open`, a last resort.
 */
export type Verdict = 'healthy' | 'slowStart' | 'probe' | 'open';

export interface JudgedCandidate {
  readonly candidate: Candidate;
  readonly verdict: Verdict;
  /** Why it is open; only with `probe` and `open`. */
  readonly cause?: OpenCause;
  /** When the next probe is due, in milliseconds since the epoch; only with `probe` and `open`. */
  readonly openUntil?: number;
}

export interface HealthView {
  readonly now: number;
  readonly random: Random;
  /** Whether this request may probe, if it comes to that. */
  readonly probing: boolean;
  readonly healthOf: (target: string) => TargetHealth | undefined;
}

/**
 * All candidates, none left out: healthy ones in the order they came in, then open ones, the least bad first.
 * At most the first is a `probe`: a candidate that is not the first choice anyway needs none, and no request probes twice.
 */
export function orderByHealth(candidates: readonly Candidate[], view: HealthView): readonly JudgedCandidate[] {
  const preferred: JudgedCandidate[] = [];
  const open: (JudgedCandidate & Required<Pick<JudgedCandidate, 'cause' | 'openUntil'>>)[] = [];
  let slow: JudgedCandidate[] = [];

  for (const candidate of candidates) {
    if (slow[0] && slow[0].candidate.tier !== candidate.tier) {
      preferred.push(...slow);
      slow = [];
    }
    const known = view.healthOf(candidate.target.name);
    const health = known && isOutdated(known, view.now) ? undefined : known;
    if (health?.kind === 'open') {
      const first = preferred.length === 0 && slow.length === 0;
      if (view.probing && first && isProbeDue(health, view.now)) preferred.push(judgeOpen(candidate, health, 'probe'));
      else open.push(judgeOpen(candidate, health, 'open'));
    } else if (health?.kind === 'recovering' && !mayPrefer(view.now - health.since, view.random)) {
      slow.push({ candidate, verdict: 'slowStart' });
    } else {
      preferred.push({ candidate, verdict: 'healthy' });
    }
  }
  return [...preferred, ...slow, ...open.sort(leastBadFirst)];
}

function judgeOpen(candidate: Candidate, { cause, openUntil }: Open, verdict: 'probe' | 'open') {
  return { candidate, verdict, cause, openUntil } as const;
}

type Resort = Pick<Open, 'cause' | 'openUntil'>;

/** What only people can mend comes last; a sort that is stable keeps the order of preference between equals. */
function leastBadFirst(left: Resort, right: Resort): number {
  return Number(left.cause === 'configuration') - Number(right.cause === 'configuration') || left.openUntil - right.openUntil;
}
