import { SubjectTraits } from '../subjects/subjects';
import { Counts } from '../upstream/counts';
import { OPERATIONS } from '../workload/operations';
import { Work } from '../workload/works';

/**
 * Holds what the upstream counted during a sample against what the client sent.
 * @returns what does not match; undefined when everything does
 */
export function mismatch(
  traits: Pick<SubjectTraits, 'signs' | 'admits'>, { operation, failing }: Pick<Work, 'operation' | 'failing'>, requests: number, before: Counts, after: Counts,
): string | undefined {
  for (const name of OPERATIONS) {
    for (const kind of ['signed', 'unsigned'] as const) {
      const received = after.operations[name][kind] - before.operations[name][kind];
      const expected = name === operation && (kind === 'signed') === traits.signs ? requests : 0;
      if (received !== expected) return `the upstream received ${received} ${kind} requests of ${name}, and ${expected} were expected`;
    }
  }
  const writes = after.tableWrites - before.tableWrites;
  if (traits.admits && writes < requests) return `${requests} requests made only ${writes} writes to the quota table: not every one was admitted by it`;
  // Containers tell each other in the table which targets fail.
  if (!traits.admits && !failing && writes > 0) return `the quota table was written ${writes} times, although no quota applies`;
  const refused = after.refused - before.refused;
  if (!failing && refused > 0) return `the upstream refused ${refused} requests, although no target fails`;
  const unexpected = after.unexpected - before.unexpected;
  return unexpected === 0 ? undefined : `the upstream received ${unexpected} requests that are not part of the benchmark`;
}
