import { optional, requireObject, unsupportedField } from '../../shared/fields';
import { JsonObject } from '../../shared/json';
import { checkKnownMembers } from '../../shared/members';

/** `stream_options`, checked; empty when there are none. @param known the members that this operation has besides obfuscation */
export function streamOptions(body: JsonObject, streamed: boolean, known: readonly string[]): JsonObject {
  const given = optional(body, 'stream_options');
  if (given === undefined) return {};
  if (!streamed) throw unsupportedField('stream_options', "only allowed together with 'stream: true'");
  const options = requireObject(given, 'stream_options');
  checkKnownMembers(options, [...known, 'include_obfuscation'], 'stream_options');
  if (optional(options, 'include_obfuscation') ?? false) {
    throw unsupportedField('stream_options.include_obfuscation', 'obfuscation is not supported; leave it out');
  }
  return options;
}
