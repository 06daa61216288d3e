import { InferenceConfiguration } from '../../../core/converse';
import {
  LARGEST_COUNT, optional, requireArray, requireNonEmptyString, requireNumberWithin, requireWholeNumber,
} from '../../shared/fields';
import { JsonObject } from '../../shared/json';

/** The parameters that every model has. Unlike anywhere else, a cap on the output is required. */
export function inferenceConfiguration(body: JsonObject): InferenceConfiguration {
  const stopSequences = requireArray(optional(body, 'stop_sequences') ?? [], 'stop_sequences', 'strings')
    .map((text, index) => requireNonEmptyString(text, `stop_sequences[${index}]`));
  const temperature = fraction(body, 'temperature');
  const topP = fraction(body, 'top_p');
  return {
    maxTokens: requireWholeNumber(body.max_tokens, 'max_tokens', 1, LARGEST_COUNT),
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { topP }),
    ...(stopSequences.length === 0 ? {} : { stopSequences }),
  };
}

function fraction(body: JsonObject, name: string): number | undefined {
  const value = optional(body, name);
  return value === undefined ? undefined : requireNumberWithin(value, name, 0, 1);
}
