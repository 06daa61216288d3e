import * as fc from 'fast-check';
import { exchange } from './support/gateway-in-process';
import { FRAMES, Operation, OPERATIONS, requestOf, wellAnswered } from './support/operations';
import { cut } from '../adapters/support/frames';

/** Prime, so that places are met within frames and at their edges alike. */
const STEP = 5;

const bytesOf = (value: unknown) => Buffer.from(JSON.stringify(value), 'utf8');
const STREAMED = OPERATIONS.filter(({ streamed }) => streamed);
const framesOf = ({ upstream }: Operation) => (upstream === 'titan' ? [] : FRAMES[upstream]);

test.each(OPERATIONS)('$title: the fullest request is served', async (operation) => {
  const answered = await exchange(requestOf(operation, bytesOf(operation.full)), () => wellAnswered(operation));
  expect([answered.status, answered.body.toString('utf8')]).toEqual([200, expect.any(String)]);
  expect(answered).toMatchObject({ ended: true, faults: [], counted: true });
  if (operation.streamed) expect(operation.api.endOf(answered.body)).toBe('complete');
});

test.each(STREAMED)('$title: an answer is the same however its bytes arrive, also between the bytes of a letter', async (operation) => {
  const all = Buffer.concat(framesOf(operation));
  const read = async (pieces: readonly Uint8Array[]) => {
    const { body, ended, faults } = await exchange(requestOf(operation, bytesOf(operation.full)), () => ({ pieces }));
    return { body: body.toString('utf8'), ended, faults };
  };
  const whole = await read([all]);
  // Between all bytes at once, in two at places all along it, and in pieces of any size.
  for (let place = 1; place < all.length; place += STEP) expect(await read(cut(all, [place]))).toEqual(whole);
  expect(await read([...all].map((byte) => new Uint8Array([byte])))).toEqual(whole);
  await fc.assert(fc.asyncProperty(fc.array(fc.nat(), { maxLength: 12 }), async (places) => {
    expect(await read(cut(all, places))).toEqual(whole);
  }), { numRuns: 50 });
});

test.each(STREAMED)('$title: an answer that breaks off at any byte is no success', async (operation) => {
  const frames = framesOf(operation);
  const all = Buffer.concat(frames);
  const last = all.length - frames.at(-1)!.length;
  const complete = operation.upstream === 'claude' ? all.length : last;
  for (let length = 0; length < all.length; length += STEP) {
    const pieces = [all.subarray(0, length)];
    const { body, ended, faults, status } = await exchange(requestOf(operation, bytesOf(operation.full)), () => ({ pieces }));
    expect({ length, ended, faults }).toEqual({ length, ended: true, faults: [] });
    if (status === 200) expect([length, operation.api.endOf(body)]).toEqual([length, length >= complete ? expect.stringMatching(/complete|failed/) : 'failed']);
    else expect(status).toBeGreaterThanOrEqual(424);
  }
});
