import { AnswerBlock, StopReason } from '../generate-answer';
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
  // Which word of Claude's Bedrock uses is not documented; `amazon-bedrock-guardrailAction` tells.
  guardrail_intervened: 'end_turn',
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
    cache_creation: { ephemeral_5m_input_tokens: usage.cacheWriteTokens, ephemeral_1h_input_tokens: 0 },
    cache_read_input_tokens: usage.cacheReadTokens,
  };
}

function wholeBlock(block: AnswerBlock): JsonObject {
  const text = block.deltas.join('');
  switch (block.type) {
    case 'text': return { type: 'text', text };
    case 'reasoning': return { type: 'thinking', thinking: text, signature: block.signature };
    case 'toolUse': return { type: 'tool_use', id: anthropicToolId(block.id), name: block.name, input: toolInput(block.deltas) };
  }
}

function blockEvents(block: AnswerBlock, index: number): StreamEvent[] {
  const deltas = block.deltas.map((text) => chunkEvent({ type: 'content_block_delta', index, delta: deltaOf(block.type, text) }, true));
  const signature = block.type === 'reasoning'
    ? [chunkEvent({ type: 'content_block_delta', index, delta: { type: 'signature_delta', signature: block.signature } })]
    : [];
  return [
    chunkEvent({ type: 'content_block_start', index, content_block: emptyBlock(block) }), ...deltas, ...signature,
    chunkEvent({ type: 'content_block_stop', index }),
  ];
}

function emptyBlock(block: AnswerBlock): JsonObject {
  switch (block.type) {
    case 'text': return { type: 'text', text: '' };
    case 'reasoning': return { type: 'thinking', thinking: '', signature: '' };
    case 'toolUse': return { type: 'tool_use', id: anthropicToolId(block.id), name: block.name, input: {} };
  }
}

function deltaOf(type: AnswerBlock['type'], text: string): JsonObject {
  switch (type) {
    case 'text': return { type: 'text_delta', text };
    case 'reasoning': return { type: 'thinking_delta', thinking: text };
    case 'toolUse': return { type: 'input_json_delta', partial_json: text };
  }
}

function anthropicToolId(id: string): string {
  return id.replace('tooluse_', 'toolu_bdrk_');
}
