import { optional } from '../../shared/fields';
import { isJsonObject, JsonObject } from '../../shared/json';

/** What a response repeats of its request, with what an absent field stands for. Null: that is up to the model. */
export type ResponseSettings = JsonObject;

/** @param body a request that has been checked */
export function settingsOf(body: JsonObject): ResponseSettings {
  const given = (name: string, otherwise: unknown = null) => optional(body, name) ?? otherwise;
  const text = given('text', {}) as JsonObject;
  const reasoning = given('reasoning', {}) as JsonObject;
  return {
    background: false,
    conversation: null,
    instructions: given('instructions'),
    max_output_tokens: given('max_output_tokens'),
    metadata: given('metadata', {}),
    parallel_tool_calls: given('parallel_tool_calls', true),
    previous_response_id: null,
    prompt: null,
    prompt_cache_key: given('prompt_cache_key'),
    reasoning: { effort: optional(reasoning, 'effort') ?? null, summary: null },
    safety_identifier: given('safety_identifier'),
    service_tier: given('service_tier', 'auto'),
    store: false,
    temperature: given('temperature'),
    text: { format: optional(text, 'format') ?? { type: 'text' }, verbosity: 'medium' },
    tool_choice: given('tool_choice', 'auto'),
    tools: (given('tools', []) as readonly unknown[]).filter(isJsonObject).map(toolOf),
    top_logprobs: 0,
    top_p: given('top_p'),
    truncation: 'disabled',
    user: given('user'),
  };
}

/** Strict only where it was asked for: nobody here makes a schema strict. */
function toolOf(tool: JsonObject): JsonObject {
  return {
    type: 'function',
    name: tool.name,
    description: optional(tool, 'description') ?? null,
    parameters: optional(tool, 'parameters') ?? null,
    strict: optional(tool, 'strict') ?? false,
  };
}
