import { AttemptView, Check, Observation } from './views';

/** Bounds on how a gateway behaves while it gets an answer. */
export interface Conduct {
  /** Calls to Bedrock, per request on average. */
  readonly attemptsPerRequest: number;
  /** Calls that one target has failed to answer, over all requests. */
  readonly failuresPerTarget: number;
  /** For each caller, in milliseconds. */
  readonly wallMs: number;
  /** A target that has just failed is left alone for so long, in milliseconds. */
  readonly quietAfterFailureMs?: number;
  /** A call to Bedrock does not succeed: where that is the fault, nothing is shown unless somebody meets it. */
  readonly meetsFault?: boolean;
  /** The first token reaches the caller before the last one has left Bedrock. */
  readonly live?: boolean;
}

/** Checks every bound; the checks come back whether or not they hold. */
export function conductChecks(conduct: Conduct, { callers, attempts }: Observation): readonly Check[] {
  const slowest = Math.max(...callers.map(({ wallMs }) => wallMs));
  const mostAttempts = conduct.attemptsPerRequest * callers.length;
  const worst = Math.max(0, ...byTarget(attempts).map((calls) => calls.filter(isFailure).length));
  return [
    check(`at most ${mostAttempts} calls to Bedrock`, attempts.length <= mostAttempts, `${attempts.length} calls`),
    check(`at most ${conduct.failuresPerTarget} failed calls to one target`, worst <= conduct.failuresPerTarget, `${worst} failed calls`),
    check(`an end within ${conduct.wallMs} ms`, slowest <= conduct.wallMs, `${slowest} ms`),
    ...faultChecks(conduct.meetsFault ?? false, attempts),
    ...quietChecks(conduct.quietAfterFailureMs, attempts),
    ...liveChecks(conduct.live ?? false, callers[0]?.firstTokenMs, attempts),
  ];
}

export function check(what: string, passed: boolean, seen: string): Check {
  return passed ? { what, passed } : { what, passed, seen };
}

/** Whether Bedrock gave no whole answer, for a reason of its own. */
export function isFailure({ outcome }: AttemptView): boolean {
  return outcome !== 'success' && outcome !== 'cancelled';
}

/** The calls to each account, Region and model, in order. */
export function byTarget(attempts: readonly AttemptView[]): readonly (readonly AttemptView[])[] {
  const groups = new Map<string, AttemptView[]>();
  for (const attempt of attempts) {
    const name = `${attempt.account}/${attempt.region}/${attempt.model}`;
    groups.set(name, [...groups.get(name) ?? [], attempt]);
  }
  return [...groups.values()];
}

function faultChecks(meetsFault: boolean, attempts: readonly AttemptView[]): readonly Check[] {
  if (!meetsFault) return [];
  return [check('a call to Bedrock meets the fault', attempts.some(({ outcome }) => outcome !== 'success'), `all of ${attempts.length} succeeded`)];
}

function quietChecks(quietMs: number | undefined, attempts: readonly AttemptView[]): readonly Check[] {
  if (quietMs === undefined) return [];
  const pauses = byTarget(attempts).flatMap((calls) => calls.slice(1).flatMap((call, index) => {
    const before = calls[index];
    return before !== undefined && isFailure(before) ? [call.startedMs - (before.endedMs ?? before.startedMs)] : [];
  }));
  const shortest = Math.min(...pauses);
  return [check(`a failed target is left alone for ${quietMs} ms`, shortest >= quietMs, `${shortest} ms`)];
}

function liveChecks(live: boolean, firstTokenMs: number | undefined, attempts: readonly AttemptView[]): readonly Check[] {
  if (!live) return [];
  const lastLeft = Math.max(0, ...attempts.flatMap(({ lastContentMs }) => lastContentMs ?? []));
  return [check(
    'the first token arrives before the last has left Bedrock',
    firstTokenMs !== undefined && firstTokenMs < lastLeft,
    firstTokenMs === undefined ? 'no token arrived' : `first token at ${firstTokenMs} ms, last left at ${lastLeft} ms`,
  )];
}
