import { Usage } from '../../core/model-answer';

/** How long a cache entry lives unless something else is said. */
const SHORT_TTL = '5m';

/** Reads the `usage` of an answer or of a `metadata` event; undefined when it is not what Bedrock documents. */
export function parseUsage(value: unknown): Usage | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { inputTokens, outputTokens, cacheReadInputTokens = 0, cacheWriteInputTokens = 0, cacheDetails } = value as Record<string, unknown>;
  if (!isCount(inputTokens) || !isCount(outputTokens) || !isCount(cacheReadInputTokens) || !isCount(cacheWriteInputTokens)) return undefined;
  const cacheWrite1hInputTokens = Math.min(longWritesOf(cacheDetails), cacheWriteInputTokens);
  return { inputTokens, outputTokens, cacheReadInputTokens, cacheWriteInputTokens, ...cacheWrite1hInputTokens > 0 && { cacheWrite1hInputTokens } };
}

/**
 * How many of the tokens written to the cache are kept for longer than 5 minutes. An answer is not given up over a detail
 * that cannot be read.
 * Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_CacheDetail.html
 */
function longWritesOf(cacheDetails: unknown): number {
  if (!Array.isArray(cacheDetails)) return 0;
  let tokens = 0;
  for (const detail of cacheDetails as readonly unknown[]) {
    if (typeof detail !== 'object' || detail === null) continue;
    const { ttl, inputTokens } = detail as Record<string, unknown>;
    if (ttl !== SHORT_TTL && isCount(inputTokens)) tokens += inputTokens;
  }
  return tokens;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
