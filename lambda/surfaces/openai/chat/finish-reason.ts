import { GatewayError } from '../../../core/gateway-error';

export type FinishReason = 'stop' | 'length' | 'tool_calls' | 'content_filter';

/** Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html (stopReason) */
const OF_STOP_REASON: ReadonlyMap<string, FinishReason> = new Map<string, FinishReason>([
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['max_tokens', 'length'],
  ['model_context_window_exceeded', 'length'],
  ['tool_use', 'tool_calls'],
  ['guardrail_intervened', 'content_filter'],
  ['content_filtered', 'content_filter'],
]);

/** OpenAI has no finish reason for these, and any other would pass off what the model left behind as its answer. */
const FAILURES: ReadonlyMap<string, string> = new Map([
  ['malformed_tool_use', 'the model wrote a tool call that cannot be read; send the request again'],
  ['malformed_model_output', 'the model wrote something that cannot be read; send the request again'],
]);

/** Total: whatever else ends an answer, it did end. */
export function finishReason(stopReason: string): FinishReason {
  return OF_STOP_REASON.get(stopReason) ?? 'stop';
}

/** @returns undefined for an answer that ended as answers do */
export function failureBehind(stopReason: string): GatewayError | undefined {
  const message = FAILURES.get(stopReason);
  return message === undefined ? undefined : new GatewayError('modelFailed', message);
}
