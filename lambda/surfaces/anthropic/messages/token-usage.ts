import { Usage } from '../../../core/model-answer';

/** Source: https://platform.claude.com/docs/en/api/messages/create (usage). Both APIs count cached tokens beside the input. */
export function tokenUsage(usage: Usage) {
  const { cacheReadInputTokens, cacheWriteInputTokens, cacheWrite1hInputTokens = 0, inputTokens, outputTokens } = usage;
  return {
    input_tokens: inputTokens,
    cache_creation_input_tokens: cacheWriteInputTokens,
    cache_read_input_tokens: cacheReadInputTokens,
    cache_creation: {
      ephemeral_5m_input_tokens: cacheWriteInputTokens - cacheWrite1hInputTokens,
      ephemeral_1h_input_tokens: cacheWrite1hInputTokens,
    },
    output_tokens: outputTokens,
    service_tier: 'standard',
  };
}

/** What a stream begins with: Converse tells the usage at the end, and an estimate would look like a count. */
export const NOT_KNOWN_YET: Usage = { inputTokens: 0, outputTokens: 0, cacheReadInputTokens: 0, cacheWriteInputTokens: 0 };

/** Counts that were lost with the end of a stream are null, where that can be said. */
export const NOT_TOLD = { input_tokens: null, cache_creation_input_tokens: null, cache_read_input_tokens: null, output_tokens: 0 };
