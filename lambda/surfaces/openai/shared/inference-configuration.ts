import { InferenceConfiguration } from '../../../core/converse';
import {
  LARGEST_COUNT, optional, requireArray, requireNonEmptyString, requireNumberWithin, requireWholeNumber,
} from '../../shared/fields';
import { JsonObject } from '../../shared/json';

/**
 * The sampling parameters and limits; no `inferenceConfig` at all when the caller sets none.
 * @param limits the fields that cap the output; a client that sets several means the largest
 */
export function inferenceConfiguration(body: JsonObject, limits: readonly string[]): { readonly inferenceConfig?: InferenceConfiguration } {
  const stopSequences = stopStrings(optional(body, 'stop'));
  const inferenceConfig: InferenceConfiguration = {
    ...defined('maxTokens', largestLimit(body, limits)),
    // OpenAI takes up to 2, Bedrock up to 1: a number from there has no counterpart.
    ...defined('temperature', fraction(body, 'temperature')),
    ...defined('topP', fraction(body, 'top_p')),
    ...(stopSequences.length === 0 ? {} : { stopSequences }),
  };
  return Object.keys(inferenceConfig).length === 0 ? {} : { inferenceConfig };
}

function largestLimit(body: JsonObject, names: readonly string[]): number | undefined {
  const limits = names
    .filter((name) => optional(body, name) !== undefined)
    .map((name) => requireWholeNumber(body[name], name, 1, LARGEST_COUNT));
  return limits.length === 0 ? undefined : Math.max(...limits);
}

function fraction(body: JsonObject, name: string): number | undefined {
  const value = optional(body, name);
  return value === undefined ? undefined : requireNumberWithin(value, name, 0, 1);
}

function stopStrings(value: unknown): readonly string[] {
  if (value === undefined) return [];
  if (typeof value === 'string') return [requireNonEmptyString(value, 'stop')];
  return requireArray(value, 'stop', 'strings').map((text, index) => requireNonEmptyString(text, `stop[${index}]`));
}

function defined<Name extends string>(name: Name, value: number | undefined): { readonly [member in Name]?: number } {
  return value === undefined ? {} : { [name]: value } as { readonly [member in Name]: number };
}
