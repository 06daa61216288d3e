import * as fc from 'fast-check';
import { Exchange, exchange, Upstream } from './support/gateway-in-process';
import { ANSWERS, FRAMES, isLastChunk, Operation, OPERATIONS, requestOf } from './support/operations';
import { mutationsOf } from '../../support/json-mutations';
import { cut, eventFrame, exceptionFrame } from '../adapters/support/frames';
import { codec } from '../surfaces/support';

/** More of them: FUZZ_RUNS=20000. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 120);

const ask = (operation: Operation, upstream: Upstream) => exchange(requestOf(operation, Buffer.from(JSON.stringify(operation.full), 'utf8')), () => upstream);

/** An end that a caller can read, and none of the gateway's own faults. */
function expectOrderly(operation: Operation, answered: Exchange): void {
  expect(answered.faults).toEqual([]);
  expect(answered.ended).toBe(true);
  if (answered.status === 200) return;
  expect(answered.status).toBeGreaterThanOrEqual(400);
  expect(operation.api.errorOf(answered).message).not.toMatch(/\bundefined\b|\[object |\bNaN\b|the gateway failed/);
}

const headersOf = fc.record({
  'x-amzn-errortype': fc.constantFrom('ThrottlingException', 'ValidationException:http://x/', 'ModelErrorException', '', '__proto__', 'SomethingNewer'),
  'x-amzn-requestid': fc.constantFrom('r-1', ''),
  'retry-after': fc.constantFrom('1', '-1', 'soon', '1e9', ''),
}, { requiredKeys: [] });
const STATUSES = fc.constantFrom(200, 200, 200, 200, 201, 204, 302, 400, 403, 404, 408, 413, 424, 429, 500, 503, 529);

test.each(OPERATIONS.filter(({ streamed }) => !streamed))('$title: whatever Bedrock answers becomes an answer or an error of this API', async (operation) => {
  await fc.assert(fc.asyncProperty(mutationsOf(ANSWERS[operation.upstream]), STATUSES, headersOf, async (body, status, headers) => {
    const answered = await ask(operation, { status, headers, pieces: [body] });
    expectOrderly(operation, answered);
    if (answered.status === 200) JSON.parse(answered.body.toString('utf8'));
  }), { numRuns: RUNS });
});

/** What happens to the frames of an answer. */
type Accident = (frames: readonly Uint8Array[]) => readonly Uint8Array[];

const at = (place: number, frames: readonly Uint8Array[]) => place % Math.max(1, frames.length);
const place = fc.nat(1_000);

/** The same frame with another payload, correctly summed. */
function withPayload(frame: Uint8Array, payload: Uint8Array): Uint8Array {
  return codec.encode({ headers: codec.decode(frame).headers, body: payload });
}

const accidents = (frames: readonly Uint8Array[]): fc.Arbitrary<Accident> => fc.oneof<fc.Arbitrary<Accident>[]>(
  place.map((index) => (all) => all.filter((_, other) => other !== at(index, all))),
  place.map((index) => (all) => all.flatMap((frame, other) => (other === at(index, all) ? [frame, frame] : [frame]))),
  place.map((index) => (all) => all.slice(0, at(index, all))),
  fc.tuple(place, place).map(([from, to]) => (all) => {
    const moved = [...all];
    const [frame] = moved.splice(at(from, all), 1);
    if (frame) moved.splice(at(to, all), 0, frame);
    return moved;
  }),
  fc.tuple(place, fc.constantFrom('throttlingException', 'modelStreamErrorException', 'validationException', '__proto__'), fc.constantFrom('{"message":"no"}', '', '[]', '{"message":7}'))
    .map(([index, type, body]) => (all) => [...all.slice(0, at(index, all)), exceptionFrame(type, body), ...all.slice(at(index, all))]),
  fc.tuple(place, fc.constantFrom('contentBlockStart', 'contentBlockDelta', 'contentBlockStop', 'messageStop', 'metadata', 'chunk', 'somethingNewer', '__proto__'), fc.json())
    .map(([index, type, body]) => (all) => [...all.slice(0, at(index, all)), eventFrame(type, body), ...all.slice(at(index, all))]),
  // One frame says something else.
  fc.nat(frames.length - 1).chain((index) => mutationsOf(JSON.parse(Buffer.from(codec.decode(frames[index]!).body).toString('utf8')) as object)
    .map((payload): Accident => (all) => all.map((frame, other) => (other === index ? withPayload(frame, payload) : frame)))),
);

/** Whether a stream says so itself that the answer is over, in frames that can be read up to there. */
function isEnded(bytes: Uint8Array): boolean {
  for (let offset = 0; offset + 16 <= bytes.length;) {
    const length = Buffer.from(bytes).readUInt32BE(offset);
    try {
      const { body, headers } = codec.decode(bytes.subarray(offset, offset + length));
      if (headers[':message-type']?.value !== 'event') return false;
      const type = headers[':event-type']?.value;
      if (type === 'messageStop') return true;
      if (type === 'chunk' && isLastChunk(body)) return true;
    } catch {
      return false;
    }
    offset += length;
  }
  return false;
}

test.each(OPERATIONS.filter(({ streamed }) => streamed))('$title: whatever Bedrock streams has an end of this API, a success only if it came to its own', async (operation) => {
  const frames = operation.upstream === 'titan' ? [] : FRAMES[operation.upstream];
  const bytes = fc.tuple(
    fc.array(accidents(frames), { minLength: 1, maxLength: 3 }),
    fc.option(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), { freq: 3 }),
  )
    .map(([all, flip]) => {
      const stream = Buffer.concat(all.reduce<readonly Uint8Array[]>((rest, accident) => accident(rest), frames));
      if (flip && stream.length > 0) stream[flip[0] % stream.length] = flip[1];
      return stream;
    });
  await fc.assert(fc.asyncProperty(bytes, fc.array(fc.nat(), { maxLength: 4 }), async (stream, places) => {
    const answered = await ask(operation, { pieces: cut(stream, places) });
    expectOrderly(operation, answered);
    if (answered.status !== 200) return;
    const end = operation.api.endOf(answered.body);
    expect(end).not.toBe('cut');
    if (end === 'complete') expect(isEnded(stream)).toBe(true);
  }), { numRuns: RUNS });
});
