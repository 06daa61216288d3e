import { EventStreamCodec } from '@smithy/core/event-streams';
import { MessageHeaders } from '@smithy/types';

const codec = new EventStreamCodec((bytes) => Buffer.from(bytes as Uint8Array).toString('utf8'), (text) => Buffer.from(text, 'utf8'));

/** An event-stream frame with text headers. */
export function frame(headers: Readonly<Record<string, string>>, payload: unknown): Uint8Array {
  const typed: MessageHeaders = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, { type: 'string', value }]));
  return codec.encode({ headers: typed, body: Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload), 'utf8') });
}

export function eventFrame(type: string, payload: unknown): Uint8Array {
  return frame({ ':message-type': 'event', ':event-type': type, ':content-type': 'application/json' }, payload);
}

export function exceptionFrame(type: string, payload: unknown): Uint8Array {
  return frame({ ':message-type': 'exception', ':exception-type': type, ':content-type': 'application/json' }, payload);
}

/** A whole answer in the order in which Bedrock sends it. */
export function answerFrames(texts: readonly string[]): Uint8Array[] {
  return [
    eventFrame('messageStart', { role: 'assistant' }),
    ...texts.map((text) => eventFrame('contentBlockDelta', { contentBlockIndex: 0, delta: { text } })),
    eventFrame('contentBlockStop', { contentBlockIndex: 0 }),
    eventFrame('messageStop', { stopReason: 'end_turn' }),
    eventFrame('metadata', { usage: { inputTokens: 11, outputTokens: 5, totalTokens: 16, cacheReadInputTokens: 3 }, metrics: { latencyMs: 7 } }),
  ];
}

/** Cuts bytes at the given places; empty pieces are left out. */
export function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const sorted = [0, ...[...places].map((place) => place % (bytes.length + 1)).sort((left, right) => left - right), bytes.length];
  return sorted.slice(1).map((end, index) => bytes.subarray(sorted[index], end)).filter((piece) => piece.length > 0);
}
