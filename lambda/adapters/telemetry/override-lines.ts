import { Override, OverrideProblem } from '../../../src/contract/overrides';
import { OverrideChange } from '../../core/overrides/override-changes';

/** A container that starts while more is overridden says only how much more. */
const MAX_LINES = 50;

/** The audit of overrides: one line for each change that a container sees. @param time milliseconds since the epoch */
export function overrideLines(changes: readonly OverrideChange[], time: number): readonly string[] {
  const lines = changes.slice(0, MAX_LINES).map((change) => lineOf(change, time));
  if (changes.length > MAX_LINES) lines.push(JSON.stringify({ type: 'override', time: timeText(time), change: 'more', count: changes.length - MAX_LINES }));
  return lines;
}

/** Said without quoting the table: what stands there could be anything. */
export function ignoredOverrideLine(problem: OverrideProblem): string {
  return JSON.stringify({ type: 'fault', kind: 'overrideIgnored', problem });
}

function lineOf({ change, from, to, clearedBy }: OverrideChange, time: number): string {
  const { kind, name, limit } = (to ?? from)!;
  const written = to ?? clearedBy;
  return JSON.stringify({
    type: 'override',
    time: timeText(time),
    change,
    kind,
    name,
    member: limit,
    from: effectText(from),
    to: effectText(to),
    until: to?.until === undefined ? undefined : timeText(to.until * 1000),
    by: written?.by,
    reason: written?.reason,
  });
}

function effectText(override: Override | undefined): string | number {
  return override?.effect ?? 'plan';
}

/** What an operator has written by hand may lie beyond all dates. */
function timeText(ms: number): string {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? String(ms) : date.toISOString();
}
