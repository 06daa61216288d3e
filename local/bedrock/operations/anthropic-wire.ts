import { Answer, AnswerBlock, StopReason } from '../generate-answer';
import { JsonObject } from '../json-fields';
import { TokenUsage } from '../quota/token-arithmetic';
import { hashText } from '../random';
import { toolInput } from './converse-wire';
import { chunkEvent, INVOKE_STREAM_HEADERS, invocationMetrics, invokeHeaders } from './invoke-wire';
import { StreamEvent, WireFormat } from './parsed-call';

const STOP_REASONS: Readonly<Record<StopReason, string>> = {
  end_turn: 'end_turn',
  max_tokens: 'max_tokens',
  stop_sequence: 'stop_sequence',
  tool_use: 'tool_use',
  content_filtered: 'refusal',
};

/** How InvokeModel and InvokeModelWithResponseStream answer an Anthropic Messages body. */
export function anthropicWire(model: string, requestId: string): WireFormat {
  const message = { id: `msg_bdrk_${hashText(requestId)}`, type: 'message', role: 'assistant', model };
  return {
    whole: (answer, usage) => ({
      ...message,
      content: answer.blocks.map(wholeBlock),
      stop_reason: STOP_REASONS[answer.stopReason],
      stop_sequence: answer.stopSequence ?? null,
      usage: { ...inputUsage(usage), output_tokens: usage.outputTokens },
    }),
    opening: (usage) => [chunkEvent({
      type: 'message_start',
      message: { ...message, content: [], stop_reason: null, stop_sequence: null, usage: { ...inputUsage(usage), output_tokens: 0 } },
    })],
    content: (answer) => answer.blocks.flatMap(blockEvents),
    closing: (answer, usage, timings) => [
      chunkEvent({
        type: 'message_delta',
        delta: { stop_reason: STOP_REASONS[answer.stopReason], stop_sequence: answer.stopSequence ?? null },
        usage: { output_tokens: usage.outputTokens },
      }),
      chunkEvent({ type: 'message_stop', ...invocationMetrics(usage, timings) }),
    ],
    headers: invokeHeaders,
    streamHeaders: INVOKE_STREAM_HEADERS,
  };
}

function inputUsage(usage: TokenUsage): JsonObject {
  return {
    input_tokens: usage.inputTokens,
    cache_creation_input_tokens: usage.cacheWriteTokens,
    cache_read_input_tokens: usage.cacheReadTokens,
  };
}

function wholeBlock(block: AnswerBlock): JsonObject {
  if (block.type === 'text') return { type: 'text', text: block.deltas.join('') };
  return { type: 'tool_use', id: anthropicToolId(block.id), name: block.name, input: toolInput(block.deltas) };
}

function blockEvents(block: Answer['blocks'][number], index: number): StreamEvent[] {
  const empty = block.type === 'text' ? { type: 'text', text: '' } : { type: 'tool_use', id: anthropicToolId(block.id), name: block.name, input: {} };
  const deltas = block.deltas.map((text) => chunkEvent({
    type: 'content_block_delta',
    index,
    delta: block.type === 'text' ? { type: 'text_delta', text } : { type: 'input_json_delta', partial_json: text },
  }, true));
  return [chunkEvent({ type: 'content_block_start', index, content_block: empty }), ...deltas, chunkEvent({ type: 'content_block_stop', index })];
}

function anthropicToolId(id: string): string {
  return id.replace('tooluse_', 'toolu_bdrk_');
}
