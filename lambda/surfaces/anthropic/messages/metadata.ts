import { kindOf, optional, requireObject, wrongField } from '../../shared/fields';
import { JsonObject } from '../../shared/json';
import { checkKnownMembers } from '../../shared/members';

/** Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html (requestMetadata) */
const LOGGABLE = /^[a-zA-Z0-9\s:_@$#=/+,.-]{1,256}$/;

const LONGEST_ID = 1_024;

/**
 * Who uses the caller's application, for Bedrock's invocation log. Anthropic looks for abuse with it, which never changes an
 * answer: an id that Bedrock has no letters for, such as the JSON that Claude Code sends, is therefore left out, not refused.
 */
export function requestMetadata(body: JsonObject): { readonly requestMetadata?: Readonly<Record<string, string>> } {
  const metadata = requireObject(optional(body, 'metadata') ?? {}, 'metadata');
  checkKnownMembers(metadata, ['user_id'], 'metadata');
  const userId = optional(metadata, 'user_id');
  if (userId === undefined) return {};
  if (typeof userId !== 'string' || userId.length > LONGEST_ID) {
    throw wrongField('metadata.user_id', `a string of at most ${LONGEST_ID} characters`, typeof userId === 'string' ? 'a longer one' : kindOf(userId));
  }
  return LOGGABLE.test(userId) ? { requestMetadata: { user_id: userId } } : {};
}
