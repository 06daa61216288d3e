import { thinkingOf } from './thinking';
import { LARGEST_COUNT, optional, requireWholeNumber } from '../../shared/fields';
import { JsonObject } from '../../shared/json';

/**
 * What only Claude knows, in its own words. Another model of the same route refuses it, by name, in Bedrock.
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages.html
 */
export function modelFields(
  body: JsonObject, betas: readonly string[], ofTools: JsonObject = {},
): { readonly additionalModelRequestFields?: JsonObject } {
  const topK = optional(body, 'top_k');
  const fields = {
    ...(topK === undefined ? {} : { top_k: requireWholeNumber(topK, 'top_k', 0, LARGEST_COUNT) }),
    ...thinkingOf(body),
    ...ofTools,
    ...(betas.length === 0 ? {} : { anthropic_beta: betas }),
  };
  return Object.keys(fields).length === 0 ? {} : { additionalModelRequestFields: fields };
}
