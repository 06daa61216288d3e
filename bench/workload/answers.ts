import { EventStreamCodec } from '@smithy/core/event-streams';
import { fromUtf8, toUtf8 } from '@smithy/core/serde';
import { SHORT_SPEECH, Speech, tokensOf } from './speech';

const INPUT_TOKENS = 64;

export const TEXT = textOf(SHORT_SPEECH);

/** What Bedrock answers to Converse. */
export const CONVERSE_ANSWER = converseAnswer(SHORT_SPEECH);

/** What Bedrock answers to Converse when it says more or less. */
export function converseAnswer(speech: Speech): Buffer {
  return Buffer.from(JSON.stringify({
    metrics: { latencyMs: 1 },
    output: { message: { role: 'assistant', content: [{ text: textOf(speech) }] } },
    stopReason: 'end_turn',
    usage: converseUsage(speech),
  }));
}

export function textOf(speech: Speech): string {
  return tokensOf(speech).join('');
}

const codec = new EventStreamCodec(toUtf8, fromUtf8);

/** The frames of a streamed answer: what comes before the tokens, one for each token, what comes after them. */
export interface StreamedAnswer {
  readonly opening: readonly Buffer[];
  readonly tokens: readonly Buffer[];
  readonly ending: readonly Buffer[];
}

/** What Bedrock answers to ConverseStream. */
export function converseStream(speech: Speech): StreamedAnswer {
  return {
    opening: [frame('messageStart', { role: 'assistant' })],
    tokens: tokensOf(speech).map((text) => frame('contentBlockDelta', { contentBlockIndex: 0, delta: { text } })),
    ending: [
      frame('contentBlockStop', { contentBlockIndex: 0 }),
      frame('messageStop', { stopReason: 'end_turn' }),
      frame('metadata', { metrics: { latencyMs: 1 }, usage: converseUsage(speech) }),
    ],
  };
}

/** What Bedrock answers to InvokeModelWithResponseStream for Claude. */
export function invokeStream(speech: Speech): StreamedAnswer {
  const begun = { input_tokens: INPUT_TOKENS, output_tokens: 1 };
  const message = {
    id: 'msg_benchmark', type: 'message', role: 'assistant', model: 'claude-benchmark', content: [], stop_reason: null, stop_sequence: null, usage: begun,
  };
  const metrics = { inputTokenCount: INPUT_TOKENS, outputTokenCount: speech.tokens, invocationLatency: 1, firstByteLatency: 1 };
  return {
    opening: [
      chunk({ type: 'message_start', message }),
      chunk({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
    ],
    tokens: tokensOf(speech).map((text) => chunk({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } })),
    ending: [
      chunk({ type: 'content_block_stop', index: 0 }),
      chunk({ type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: speech.tokens } }),
      chunk({ 'type': 'message_stop', 'amazon-bedrock-invocationMetrics': metrics }),
    ],
  };
}

export function allFrames({ opening, tokens, ending }: StreamedAnswer): readonly Buffer[] {
  return [...opening, ...tokens, ...ending];
}

function converseUsage({ tokens }: Speech) {
  return { inputTokens: INPUT_TOKENS, outputTokens: tokens, totalTokens: INPUT_TOKENS + tokens };
}

function chunk(event: object): Buffer {
  return frame('chunk', { bytes: Buffer.from(JSON.stringify(event)).toString('base64'), p: 'abcdefghij' });
}

function frame(type: string, payload: object): Buffer {
  return Buffer.from(codec.encode({
    headers: {
      ':message-type': { type: 'string', value: 'event' },
      ':event-type': { type: 'string', value: type },
      ':content-type': { type: 'string', value: 'application/json' },
    },
    body: fromUtf8(JSON.stringify(payload)),
  }));
}
