import { Crc32 } from '@smithy/core/checksum';
import { EventStreamCodec } from '@smithy/core/event-streams';
import fc from 'fast-check';
import { splitFrame } from '../../../../lambda/adapters/bedrock/split-frame';

/** The library that AWS's own clients read frames with. */
const codec = new EventStreamCodec(
  (bytes) => typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('utf8'), (text) => Buffer.from(text, 'utf8'),
);

const frameOf = (headers: Readonly<Record<string, string>>, body: Uint8Array) => codec.encode({
  headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, { type: 'string', value }])), body,
});

const headersOf = fc.dictionary(fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }), fc.string({ maxLength: 300, unit: 'grapheme' }), { maxKeys: 5 })
  .filter((headers) => !Object.hasOwn(headers, '__proto__'));

test('a frame has the parts that the library of the clients sees, wherever it lies in its buffer', () => {
  fc.assert(fc.property(headersOf, fc.uint8Array({ maxLength: 500 }), fc.nat(20), (headers, body, before) => {
    const frame = frameOf(headers, body);
    const placed = Buffer.concat([Buffer.alloc(before), frame, Buffer.alloc(3)]).subarray(before, before + frame.length);
    const { headers: expected } = codec.decode(frame);
    // Once more, for what is read once is remembered.
    for (const parts of [splitFrame(placed), splitFrame(placed)]) {
      expect(parts.headers).toEqual(expected);
      expect(Buffer.from(parts.payload)).toEqual(Buffer.from(body));
    }
  }), { numRuns: 300 });
});

test('headers that are remembered are never those of another frame', () => {
  const types = Array.from({ length: 200 }, (_, index) => `type-${index}`);
  for (const type of [...types, ...types]) expect(splitFrame(frameOf({ ':event-type': type }, new Uint8Array(1))).headers[':event-type']!.value).toBe(type);
});

test('no byte of a frame can be another one without an error', () => {
  const frame = frameOf({ ':event-type': 'contentBlockDelta', ':message-type': 'event' }, Buffer.from('{"delta":{"text":"hello"}}'));
  splitFrame(frame);
  for (let place = 0; place < frame.length; place++) {
    for (let change = 1; change < 256; change *= 2) {
      const damaged = Uint8Array.from(frame, (byte, at) => (at === place ? (byte + change) % 256 : byte));
      expect(() => splitFrame(damaged)).toThrow();
    }
  }
});

test.each([
  ['too few bytes to be one', (frame: Uint8Array) => frame.subarray(0, 15), 'it has only 15 bytes'],
  ['fewer bytes than it says', (frame: Uint8Array) => frame.subarray(0, 40), 'it says that it has 45 bytes, but has 40'],
  ['more headers than bytes', (frame: Uint8Array) => Uint8Array.from(frame, (byte, at) => (at === 7 ? 200 : byte)), 'it says that it has 200 bytes of headers'],
  ['another length of its headers', (frame: Uint8Array) => Uint8Array.from(frame, (byte, at) => (at === 7 ? byte - 1 : byte)), 'the checksum of its lengths is wrong'],
  ['another payload', (frame: Uint8Array) => Uint8Array.from(frame, (byte, at) => (at === 44 ? byte + 1 : byte)), 'the checksum of the message is wrong'],
])('a frame with %s is an error', (_, damage, message) => {
  const frame = frameOf({ ':event-type': 'messageStart' }, Uint8Array.from([1, 2]));
  expect(() => splitFrame(damage(frame))).toThrow(message);
});

test('headers that contradict themselves are an error', () => {
  const frame = frameOf({ ':event-type': 'messageStart' }, new Uint8Array(0));
  const bent = Uint8Array.from(frame, (byte, at) => (at === 12 ? 200 : byte));
  // The checksum is made anew, so that only the headers are wrong.
  const checksum = new Crc32();
  checksum.update(bent.subarray(0, -4));
  new DataView(bent.buffer).setUint32(bent.length - 4, checksum.digestSync());
  expect(() => splitFrame(bent)).toThrow('Invalid typed array length');
});
