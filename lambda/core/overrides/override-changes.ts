import { isExpired, Override } from '../../../src/contract/overrides';

/** Overrides by their attributes. */
export type OverridesByAttribute = ReadonlyMap<string, Override>;

/** An override has come into force, is another one now, or is in force no longer. */
export interface OverrideChange {
  readonly change: 'set' | 'changed' | 'cleared' | 'expired';
  /** Absent: the plan counted. */
  readonly from?: Override;
  /** Absent: the plan counts. */
  readonly to?: Override;
  /** Who cleared it and why, as long as the table remembers that. */
  readonly clearedBy?: Override;
}

/**
 * @param before what was in force
 * @param after what is in force
 * @param known what stands in the table, in force or not
 */
export function overrideChanges(
  before: OverridesByAttribute, after: OverridesByAttribute, known: OverridesByAttribute, now: number,
): readonly OverrideChange[] {
  const changes: OverrideChange[] = [];
  for (const [attribute, to] of after) {
    const from = before.get(attribute);
    if (!from) changes.push({ change: 'set', to });
    else if (from.effect !== to.effect || from.until !== to.until) changes.push({ change: 'changed', from, to });
  }
  for (const [attribute, from] of before) {
    if (after.has(attribute)) continue;
    const clearedBy = known.get(attribute);
    if (clearedBy?.effect === 'cleared') changes.push({ change: 'cleared', from, clearedBy });
    else changes.push({ change: isExpired(clearedBy ?? from, now) ? 'expired' : 'cleared', from });
  }
  return changes;
}
