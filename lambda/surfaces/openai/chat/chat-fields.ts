import { ANY_STRING, FieldHandling, FieldHandlings, only, refused, TRANSLATED } from '../../shared/field-handling';
import { isJsonObject } from '../../shared/json';

/** Source: https://platform.openai.com/docs/api-reference/chat/create */
export const CHAT_FIELDS: FieldHandlings = new Map<string, FieldHandling>([
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
  ['parallel_tool_calls', TRANSLATED],
  ['response_format', TRANSLATED],
  ['reasoning_effort', TRANSLATED],
  ['service_tier', TRANSLATED],
  ['metadata', TRANSLATED],
  ['user', TRANSLATED],
  ['safety_identifier', TRANSLATED],

  ['n', only(1)],
  ['store', only(false)],
  ['logprobs', only(false)],
  ['top_logprobs', only(0)],
  ['frequency_penalty', only(0)],
  ['presence_penalty', only(0)],
  ['verbosity', only('medium')],
  ['prompt_cache_retention', only('in_memory')],
  ['prompt_cache_key', ANY_STRING],
  ['logit_bias', {
    kind: 'withoutEffect', accepts: (value) => isJsonObject(value) && Object.keys(value).length === 0, expected: 'an empty object',
  }],
  ['modalities', {
    kind: 'withoutEffect', accepts: (value) => Array.isArray(value) && value.length === 1 && value[0] === 'text', expected: "['text']",
  }],

  ['audio', refused('audio output is not supported')],
  ['function_call', refused("this legacy field is not supported, use 'tool_choice'")],
  ['functions', refused("this legacy field is not supported, use 'tools'")],
  ['moderation', refused('moderation is not supported, use a Bedrock guardrail')],
  ['prediction', refused('predicted output is not supported')],
  ['prompt_cache_options', refused('cache control is not supported')],
  ['seed', refused('sampling on Amazon Bedrock cannot be seeded')],
  ['web_search_options', refused('web search is not supported')],
]);
