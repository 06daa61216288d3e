import { GatewayError } from '../../../core/gateway-error';

/** OpenAI has no way to end an answer like these, and any other would pass off what the model left behind as its answer. */
const FAILURES: ReadonlyMap<string, string> = new Map([
  ['malformed_tool_use', 'the model wrote a tool call that cannot be read; send the request again'],
  ['malformed_model_output', 'the model wrote something that cannot be read; send the request again'],
]);

/** @returns undefined for an answer that ended as answers do */
export function failureBehind(stopReason: string): GatewayError | undefined {
  const message = FAILURES.get(stopReason);
  return message === undefined ? undefined : new GatewayError('modelFailed', message);
}
