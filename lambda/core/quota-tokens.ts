import { Usage } from './model-answer';

/**
 * Bedrock's own quota arithmetic.
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/quotas-token-burndown.html
 */

/** What Bedrock takes from a quota before it answers. Cached input is not known yet, so all input counts. */
export function reservedTokens(inputTokens: number, maxTokens: number): number {
  return inputTokens + maxTokens;
}

/** What an answer has cost in the end: cache reads are free, each output token counts `burndown` times. */
export function settledTokens(usage: Usage, burndown: number): number {
  return usage.inputTokens + usage.cacheWriteInputTokens + usage.outputTokens * burndown;
}
