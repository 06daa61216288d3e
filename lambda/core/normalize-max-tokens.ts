import { ConverseBody } from './converse';
import { refuseHiddenOutput } from './hidden-output';
import { RoutePlan } from '../../src/contract/plan';

/**
 * Makes the output cap explicit: what the caller declared or the route's default, never above the route's ceiling.
 * What is reserved is then exactly what is sent.
 * @throws GatewayError for a second cap hidden in `additionalModelRequestFields`, or for more than one answer
 */
export function normalizeMaxTokens(body: ConverseBody, route: RoutePlan): { readonly body: ConverseBody; readonly maxTokens: number } {
  refuseHiddenOutput(body.additionalModelRequestFields, 'additionalModelRequestFields');
  const maxTokens = Math.min(body.inferenceConfig?.maxTokens ?? route.defaultMaxTokens, route.maxTokensCeiling);
  return { maxTokens, body: { ...body, inferenceConfig: { ...body.inferenceConfig, maxTokens } } };
}
