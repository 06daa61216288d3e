/** What the gateway needs to know about a model. */
export interface ModelFacts {
  /** Quota tokens that one output token costs. */
  readonly burndown: number;
  /** The model goes on from a last message of the assistant instead of refusing it. */
  readonly acceptsPrefill: boolean;
}

interface ModelRow {
  readonly burndown: number;
  /** Absent: not known to, so never tried. */
  readonly acceptsPrefill?: boolean;
  /** Matches the start of a model id, without any geography prefix. The first row that matches counts. */
  readonly prefix: string;
}

/**
 * Burndown by model: https://docs.aws.amazon.com/bedrock/latest/userguide/quotas-token-burndown.html, as of 2026-10-07.
 * A model of Anthropic or OpenAI that has no row of its own gets the highest published rate, never the lowest.
 *
 * Prefill: https://platform.claude.com/docs/en/about-claude/models/migration-guide;
 * Claude has refused it since Opus 4.6 and Sonnet 4.6.
 */
const MODEL_TABLE: readonly ModelRow[] = [
  { prefix: 'anthropic.claude-opus-4-8', burndown: 15 },
  { prefix: 'anthropic.claude-opus-5', burndown: 10 },
  { prefix: 'anthropic.claude-sonnet-5-5', burndown: 15 },
  { prefix: 'anthropic.claude-sonnet-5', burndown: 10 },
  { prefix: 'anthropic.claude-fable-5-1', burndown: 10 },
  { prefix: 'anthropic.claude-opus-4-6', burndown: 5 },
  { prefix: 'anthropic.claude-opus-4-7', burndown: 5 },
  { prefix: 'anthropic.claude-opus-4', burndown: 5, acceptsPrefill: true },
  { prefix: 'anthropic.claude-sonnet-4-6', burndown: 5 },
  { prefix: 'anthropic.claude-sonnet-4', burndown: 5, acceptsPrefill: true },
  { prefix: 'anthropic.claude-haiku-4', burndown: 5, acceptsPrefill: true },
  { prefix: 'anthropic.claude-3', burndown: 5, acceptsPrefill: true },
  { prefix: 'anthropic.claude-v2', burndown: 5 },
  { prefix: 'anthropic.claude-instant', burndown: 5 },
  { prefix: 'anthropic.', burndown: 15 },
  { prefix: 'openai.gpt-oss', burndown: 1 },
  { prefix: 'openai.gpt-5-6', burndown: 10 },
  { prefix: 'openai.gpt-6-astra', burndown: 10 },
  { prefix: 'openai.', burndown: 15 },
];

/** The facts of a foundation model by its id, without a geography prefix (`anthropic.claude-sonnet-4-6`). */
export function modelFacts(foundationModelId: string): ModelFacts {
  const row = MODEL_TABLE.find((candidate) => foundationModelId.startsWith(candidate.prefix));
  return { burndown: row?.burndown ?? 1, acceptsPrefill: row?.acceptsPrefill ?? false };
}
