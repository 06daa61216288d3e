import { IncomingHttpHeaders } from 'node:http';
import { Usage } from '../../core/model-answer';

type Members = Readonly<Record<string, unknown>>;

/**
 * The tokens of an answer of InvokeModel. The body is read first: of some vendors the headers are missing.
 * @returns undefined when neither tells
 */
export function invokeUsage(json: Members, headers: IncomingHttpHeaders): Usage | undefined {
  return usageIn(json.usage) ?? usageIn(json) ?? usageInHeaders(headers);
}

/** Tokens in whichever words: Anthropic's, OpenAI's, those of Nova, Llama and Titan, and of Bedrock itself. */
export function usageIn(value: unknown): Usage | undefined {
  if (!isMembers(value)) return undefined;
  const cacheReadInputTokens = count(value, 'cache_read_input_tokens', 'cacheReadInputTokenCount', 'cacheReadInputTokens') ?? 0;
  const cacheWriteInputTokens = count(value, 'cache_creation_input_tokens', 'cacheWriteInputTokenCount', 'cacheWriteInputTokens') ?? 0;
  const longWrites = isMembers(value.cache_creation) ? count(value.cache_creation, 'ephemeral_1h_input_tokens') ?? 0 : 0;
  const input = inputIn(value);
  if (input === undefined) return undefined;
  return {
    inputTokens: input.tokens,
    outputTokens: outputIn(value),
    cacheReadInputTokens: cacheReadInputTokens + input.cached,
    cacheWriteInputTokens,
    ...longWrites > 0 && { cacheWrite1hInputTokens: Math.min(longWrites, cacheWriteInputTokens) },
  };
}

/** What Bedrock adds to an answer that a guardrail has looked at, whatever the model. */
const GUARDRAIL_ACTION = 'amazon-bedrock-guardrailAction';

/** In the words of the model's own format; in those of Converse when it was a guardrail, of which the model knows nothing. */
export function stopReasonIn(json: Members): string | undefined {
  if (json[GUARDRAIL_ACTION] === 'INTERVENED') return 'guardrail_intervened';
  const [choice] = Array.isArray(json.choices) ? json.choices as readonly unknown[] : [];
  const [result] = Array.isArray(json.results) ? json.results as readonly unknown[] : [];
  const candidates = [
    json.stop_reason, json.stopReason, json.finish_reason, json.completionReason,
    isMembers(json.delta) ? json.delta.stop_reason : undefined,
    isMembers(json.messageStop) ? json.messageStop.stopReason : undefined,
    isMembers(choice) ? choice.finish_reason ?? choice.stop_reason : undefined,
    isMembers(result) ? result.completionReason : undefined,
  ];
  return candidates.find((reason): reason is string => typeof reason === 'string');
}

/** What OpenAI calls prompt tokens includes those that were read from the cache. */
function inputIn(value: Members): { readonly tokens: number; readonly cached: number } | undefined {
  const prompt = count(value, 'prompt_tokens');
  if (prompt !== undefined) {
    const cached = Math.min(prompt, isMembers(value.prompt_tokens_details) ? count(value.prompt_tokens_details, 'cached_tokens') ?? 0 : 0);
    return { tokens: prompt - cached, cached };
  }
  const tokens = count(value, 'input_tokens', 'inputTokens', 'inputTokenCount', 'prompt_token_count', 'inputTextTokenCount');
  return tokens === undefined ? undefined : { tokens, cached: 0 };
}

/** None for what turns texts into vectors. */
function outputIn(value: Members): number {
  const results = Array.isArray(value.results) ? value.results as readonly unknown[] : [];
  return count(value, 'output_tokens', 'outputTokens', 'outputTokenCount', 'completion_tokens', 'generation_token_count', 'totalOutputTextTokenCount')
    ?? results.reduce<number>((sum, result) => sum + (isMembers(result) ? count(result, 'tokenCount') ?? 0 : 0), 0);
}

/** Not modelled by AWS, but seen with every vendor that tells at all. */
function usageInHeaders(headers: IncomingHttpHeaders): Usage | undefined {
  const at = (name: string) => whole(Number(headers[`x-amzn-bedrock-${name}-token-count`] ?? NaN));
  const inputTokens = at('input');
  if (inputTokens === undefined) return undefined;
  return {
    inputTokens,
    outputTokens: at('output') ?? 0,
    cacheReadInputTokens: at('cache-read-input') ?? 0,
    cacheWriteInputTokens: at('cache-write-input') ?? 0,
  };
}

function count(value: Members, ...names: readonly string[]): number | undefined {
  for (const name of names) {
    const found = whole(value[name]);
    if (found !== undefined) return found;
  }
  return undefined;
}

function whole(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
