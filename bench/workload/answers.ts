import { EventStreamCodec } from '@smithy/core/event-streams';
import { fromUtf8, toUtf8 } from '@smithy/core/serde';

/** Numbered, so that a lost, doubled or misplaced one shows. */
export const TOKENS: readonly string[] = Array.from({ length: 20 }, (_, index) => `token ${String(index + 1).padStart(2, '0')}, `);

export const TEXT = TOKENS.join('');

const USAGE = { inputTokens: 64, outputTokens: TOKENS.length, totalTokens: 64 + TOKENS.length };

/** What Bedrock answers to Converse. */
export const CONVERSE_ANSWER = Buffer.from(JSON.stringify({
  metrics: { latencyMs: 1 },
  output: { message: { role: 'assistant', content: [{ text: TEXT }] } },
  stopReason: 'end_turn',
  usage: USAGE,
}));

const codec = new EventStreamCodec(toUtf8, fromUtf8);

/** What Bedrock answers to ConverseStream, frame by frame. */
export const STREAM_FRAMES: readonly Buffer[] = [
  frame('messageStart', { role: 'assistant' }),
  ...TOKENS.map((text) => frame('contentBlockDelta', { contentBlockIndex: 0, delta: { text } })),
  frame('contentBlockStop', { contentBlockIndex: 0 }),
  frame('messageStop', { stopReason: 'end_turn' }),
  frame('metadata', { metrics: { latencyMs: 1 }, usage: USAGE }),
];

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
