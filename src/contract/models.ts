/** What the gateway needs to know about a model. */
export interface ModelFacts {
  /** Quota tokens that one output token costs. */
  readonly burndown: number;
  /** The model goes on from a last message of the assistant instead of refusing it. */
  readonly acceptsPrefill: boolean;
  /** Tokens of input that it takes. Absent: not known. */
  readonly contextWindow?: number;
  /** Tokens of output that it may be asked for. Absent: not known. */
  readonly maxOutputTokens?: number;
}

interface ModelRow extends Omit<ModelFacts, 'acceptsPrefill'> {
  /** Absent: not known to, so never tried. */
  readonly acceptsPrefill?: boolean;
  /**
   * Matches the start of a model id, without any geography prefix. The first row that matches counts. It says nothing
   * about a further version: `claude-opus-4` means `claude-opus-4-20250514`, and not `claude-opus-4-9`.
   */
  readonly prefix: string;
}

const MILLION = { contextWindow: 1_000_000, maxOutputTokens: 128_000 };

/**
 * Burndown by model: https://docs.aws.amazon.com/bedrock/latest/userguide/quotas-token-burndown.html, as of 2026-10-07.
 * A model of Anthropic or OpenAI that has no row of its own gets the highest published rate, never the lowest.
 *
 * Prefill: https://platform.claude.com/docs/en/about-claude/models/migration-guide;
 * Claude has refused it since Opus 4.6 and Sonnet 4.6.
 *
 * Context window and output limit: https://platform.claude.com/docs/en/models/opus-5-5/overview and the pages beside
 * it, as of 2026-11-21; Nova: https://docs.aws.amazon.com/bedrock/latest/userguide/model-cards-amazon.html. They decide
 * only which target is tried first, so what is not published in whole tokens is left out.
 */
const MODEL_TABLE: readonly ModelRow[] = [
  { prefix: 'anthropic.claude-opus-4-8', burndown: 15, ...MILLION },
  { prefix: 'anthropic.claude-opus-5-5', burndown: 10, ...MILLION },
  { prefix: 'anthropic.claude-opus-5', burndown: 10, ...MILLION },
  { prefix: 'anthropic.claude-sonnet-5-5', burndown: 15, ...MILLION },
  { prefix: 'anthropic.claude-sonnet-5', burndown: 10, ...MILLION },
  { prefix: 'anthropic.claude-fable-5-1', burndown: 10, ...MILLION },
  { prefix: 'anthropic.claude-haiku-5-5', burndown: 15, ...MILLION },
  { prefix: 'anthropic.claude-opus-4-6', burndown: 5, ...MILLION },
  { prefix: 'anthropic.claude-opus-4-7', burndown: 5, maxOutputTokens: 128_000 },
  { prefix: 'anthropic.claude-opus-4-5', burndown: 5, acceptsPrefill: true, contextWindow: 200_000, maxOutputTokens: 64_000 },
  { prefix: 'anthropic.claude-opus-4-1', burndown: 5, acceptsPrefill: true, contextWindow: 200_000, maxOutputTokens: 32_000 },
  { prefix: 'anthropic.claude-opus-4', burndown: 5, acceptsPrefill: true, contextWindow: 200_000, maxOutputTokens: 32_000 },
  { prefix: 'anthropic.claude-sonnet-4-6', burndown: 5, ...MILLION },
  { prefix: 'anthropic.claude-sonnet-4-5', burndown: 5, acceptsPrefill: true, contextWindow: 200_000, maxOutputTokens: 64_000 },
  { prefix: 'anthropic.claude-sonnet-4', burndown: 5, acceptsPrefill: true, contextWindow: 200_000, maxOutputTokens: 64_000 },
  { prefix: 'anthropic.claude-haiku-4-5', burndown: 5, acceptsPrefill: true, contextWindow: 200_000, maxOutputTokens: 64_000 },
  { prefix: 'anthropic.claude-3-5', burndown: 5, acceptsPrefill: true, contextWindow: 200_000 },
  { prefix: 'anthropic.claude-3-7', burndown: 5, acceptsPrefill: true, contextWindow: 200_000 },
  { prefix: 'anthropic.claude-3', burndown: 5, acceptsPrefill: true, contextWindow: 200_000 },
  { prefix: 'anthropic.claude-v2', burndown: 5 },
  { prefix: 'anthropic.claude-instant', burndown: 5 },
  { prefix: 'anthropic.', burndown: 15 },
  { prefix: 'openai.gpt-oss', burndown: 1 },
  { prefix: 'openai.gpt-5-6', burndown: 10 },
  { prefix: 'openai.gpt-6-astra', burndown: 10 },
  { prefix: 'openai.', burndown: 15 },
  { prefix: 'amazon.nova-lite', burndown: 1, contextWindow: 300_000 },
];

/** What follows a version's number to make it another version. Dates have more digits, and `-v1:0` and names begin with a letter. */
const FURTHER_VERSION = /^-\d{1,2}(?![\da-z])/;

/** The facts of a foundation model by its id, without a geography prefix (`anthropic.claude-sonnet-4-6`). */
export function modelFacts(foundationModelId: string): ModelFacts {
  const { prefix, ...facts } = MODEL_TABLE.find((row) => describes(row, foundationModelId)) ?? { prefix: '', burndown: 1 };
  return { acceptsPrefill: false, ...facts };
}

function describes({ prefix }: ModelRow, foundationModelId: string): boolean {
  return foundationModelId.startsWith(prefix) && !FURTHER_VERSION.test(foundationModelId.slice(prefix.length));
}
