import { memberPath, unsupportedField } from '../../shared/fields';
import { JsonObject } from '../../shared/json';

/** Refuses members that would otherwise be dropped in silence; null counts as absent. */
export function checkKnownMembers(object: JsonObject, known: readonly string[], field: string): void {
  for (const [name, value] of Object.entries(object)) {
    if (value !== null && !known.includes(name)) {
      throw unsupportedField(memberPath(field, name), 'this member is not supported here, leave it out');
    }
  }
}
