import { refuseBuckets } from './foreign-resources';
import { ContentBlock } from '../../core/converse';
import { memberPath, quoted, requireNonEmptyString, requireObject, requireText, wrongField } from '../shared/fields';
import { JsonObject } from '../shared/json';

/** The members of Converse's `ContentBlock` and `SystemContentBlock` unions that hold an object. */
const OBJECT_MEMBERS: ReadonlySet<string> = new Set([
  'image', 'document', 'video', 'audio', 'toolUse', 'toolResult', 'guardContent', 'cachePoint', 'reasoningContent',
  'citationsContent', 'searchResult', 'toolAddition', 'toolRemoval',
]);

/** A member that is not known here may be newer than this gateway: Bedrock is left to judge it. */
export function checkContentBlock(value: unknown, field: string): asserts value is ContentBlock {
  const { block, member } = onlyMember(value, field);
  const memberField = memberPath(field, member);
  if (member === 'text') requireText(block[member], memberField);
  else if (OBJECT_MEMBERS.has(member)) requireObject(block[member], memberField);
  refuseBuckets(block, field);
}

/** Unlike a message, a system prompt may be white space. */
export function checkSystemBlock(value: unknown, field: string): asserts value is ContentBlock {
  const { block, member } = onlyMember(value, field);
  const memberField = memberPath(field, member);
  if (member === 'text') requireNonEmptyString(block[member], memberField);
  else if (OBJECT_MEMBERS.has(member)) requireObject(block[member], memberField);
}

function onlyMember(value: unknown, field: string): { block: JsonObject; member: string } {
  const block = requireObject(value, field);
  const [member, ...others] = Object.keys(block);
  if (member === undefined || others.length > 0) {
    const received = member === undefined ? 'an empty object' : [member, ...others].slice(0, 3).map(quoted).join(' and ');
    throw wrongField(field, "an object with exactly one member, such as 'text' or 'image'", received);
  }
  return { block, member };
}
