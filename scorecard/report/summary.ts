import { Verdict } from '../judge/verdict';

/** What a summary needs of a result. */
export interface Scored {
  readonly id: string;
  readonly group: 'public' | 'bedrock';
  readonly verdict: Verdict;
  readonly expected: 'pass' | 'safe';
  readonly met: boolean;
}

export interface Summary {
  /** Faults, each of which may have several rows. */
  readonly faults: number;
  /** Faults all of whose rows are as good as expected. */
  readonly passed: number;
  readonly rows: number;
  readonly rowsMet: number;
}

/** The fault that a row is about: `S08` of `S08-resume`. */
export function faultOf(id: string): string {
  return id.split('-')[0] ?? id;
}

export function summarize(results: readonly Scored[], group: Scored['group']): Summary {
  const rows = results.filter((result) => result.group === group);
  const faults = [...new Set(rows.map(({ id }) => faultOf(id)))];
  const failed = new Set(rows.filter(({ met }) => !met).map(({ id }) => faultOf(id)));
  return { faults: faults.length, passed: faults.length - failed.size, rows: rows.length, rowsMet: rows.filter(({ met }) => met).length };
}

export function summaryLine(results: readonly Scored[]): string {
  return (['public', 'bedrock'] as const)
    .map((group) => ({ group, ...summarize(results, group) }))
    .filter(({ faults }) => faults > 0)
    .map(({ group, faults, passed, rows, rowsMet }) => `${group === 'public' ? 'public faults' : 'Bedrock faults'}: ${passed} of ${faults} (${rowsMet} of ${rows} rows)`)
    .join(' · ');
}
