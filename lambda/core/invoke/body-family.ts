/**
 * Models whose InvokeModel bodies are alike, so that a body for one of them is a body for all: `anthropic`, `amazon.nova`.
 * Within a family, only the model itself decides what it makes of the members of a body.
 */
export interface BodyFamily {
  readonly name: string;
  /** Where a body says how much output it wants. Absent: these models generate no tokens, as those for embeddings. */
  readonly cap?: OutputCap;
}

/** A member of a body, `inferenceConfig.maxTokens` for example. */
export interface OutputCap {
  /** Absent: at the top. */
  readonly group?: string;
  readonly member: string;
  /** Another name of it that the models take as well. */
  readonly alias?: string;
}

interface FamilyRow extends BodyFamily {
  /** How the ids of its models begin. */
  readonly prefix: string;
}

/** The family of Anthropic's models. */
export const CLAUDE = 'anthropic';

const MAX_TOKENS: OutputCap = { member: 'max_tokens' };

/**
 * The first row that matches counts. A model that has none is not served by InvokeModel: what it would be asked to
 * generate could not be counted before.
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters.html and the pages below it
 */
const FAMILIES: readonly FamilyRow[] = [
  { name: CLAUDE, prefix: 'anthropic.', cap: MAX_TOKENS },
  { name: 'amazon.titan-embed-text', prefix: 'amazon.titan-embed-text' },
  { name: 'amazon.titan-embed-image', prefix: 'amazon.titan-embed-image' },
  { name: 'amazon.nova-embeddings', prefix: 'amazon.nova-2-multimodal-embeddings' },
  { name: 'amazon.nova', prefix: 'amazon.nova-', cap: { group: 'inferenceConfig', member: 'maxTokens', alias: 'max_new_tokens' } },
  { name: 'amazon.titan-text', prefix: 'amazon.titan-text', cap: { group: 'textGenerationConfig', member: 'maxTokenCount' } },
  { name: 'cohere.embed', prefix: 'cohere.embed' },
  { name: 'cohere.command-r', prefix: 'cohere.command-r', cap: MAX_TOKENS },
  { name: 'meta.llama', prefix: 'meta.llama', cap: { member: 'max_gen_len' } },
  { name: 'mistral', prefix: 'mistral.', cap: MAX_TOKENS },
  { name: 'ai21.jamba', prefix: 'ai21.jamba', cap: MAX_TOKENS },
  { name: 'deepseek', prefix: 'deepseek.', cap: MAX_TOKENS },
  { name: 'openai', prefix: 'openai.', cap: { member: 'max_completion_tokens', alias: 'max_tokens' } },
  { name: 'qwen', prefix: 'qwen.', cap: MAX_TOKENS },
  { name: 'writer.palmyra', prefix: 'writer.palmyra', cap: MAX_TOKENS },
];

/** @returns undefined for a model whose bodies are not known, and when the model is not */
export function bodyFamilyOf(foundationModel: string | undefined): BodyFamily | undefined {
  return foundationModel === undefined ? undefined : FAMILIES.find(({ prefix }) => foundationModel.startsWith(prefix));
}

export function bodyFamilyNamed(name: string): BodyFamily | undefined {
  return FAMILIES.find((family) => family.name === name);
}
