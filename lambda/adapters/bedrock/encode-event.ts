import { EventStreamCodec } from '@smithy/core/event-streams';
import { EncodeText } from '../../core/ports';

const codec = new EventStreamCodec((bytes) => Buffer.from(bytes as Uint8Array).toString('utf8'), (text) => Buffer.from(text, 'utf8'));

/** A delta of text in a frame like Bedrock's own. */
export const encodeText: EncodeText = (text, contentBlockIndex) => {
  const payload = Buffer.from(JSON.stringify({ contentBlockIndex, delta: { text } }), 'utf8');
  const frame = codec.encode({
    headers: {
      ':event-type': { type: 'string', value: 'contentBlockDelta' },
      ':content-type': { type: 'string', value: 'application/json' },
      ':message-type': { type: 'string', value: 'event' },
    },
    body: payload,
  });
  return { kind: 'content', type: 'contentBlockDelta', payload, frame };
};
