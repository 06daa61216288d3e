import { Conduct, conductChecks } from './conduct';
import { Outcome, outcomeOf } from './outcome';
import { selfReportChecks } from './self-report';
import { CanonicalAnswer, Check, Observation } from './views';

/**
 * `pass`: what the scenario wants, by good conduct. `partial`: that, but a conduct check failed. `safe`: no answer, and an
 * honest error instead. `fail`: a truncated or wrong answer presented as success, a hang or a crash.
 */
export type Verdict = 'pass' | 'partial' | 'safe' | 'fail';

/** What the caller should end up with. */
export type Wanted = 'whole' | 'filtered' | 'cleanError' | 'brokenConnection' | 'left';

export interface Judgement {
  readonly verdict: Verdict;
  /** What kept it from a better verdict. */
  readonly reasons: readonly string[];
  readonly checks: readonly Check[];
}

export function judge(wanted: Wanted, conduct: Conduct, canonical: CanonicalAnswer, observation: Observation): Judgement {
  const outcomes = observation.callers.map((caller) => outcomeOf(caller, canonical));
  const checks = [...conductChecks(conduct, observation), ...selfReportChecks(canonical, observation), ...observation.checks];
  const broken = checks.filter(({ passed }) => !passed).map(({ what, seen }) => `${what}: ${seen ?? 'no'}`);
  const unwanted = outcomes.flatMap((outcome, index) => outcome.kind === wanted ? [] : [describe(outcome, observation, index)]);

  if (outcomes.length === 0) return { verdict: 'fail', reasons: ['nobody asked', ...broken], checks };
  if (unwanted.length === 0) return { verdict: broken.length === 0 ? 'pass' : 'partial', reasons: broken, checks };
  const honest = outcomes.every((outcome) => outcome.kind === wanted || outcome.kind === 'cleanError');
  const verdict = !honest ? 'fail' : broken.length === 0 ? 'safe' : 'partial';
  return { verdict, reasons: [...unwanted, ...broken], checks };
}

/** Whether a verdict is as good as the scenario expects. */
export function meets(verdict: Verdict, expected: 'pass' | 'safe'): boolean {
  return verdict === 'pass' || verdict === expected;
}

function describe(outcome: Outcome, { callers }: Observation, index: number): string {
  const who = callers.length === 1 ? '' : `request ${index + 1}: `;
  if (outcome.kind === 'wrong') return `${who}${outcome.why}`;
  const { error, status } = callers[index] ?? {};
  if (outcome.kind === 'whole') return `${who}a whole answer`;
  return `${who}${outcome.kind}: ${[status, error?.name, error?.message].filter((part) => part !== undefined).join(' ')}`;
}
