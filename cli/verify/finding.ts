/** What a check has come to. What was not checked counts neither for nor against the gateway. */
export type Verdict = 'passed' | 'failed' | 'notChecked';

export interface Outcome {
  readonly verdict: Verdict;
  /** What was seen, what was wrong, or why it was not checked. */
  readonly detail: string;
}

export interface Finding extends Outcome {
  readonly family: string;
  readonly check: string;
}

export function passed(detail: string): Outcome {
  return { verdict: 'passed', detail };
}

export function notChecked(because: string): Outcome {
  return { verdict: 'notChecked', detail: because };
}

/** Failed with all of the problems, or passed when there are none. */
export function judged(problems: readonly string[], detail: string): Outcome {
  return problems.length === 0 ? passed(detail) : { verdict: 'failed', detail: problems.join('; ') };
}
