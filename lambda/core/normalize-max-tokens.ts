import { ConverseBody } from './converse';
import { GatewayError } from './gateway-error';
import { RoutePlan } from '../../src/contract/plan';

/** Where models take an output cap of their own, which would bypass what was reserved. */
const OTHER_CAPS = ['max_tokens', 'max_tokens_to_sample', 'max_completion_tokens', 'max_gen_len', 'maxTokenCount', 'maxTokens', 'max_new_tokens'];

/**
 * Makes the output cap explicit: what the caller declared or the route's default, never above the route's ceiling.
 * What is reserved is then exactly what is sent.
 * @throws GatewayError for a second cap hidden in `additionalModelRequestFields`
 */
export function normalizeMaxTokens(body: ConverseBody, route: RoutePlan): { readonly body: ConverseBody; readonly maxTokens: number } {
  const hidden = hiddenCap(body.additionalModelRequestFields);
  if (hidden) {
    const field = `additionalModelRequestFields.${hidden}`;
    throw new GatewayError('invalidRequest', `${field}: set inferenceConfig.maxTokens instead, the one cap that counts against quotas`, { field });
  }
  const maxTokens = Math.min(body.inferenceConfig?.maxTokens ?? route.defaultMaxTokens, route.maxTokensCeiling);
  return { maxTokens, body: { ...body, inferenceConfig: { ...body.inferenceConfig, maxTokens } } };
}

/** Some models take their cap one level down, in a group of settings. */
function hiddenCap(fields: unknown): string | undefined {
  if (!isObject(fields)) return undefined;
  const direct = OTHER_CAPS.find((name) => Object.hasOwn(fields, name));
  if (direct) return direct;
  for (const [group, settings] of Object.entries(fields)) {
    const nested = isObject(settings) && OTHER_CAPS.find((name) => Object.hasOwn(settings, name));
    if (nested) return `${group}.${nested}`;
  }
  return undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
