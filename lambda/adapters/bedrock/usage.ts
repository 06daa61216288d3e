import { Usage } from '../../core/converse';

/** Reads the `usage` of an answer or of a `metadata` event; undefined when it is not what Bedrock documents. */
export function parseUsage(value: unknown): Usage | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { inputTokens, outputTokens, cacheReadInputTokens = 0, cacheWriteInputTokens = 0 } = value as Record<string, unknown>;
  if (!isCount(inputTokens) || !isCount(outputTokens) || !isCount(cacheReadInputTokens) || !isCount(cacheWriteInputTokens)) return undefined;
  return { inputTokens, outputTokens, cacheReadInputTokens, cacheWriteInputTokens };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
