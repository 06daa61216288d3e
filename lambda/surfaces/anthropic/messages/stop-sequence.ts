import { isJsonObject } from '../../shared/json';

/** In an answer, and in the last events of a stream, where Converse documents the one and Claude needs the other. */
const PATHS = ['/stop_sequence', '/delta/stop_sequence'];

/** Asks Converse to tell which sequence it was. A path that leads nowhere is ignored. */
export function stopSequencePaths(given: readonly string[]): { readonly additionalModelResponseFieldPaths?: readonly string[] } {
  return given.length === 0 ? {} : { additionalModelResponseFieldPaths: PATHS };
}

/**
 * The sequence that ended an answer. Of models that do not tell, it is known when there was only one.
 * @param fields `additionalModelResponseFields`
 */
export function stopSequenceOf(stopReason: string, fields: unknown, given: readonly string[]): string | null {
  if (stopReason !== 'stop_sequence') return null;
  const own = isJsonObject(fields) ? fields : {};
  const told = own.stop_sequence ?? (isJsonObject(own.delta) ? own.delta.stop_sequence : undefined);
  if (typeof told === 'string') return told;
  return given.length === 1 ? given[0]! : null;
}
