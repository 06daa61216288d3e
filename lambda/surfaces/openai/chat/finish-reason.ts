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

/** Total: whatever else ends an answer, it did end. */
export function finishReason(stopReason: string): FinishReason {
  return OF_STOP_REASON.get(stopReason) ?? 'stop';
}
