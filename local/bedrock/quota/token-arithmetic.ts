import { modelFacts } from '../../../src/contract/models';

/** What a request that declares no `max_tokens` reserves: the model maximum, taken as the same for every model. */
export const MODEL_MAXIMUM_OUTPUT_TOKENS = 64_000;

/** Token counts of one call, as Bedrock reports them: the input excludes what the cache read or wrote. */
export interface TokenUsage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
}

/** Quota tokens taken before the call: `input + cacheRead + cacheWrite + max_tokens`, without burndown. */
export function reservationOf(input: Omit<TokenUsage, 'outputTokens'>, maxTokens: number | undefined): number {
  return input.inputTokens + input.cacheReadTokens + input.cacheWriteTokens + (maxTokens ?? MODEL_MAXIMUM_OUTPUT_TOKENS);
}

/** Quota tokens that the call cost: `input + cacheWrite + output × burndown`; cache reads are free. */
export function settlementOf(usage: TokenUsage, foundationModelId: string | undefined): number {
  return usage.inputTokens + usage.cacheWriteTokens + usage.outputTokens * modelFacts(foundationModelId ?? '').burndown;
}
