import { ANY_STRING, FieldHandling, FieldHandlings, only, refused, TRANSLATED } from '../../shared/field-handling';

const NOTHING_STORED = 'this gateway stores no responses, send the whole conversation as input';

/** Source: https://platform.openai.com/docs/api-reference/responses/create */
export const RESPONSE_FIELDS: FieldHandlings = new Map<string, FieldHandling>([
  ['model', TRANSLATED],
  ['input', TRANSLATED],
  ['instructions', TRANSLATED],
  ['stream', TRANSLATED],
  ['stream_options', TRANSLATED],
  ['max_output_tokens', TRANSLATED],
  ['temperature', TRANSLATED],
  ['top_p', TRANSLATED],
  ['tools', TRANSLATED],
  ['tool_choice', TRANSLATED],
  ['parallel_tool_calls', TRANSLATED],
  ['text', TRANSLATED],
  ['reasoning', TRANSLATED],
  ['include', TRANSLATED],
  ['service_tier', TRANSLATED],
  ['metadata', TRANSLATED],
  ['user', TRANSLATED],
  ['safety_identifier', TRANSLATED],

  // The API's default is true: whoever says nothing is answered `store: false`, whoever insists is refused.
  ['store', only(false)],
  ['background', only(false)],
  ['truncation', only('disabled')],
  ['top_logprobs', only(0)],
  ['prompt_cache_retention', only('in_memory')],
  ['prompt_cache_key', ANY_STRING],

  ['previous_response_id', refused(NOTHING_STORED)],
  ['conversation', refused(NOTHING_STORED)],
  ['prompt', refused('prompt templates are not stored here, send the prompt itself')],
  ['context_management', refused('context management is not supported')],
  ['moderation', refused('moderation is not supported, use a Bedrock guardrail')],
  ['prompt_cache_options', refused('cache control is not supported')],
]);
