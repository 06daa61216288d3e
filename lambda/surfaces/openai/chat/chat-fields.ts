import { checkFields, FieldHandling, only, refused, TRANSLATED } from '../../shared/field-handling';
import { isJsonObject, JsonObject } from '../../shared/json';

/** Source: https://platform.openai.com/docs/api-reference/chat/create */
export const CHAT_FIELDS: ReadonlyMap<string, FieldHandling> = new Map<string, FieldHandling>([
  ['model', TRANSLATED],
  ['messages', TRANSLATED],
  ['stream', TRANSLATED],
  ['stream_options', TRANSLATED],
  ['max_tokens', TRANSLATED],
  ['max_completion_tokens', TRANSLATED],
  ['temperature', TRANSLATED],
  ['top_p', TRANSLATED],
  ['stop', TRANSLATED],
  ['tools', TRANSLATED],
  ['tool_choice', TRANSLATED],
  ['metadata', TRANSLATED],
  ['user', TRANSLATED],
  ['safety_identifier', TRANSLATED],

  ['n', only(1)],
  ['store', only(false)],
  ['logprobs', only(false)],
  ['top_logprobs', only(0)],
  ['parallel_tool_calls', only(true)],
  ['frequency_penalty', only(0)],
  ['presence_penalty', only(0)],
  ['verbosity', only('medium')],
  ['service_tier', only('auto', 'default')],
  ['prompt_cache_retention', only('in_memory')],
  // Steers to which cache a request goes, never what the answer says.
  ['prompt_cache_key', { kind: 'withoutEffect', accepts: (value) => typeof value === 'string', expected: 'a string' }],
  ['logit_bias', {
    kind: 'withoutEffect', accepts: (value) => isJsonObject(value) && Object.keys(value).length === 0, expected: 'an empty object',
  }],
  ['modalities', {
    kind: 'withoutEffect', accepts: (value) => Array.isArray(value) && value.length === 1 && value[0] === 'text', expected: "['text']",
  }],
  ['response_format', {
    kind: 'withoutEffect', accepts: (value) => isJsonObject(value) && value.type === 'text', expected: "{ type: 'text' }",
  }],

  ['audio', refused('audio output is not supported')],
  ['function_call', refused("this legacy field is not supported, use 'tool_choice'")],
  ['functions', refused("this legacy field is not supported, use 'tools'")],
  ['moderation', refused('moderation is not supported, use a Bedrock guardrail')],
  ['prediction', refused('predicted output is not supported')],
  ['prompt_cache_options', refused('cache control is not supported')],
  ['reasoning_effort', refused('reasoning control is not supported')],
  ['seed', refused('sampling on Amazon Bedrock cannot be seeded')],
  ['web_search_options', refused('web search is not supported')],
]);

/** @throws GatewayError that names the first field that cannot be honoured */
export function checkChatFields(body: JsonObject): void {
  checkFields(body, CHAT_FIELDS);
}
