import fc from 'fast-check';
import { decodeEvent } from '../../../../lambda/adapters/bedrock/decode-event';
import { encodeText } from '../../../../lambda/adapters/bedrock/encode-event';

test('a piece of text becomes an event that reads like one of Bedrock\'s own', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.nat(9), (text, index) => {
    const event = encodeText(text, index);
    const decoded = decodeEvent(event.frame);
    expect(decoded).toMatchObject({ kind: 'content', type: 'contentBlockDelta' });
    expect(JSON.parse(new TextDecoder().decode(decoded.payload))).toEqual({ contentBlockIndex: index, delta: { text } });
    expect(Buffer.from(event.payload).equals(Buffer.from(decoded.payload))).toBe(true);
  }));
});
