import type { TokenPricePlan } from './plan';

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
  /** Absent: not known, or not one price. */
  readonly price?: PublishedPrice;
}

/** US dollars for a million tokens, on demand, in the standard tier of the commercial Regions. */
export interface PublishedPrice extends Partial<TokenPricePlan> {
  readonly inputPerMillionTokens: number;
  readonly outputPerMillionTokens: number;
  /** What everything but a Global profile costs, as a multiple. Absent: the same. */
  readonly regionalPremium?: number;
  /** The source Regions for which the price is published. Absent: all. */
  readonly regions?: readonly string[];
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

/** Where the prices were read of models that cost different amounts in different Regions. */
const OHIO = ['us-east-2'];
const VIRGINIA_AND_OHIO = ['us-east-1', ...OHIO];
const OREGON = ['us-west-2'];

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
 *
 * Prices: https://aws.amazon.com/bedrock/pricing/, as AWS has copied them into the tables of its migration tools on 2026-09-03
 * (`pricing-cache.md`) and 2026-10-05 (`bedrock_pricing.py`, both in https://github.com/aws/agent-toolkit-for-aws);
 * Opus 5 and the 5.5 models: https://platform.claude.com/docs/en/about-claude/pricing, as of 2026-11-21, which says that
 * Bedrock's Global profiles cost the same. A model has none here when it was not found there or has more than one:
 * Haiku 5.5 and GPT-5.6 cost more when the prompt is long, Claude 3 costs more since it is out of date. Of the models for
 * vectors, those that take images charge for them apart from tokens. Titan Text Embeddings V2: the AWS Price List API on
 * 2026-06-04, as quoted in https://github.com/BerriAI/litellm/issues/29656; it writes nothing, so that its output price
 * is never met.
 */
const MODEL_TABLE: readonly ModelRow[] = [
  { prefix: 'anthropic.claude-opus-4-8', burndown: 15, ...MILLION, price: claude(5, 25) },
  { prefix: 'anthropic.claude-opus-5-5', burndown: 10, ...MILLION, price: claude(4, 20, { cacheReadPerMillionTokens: 0.2 }) },
  { prefix: 'anthropic.claude-opus-5', burndown: 10, ...MILLION, price: claude(5, 25) },
  { prefix: 'anthropic.claude-sonnet-5-5', burndown: 15, ...MILLION, price: claude(2, 10) },
  { prefix: 'anthropic.claude-sonnet-5', burndown: 10, ...MILLION, price: claude(2, 10) },
  { prefix: 'anthropic.claude-fable-5-1', burndown: 10, ...MILLION, price: claude(10, 50, { cacheReadPerMillionTokens: 0.25 }) },
  { prefix: 'anthropic.claude-haiku-5-5', burndown: 15, ...MILLION },
  { prefix: 'anthropic.claude-opus-4-6', burndown: 5, ...MILLION, price: claude(5, 25) },
  { prefix: 'anthropic.claude-opus-4-7', burndown: 5, maxOutputTokens: 128_000, price: claude(5, 25) },
  {
    prefix: 'anthropic.claude-opus-4-5', burndown: 5, acceptsPrefill: true, contextWindow: 200_000, maxOutputTokens: 64_000, price: claude(5, 25),
  },
  {
    prefix: 'anthropic.claude-opus-4-1', burndown: 5, acceptsPrefill: true, contextWindow: 200_000, maxOutputTokens: 32_000, price: usd(15, 75),
  },
  { prefix: 'anthropic.claude-opus-4', burndown: 5, acceptsPrefill: true, contextWindow: 200_000, maxOutputTokens: 32_000 },
  { prefix: 'anthropic.claude-sonnet-4-6', burndown: 5, ...MILLION, price: claude(3, 15) },
  {
    prefix: 'anthropic.claude-sonnet-4-5', burndown: 5, acceptsPrefill: true, contextWindow: 200_000, maxOutputTokens: 64_000, price: claude(3, 15),
  },
  {
    prefix: 'anthropic.claude-sonnet-4', burndown: 5, acceptsPrefill: true, contextWindow: 200_000, maxOutputTokens: 64_000, price: usd(3, 15),
  },
  {
    prefix: 'anthropic.claude-haiku-4-5', burndown: 5, acceptsPrefill: true, contextWindow: 200_000, maxOutputTokens: 64_000, price: claude(1, 5),
  },
  { prefix: 'anthropic.claude-3-5', burndown: 5, acceptsPrefill: true, contextWindow: 200_000 },
  { prefix: 'anthropic.claude-3-7', burndown: 5, acceptsPrefill: true, contextWindow: 200_000 },
  { prefix: 'anthropic.claude-3', burndown: 5, acceptsPrefill: true, contextWindow: 200_000 },
  { prefix: 'anthropic.claude-v2', burndown: 5 },
  { prefix: 'anthropic.claude-instant', burndown: 5 },
  { prefix: 'anthropic.', burndown: 15 },
  { prefix: 'openai.gpt-oss-20b-1', burndown: 1, price: usd(0.07, 0.3, { regions: OHIO }) },
  { prefix: 'openai.gpt-oss-120b-1', burndown: 1, price: usd(0.15, 0.6, { regions: OHIO }) },
  { prefix: 'openai.gpt-oss', burndown: 1 },
  { prefix: 'openai.gpt-5.6', burndown: 10 },
  { prefix: 'openai.gpt-6-astra', burndown: 10 },
  { prefix: 'openai.', burndown: 15 },
  { prefix: 'amazon.nova-2-lite', burndown: 1, price: nova(0.3, 2.5, { regionalPremium: 1.1, regions: OHIO }) },
  { prefix: 'amazon.nova-lite', burndown: 1, contextWindow: 300_000, price: nova(0.06, 0.24) },
  { prefix: 'amazon.nova-micro', burndown: 1, price: nova(0.035, 0.14) },
  { prefix: 'amazon.nova-pro', burndown: 1, price: nova(0.8, 3.2) },
  { prefix: 'amazon.titan-embed-text-v2', burndown: 1, price: usd(0.02, 0.02, { regions: OREGON }) },
];

function usd(inputPerMillionTokens: number, outputPerMillionTokens: number, more: Partial<PublishedPrice> = {}): PublishedPrice {
  return { inputPerMillionTokens, outputPerMillionTokens, ...more };
}

/**
 * From Claude 4.5 on a Region and a geographic profile cost 10 % more than a Global profile:
 * https://platform.claude.com/docs/en/about-claude/pricing#third-party-platform-pricing
 */
function claude(input: number, output: number, more: Partial<PublishedPrice> = {}): PublishedPrice {
  return usd(input, output, { regionalPremium: 1.1, ...more });
}

/** Cache reads of Nova cost 75 % less than other input: https://aws.amazon.com/bedrock/pricing/ */
function nova(input: number, output: number, more: Partial<PublishedPrice> = {}): PublishedPrice {
  return usd(input, output, { cacheReadPerMillionTokens: input / 4, regions: VIRGINIA_AND_OHIO, ...more });
}

/** What follows a version's number to make it another version. Dates have more digits, and `-v1:0` and names begin with a letter. */
const FURTHER_VERSION = /^-\d{1,2}(?![\da-z])/;

/** The facts of a foundation model by its id, without a geography prefix (`anthropic.claude-sonnet-4-6`). */
export function modelFacts(foundationModelId: string): ModelFacts {
  const { prefix, ...facts } = MODEL_TABLE.find((row) => describesModel(row.prefix, foundationModelId)) ?? { prefix: '', burndown: 1 };
  return { acceptsPrefill: false, ...facts };
}

/** Whether what is said of `prefix` is said of this model. */
export function describesModel(prefix: string, foundationModelId: string): boolean {
  return foundationModelId.startsWith(prefix) && !FURTHER_VERSION.test(foundationModelId.slice(prefix.length));
}
