import fc from 'fast-check';
import { readFrames } from '../../../../lambda/adapters/bedrock/read-frames';
import { answerFrames, cut, eventFrame } from '../support/frames';

function piecesOf(pieces: readonly Uint8Array[]): AsyncIterator<Uint8Array, undefined> {
  const left = pieces.values();
  return { next: async () => left.next() as IteratorResult<Uint8Array, undefined> };
}

function framesOf(pieces: readonly Uint8Array[]): AsyncIterable<Uint8Array> {
  return { [Symbol.asyncIterator]: () => readFrames(piecesOf(pieces)) };
}

async function collect(pieces: readonly Uint8Array[]): Promise<Buffer[]> {
  const frames: Buffer[] = [];
  for await (const one of framesOf(pieces)) frames.push(Buffer.from(one));
  return frames;
}

test('frames come out as they went in, wherever the bytes are cut', async () => {
  await fc.assert(fc.asyncProperty(
    fc.array(fc.string({ maxLength: 300 }), { maxLength: 8 }), fc.array(fc.nat(), { maxLength: 40 }),
    async (texts, places) => {
      const frames = answerFrames(texts).map((bytes) => Buffer.from(bytes));
      expect(await collect(cut(Buffer.concat(frames), places))).toEqual(frames);
    },
  ));
});

test('single bytes are enough', async () => {
  const frames = answerFrames(['a']).map((bytes) => Buffer.from(bytes));
  const all = Buffer.concat(frames);
  expect(await collect([...all].map((byte) => Buffer.from([byte])))).toEqual(frames);
});

test('a large frame in many pieces comes out whole, without being copied for every piece', async () => {
  const large = eventFrame('contentBlockDelta', { delta: { text: 'x'.repeat(3_000_000) } });
  const pieces = Array.from({ length: Math.ceil(large.length / 16_384) }, (_, index) => large.subarray(index * 16_384, (index + 1) * 16_384));
  const copies = jest.spyOn(Buffer, 'concat');
  const [whole, ...others] = await collect(pieces);
  expect(copies).toHaveBeenCalledTimes(1);
  copies.mockRestore();
  expect(whole!.equals(large)).toBe(true);
  expect(others).toEqual([]);
});

test('a frame is handed on before later bytes have come', async () => {
  const [first, second] = answerFrames([]);
  let asked = 0;
  const pieces = piecesOf([first!, second!]);
  const frames = readFrames({
    next() {
      asked++;
      return pieces.next();
    },
  });
  expect(Buffer.from((await frames.next()).value as Uint8Array).equals(first!)).toBe(true);
  expect(asked).toBe(1);
});

test('no bytes are no frames', async () => {
  expect(await collect([])).toEqual([]);
});

test('an end inside a frame is a lost connection, after all whole frames', async () => {
  await fc.assert(fc.asyncProperty(fc.nat(), async (place) => {
    const [first, second] = answerFrames([]);
    const end = 1 + place % (second!.length - 1);
    const received: Uint8Array[] = [];
    const reading = (async () => {
      for await (const one of framesOf([first!, second!.subarray(0, end)])) received.push(one);
    })();
    await expect(reading).rejects.toMatchObject({ name: 'UpstreamError', code: 'ConnectionError' });
    expect(received).toHaveLength(1);
  }));
});

test.each([
  ['smaller than its own frame', 15, 0],
  ['larger than any frame', 24 * 1024 * 1024 + 1, 0],
  ['with headers that do not fit', 100, 85],
  ['with more headers than the format allows', 1_000_000, 128 * 1024 + 1],
])('a length that is %s is refused as soon as it is read', async (_, total, headers) => {
  const prelude = Buffer.alloc(12);
  prelude.writeUInt32BE(total, 0);
  prelude.writeUInt32BE(headers, 4);
  await expect(collect([prelude])).rejects.toMatchObject({ name: 'UpstreamError', code: 'MalformedFrame', message: expect.stringContaining(String(total)) });
});
