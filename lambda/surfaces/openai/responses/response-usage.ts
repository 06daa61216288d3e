import { Usage } from '../../../core/model-answer';

/** Source: https://platform.openai.com/docs/api-reference/responses/object (usage) */
export interface ResponseUsage {
  readonly input_tokens: number;
  readonly input_tokens_details: { readonly cached_tokens: number; readonly cache_write_tokens: number };
  readonly output_tokens: number;
  /** Bedrock counts them among the output, and does not tell how many they are. */
  readonly output_tokens_details: { readonly reasoning_tokens: 0 };
  readonly total_tokens: number;
}

/** OpenAI counts cached tokens as part of the input, Bedrock beside it. */
export function responseUsage(usage: Usage): ResponseUsage {
  const input = usage.inputTokens + usage.cacheReadInputTokens + usage.cacheWriteInputTokens;
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: usage.cacheReadInputTokens, cache_write_tokens: usage.cacheWriteInputTokens },
    output_tokens: usage.outputTokens,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: input + usage.outputTokens,
  };
}
