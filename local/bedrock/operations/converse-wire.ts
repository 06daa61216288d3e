import { AnswerBlock } from '../generate-answer';
import { JsonObject } from '../json-fields';
import { StreamEvent, WireFormat } from './parsed-call';
import { TokenUsage } from '../quota/token-arithmetic';

/** How Converse and ConverseStream answer a request. */
export function converseWire(body: JsonObject): WireFormat {
  const echoed = {
    ...(body.performanceConfig === undefined ? {} : { performanceConfig: body.performanceConfig }),
    ...(body.serviceTier === undefined ? {} : { serviceTier: body.serviceTier }),
  };
  return {
    whole: (answer, usage, { latencyMs }) => ({
      output: { message: { role: 'assistant', content: answer.blocks.map(wholeBlock) } },
      stopReason: answer.stopReason,
      usage: converseUsage(usage),
      metrics: { latencyMs },
      ...echoed,
    }),
    opening: () => [event('messageStart', { role: 'assistant' })],
    content: (answer) => answer.blocks.flatMap(blockEvents),
    closing: (answer, usage, { latencyMs }) => [
      event('messageStop', { stopReason: answer.stopReason }),
      event('metadata', { usage: converseUsage(usage), metrics: { latencyMs }, ...echoed }),
    ],
    headers: () => ({}),
    streamHeaders: {},
  };
}

function event(type: string, payload: JsonObject, content = false): StreamEvent {
  return { type, payload, logged: { [type]: payload }, content };
}

function converseUsage(usage: TokenUsage): JsonObject {
  const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens } = usage;
  return {
    inputTokens,
    outputTokens,
    totalTokens: inputTokens + outputTokens + cacheReadTokens + cacheWriteTokens,
    cacheReadInputTokens: cacheReadTokens,
    cacheWriteInputTokens: cacheWriteTokens,
  };
}

function wholeBlock(block: AnswerBlock): JsonObject {
  const text = block.deltas.join('');
  switch (block.type) {
    case 'text': return { text };
    case 'reasoning': return { reasoningContent: { reasoningText: { text, signature: block.signature } } };
    case 'toolUse': return { toolUse: { toolUseId: block.id, name: block.name, input: toolInput(block.deltas) } };
  }
}

/** The input of a tool use; empty when `max_tokens` cut it short. */
export function toolInput(deltas: readonly string[]): unknown {
  try {
    return JSON.parse(deltas.join(''));
  } catch {
    return {};
  }
}

function blockEvents(block: AnswerBlock, contentBlockIndex: number): StreamEvent[] {
  const start = block.type === 'toolUse'
    ? [event('contentBlockStart', { start: { toolUse: { toolUseId: block.id, name: block.name } }, contentBlockIndex })]
    : [];
  const deltas = block.deltas.map((text) => event('contentBlockDelta', { delta: deltaOf(block.type, text), contentBlockIndex }, true));
  const signature = block.type === 'reasoning'
    ? [event('contentBlockDelta', { delta: { reasoningContent: { signature: block.signature } }, contentBlockIndex })]
    : [];
  return [...start, ...deltas, ...signature, event('contentBlockStop', { contentBlockIndex })];
}

function deltaOf(type: AnswerBlock['type'], text: string): JsonObject {
  switch (type) {
    case 'text': return { text };
    case 'reasoning': return { reasoningContent: { text } };
    case 'toolUse': return { toolUse: { input: text } };
  }
}
