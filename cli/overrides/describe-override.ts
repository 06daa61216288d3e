import { isExpired, Override, OverrideProblem, OverrideSubject } from '../../src/contract/overrides';

const PROBLEMS: { readonly [problem in OverrideProblem]: string } = {
  unknownKind: 'there is no such kind of override',
  unknownLimit: 'there is no such limit',
  unknownName: 'the plan has no such name',
  malformed: 'it cannot be read',
};

/** What an override is about, for people. */
export function describeSubject({ kind, name, limit }: OverrideSubject): string {
  return limit === undefined ? `${kind} ${name}` : `${limit} of tenant ${name}`;
}

/** What it does, until when, by whom and why. @param now milliseconds since the epoch */
export function describeOverride(override: Override | OverrideProblem | undefined, now: number): string {
  if (override === undefined) return 'not overridden';
  if (typeof override === 'string') return `ignored by the gateway: ${PROBLEMS[override]}`;
  const { effect, until, reason, by } = override;
  if (effect === 'cleared') return `cleared${by === undefined ? '' : ` by ${by}`}${reason === undefined ? '' : `: ${reason}`}`;
  return [
    typeof effect === 'number' ? `at most ${effect}` : effect,
    until === undefined ? '' : isExpired(override, now) ? ' (over)' : ` until ${timeText(until)}`,
    by === undefined ? '' : ` by ${by}`,
    reason === undefined ? '' : `: ${reason}`,
  ].join('');
}

/** @param seconds since the epoch; what was written by hand may lie beyond all dates */
export function timeText(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? `${seconds} s` : date.toISOString();
}
