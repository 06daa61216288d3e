import { Usage } from '../../../core/model-answer';

/** Source: https://platform.openai.com/docs/api-reference/chat/object (usage) */
export interface TokenUsage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
  readonly prompt_tokens_details: { readonly cached_tokens: number; readonly cache_write_tokens: number };
}

/** OpenAI counts cached tokens as part of the prompt, Bedrock beside it. */
export function tokenUsage(usage: Usage): TokenUsage {
  const prompt = usage.inputTokens + usage.cacheReadInputTokens + usage.cacheWriteInputTokens;
  return {
    prompt_tokens: prompt,
    completion_tokens: usage.outputTokens,
    total_tokens: prompt + usage.outputTokens,
    prompt_tokens_details: { cached_tokens: usage.cacheReadInputTokens, cache_write_tokens: usage.cacheWriteInputTokens },
  };
}
