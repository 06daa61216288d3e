import { EventStreamCodec } from '@smithy/core/event-streams';
import { fromUtf8, toUtf8 } from '@smithy/core/serde';

const codec = new EventStreamCodec(toUtf8, fromUtf8);

function frame(headers: Readonly<Record<string, string>>, payload: unknown): Uint8Array {
  const marked = Object.entries({ ...headers, ':content-type': 'application/json' })
    .map(([name, value]) => [name, { type: 'string' as const, value }]);
  return codec.encode({ headers: Object.fromEntries(marked), body: fromUtf8(JSON.stringify(payload)) });
}

/** A frame of `application/vnd.amazon.eventstream` that holds one event. */
export function eventFrame(eventType: string, payload: unknown): Uint8Array {
  return frame({ ':message-type': 'event', ':event-type': eventType }, payload);
}

/** A frame that ends a stream with a modeled error: `ThrottlingException` goes out as `throttlingException`. */
export function exceptionFrame(errorName: string, payload: unknown): Uint8Array {
  return frame({ ':message-type': 'exception', ':exception-type': errorName.charAt(0).toLowerCase() + errorName.slice(1) }, payload);
}

/** A frame whose last checksum is wrong, as after a byte lost on the way. */
export function malformedFrame(): Uint8Array {
  const bytes = Uint8Array.from(eventFrame('contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'lost' } }));
  const last = bytes.length - 1;
  bytes[last] = 255 - (bytes[last] ?? 0);
  return bytes;
}
