import { ContentBlock } from '../../../core/converse';
import { isBase64 } from '../../shared/base64';
import { optional, quoted, requireNonEmptyString, requireObject, requireString, unsupportedField, wrongField } from '../../shared/fields';
import { requireIdentifier } from '../../shared/identifier';
import { JsonObject } from '../../shared/json';
import { checkKnownMembers } from '../../shared/members';

/** A tool that the model has asked for earlier. */
export function toolUseBlock(block: JsonObject, field: string): ContentBlock {
  checkKnownMembers(block, ['type', 'id', 'name', 'input', 'caller', 'cache_control'], field);
  const caller = requireObject(optional(block, 'caller') ?? { type: 'direct' }, `${field}.caller`);
  if (caller.type !== 'direct') throw wrongField(`${field}.caller.type`, "'direct'", quoted(caller.type));
  checkKnownMembers(caller, ['type'], `${field}.caller`);
  return {
    toolUse: {
      toolUseId: requireIdentifier(block.id, `${field}.id`),
      name: requireIdentifier(block.name, `${field}.name`),
      input: requireObject(block.input, `${field}.input`),
    },
  };
}

/** What the model has thought earlier, with its proof that it did. The text can be empty, when it was not to be shown. */
export function thinkingBlock(block: JsonObject, field: string): ContentBlock {
  checkKnownMembers(block, ['type', 'thinking', 'signature'], field);
  const signature = requireString(block.signature, `${field}.signature`);
  return {
    reasoningContent: {
      reasoningText: { text: requireString(block.thinking, `${field}.thinking`), ...(signature === '' ? {} : { signature }) },
    },
  };
}

/** What the model has thought and keeps to itself. */
export function redactedThinkingBlock(block: JsonObject, field: string): ContentBlock {
  checkKnownMembers(block, ['type', 'data'], field);
  const data = requireNonEmptyString(block.data, `${field}.data`);
  if (!isBase64(data)) throw unsupportedField(`${field}.data`, 'expected what the model has sent, unchanged');
  return { reasoningContent: { redactedContent: data } };
}
