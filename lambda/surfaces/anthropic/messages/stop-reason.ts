export type StopReason = 'end_turn' | 'max_tokens' | 'stop_sequence' | 'tool_use' | 'refusal' | 'model_context_window_exceeded';

/** Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html (stopReason) */
const OF_STOP_REASON: ReadonlyMap<string, StopReason> = new Map<string, StopReason>([
  ['end_turn', 'end_turn'],
  ['max_tokens', 'max_tokens'],
  ['stop_sequence', 'stop_sequence'],
  ['tool_use', 'tool_use'],
  ['model_context_window_exceeded', 'model_context_window_exceeded'],
  ['content_filtered', 'refusal'],
  ['guardrail_intervened', 'refusal'],
]);

/** Total: whatever else ends an answer, it did end. */
export function stopReasonOf(stopReason: string): StopReason {
  return OF_STOP_REASON.get(stopReason) ?? 'end_turn';
}

/** Bedrock does not say what a refusal was about. */
export function stopDetails(reason: StopReason): object | null {
  return reason === 'refusal' ? { type: 'refusal', category: null, explanation: null } : null;
}
