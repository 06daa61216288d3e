import { Writable } from 'node:stream';
import fc from 'fast-check';
import { createResponder, isBrokenResponse, OpenHttpStream } from '../../../../lambda/adapters/apigateway/respond';
import { settled, until } from '../support/until';

const HEAD = { status: 201, headers: { 'content-type': 'text/event-stream' } };

/** Stands for Lambda's stream: what is written piles up until the test takes it. */
function lambdaStream(highWaterMark = 16_384) {
  const written: string[] = [];
  const waiting: (() => void)[] = [];
  const state = { automatic: true };
  const stream = new Writable({
    highWaterMark,
    write(chunk: Buffer, _, done) {
      written.push(chunk.toString());
      if (state.automatic) done();
      else waiting.push(done);
    },
  });
  // As Lambda does it: the prelude goes out with the first write, and only then.
  const open: OpenHttpStream = (underlying, metadata) => {
    const write = underlying.write.bind(underlying);
    let first = true;
    underlying.write = ((chunk: Uint8Array) => {
      if (first) write(Buffer.from(`${JSON.stringify(metadata)}|`));
      first = false;
      return write(chunk);
    }) as typeof underlying.write;
    return underlying;
  };
  return { stream, open, written, state, takeOne: () => waiting.shift()?.() };
}

/** A response whose reader has stopped: a write that does not fit waits. */
async function waitingToWrite() {
  const { stream, open, state } = lambdaStream(10);
  const responder = createResponder(stream, open);
  const body = await responder.begin(HEAD);
  await settled();
  state.automatic = false;
  // Returned in an object, because its rejection is what the tests wait for.
  return { stream, responder, body, writing: body.write(bytes('more than ten bytes')) };
}

const bytes = (text: string) => Buffer.from(text);
const PRELUDE = '{"statusCode":201,"headers":{"content-type":"text/event-stream"}}|';

describe('a whole answer', () => {
  test('is status, headers and body, and ends', async () => {
    const { stream, open, written } = lambdaStream();
    const responder = createResponder(stream, open);
    await responder.answer(HEAD, bytes('hello'));
    expect(written.join('')).toBe(`${PRELUDE}hello`);
    expect(stream.writableFinished).toBe(true);
    await settled();
    expect(responder.callerLeft.aborted).toBe(false);
  });

  test('has status and headers even when its body is empty', async () => {
    const { stream, open, written } = lambdaStream();
    await createResponder(stream, open).answer(HEAD, new Uint8Array(0));
    expect(written.join('')).toBe(PRELUDE);
    expect(stream.writableFinished).toBe(true);
  });
});

describe('a streamed answer', () => {
  test('sends status and headers when it begins, then every piece as it comes', async () => {
    const { stream, open, written } = lambdaStream();
    const body = await createResponder(stream, open).begin(HEAD);
    await settled();
    expect(written.join('')).toBe(PRELUDE);
    await body.write(bytes('a'));
    await settled();
    expect(written.join('')).toBe(`${PRELUDE}a`);
    await body.write(bytes('b'));
    await body.end();
    expect(written.join('')).toBe(`${PRELUDE}ab`);
  });

  test('sends what is written in one turn as one piece, in order, and what fills the stream at once', async () => {
    const { stream, open, written } = lambdaStream(100);
    const body = await createResponder(stream, open).begin(HEAD);
    await settled();
    written.length = 0;
    for (const piece of ['a', 'b', 'c']) expect(body.write(bytes(piece))).toBeUndefined();
    expect(written).toEqual([]);
    await settled();
    expect(written).toEqual(['abc']);
    void body.write(bytes('d'));
    void body.write(bytes('e'.repeat(99)));
    void body.write(bytes('f'));
    expect(written).toEqual(['abc', `d${'e'.repeat(99)}`]);
    await body.end();
    expect(written).toEqual(['abc', `d${'e'.repeat(99)}`, 'f']);
  });

  test('of which the stream refuses a piece later fails its own request and nothing else', async () => {
    const { stream, open } = lambdaStream();
    const body = await createResponder(stream, open).begin(HEAD);
    await settled();
    stream.write = () => { throw new Error('the stream is closed'); };
    expect(body.write(bytes('lost'))).toBeUndefined();
    await settled();
    expect(() => body.write(bytes('more'))).toThrow('the stream is closed');
    await expect(body.end()).rejects.toThrow('the stream is closed');
  });

  test('whatever is written, whenever: all of it comes, in order', async () => {
    const steps = fc.array(fc.record({ length: fc.nat(30), turn: fc.boolean() }), { maxLength: 30 });
    await fc.assert(fc.asyncProperty(steps, async (pieces) => {
      const { stream, open, written } = lambdaStream(20);
      const body = await createResponder(stream, open).begin(HEAD);
      const sent = pieces.map(({ length }, index) => String.fromCharCode(97 + index % 26).repeat(length));
      for (const [index, { turn }] of pieces.entries()) {
        await body.write(bytes(sent[index]!));
        if (turn) await settled();
      }
      await body.end();
      expect(written.join('')).toBe(`${PRELUDE}${sent.join('')}`);
    }), { numRuns: 50 });
  });

  test('waits while the other side is slow', async () => {
    const { stream, open, state, takeOne } = lambdaStream(10);
    const body = await createResponder(stream, open).begin(HEAD);
    await settled();
    state.automatic = false;
    let accepted = false;
    const writing = body.write(bytes('more than ten bytes'))!.then(() => { accepted = true; });
    await settled();
    expect(accepted).toBe(false);
    takeOne();
    await writing;
    expect(accepted).toBe(true);
    expect(stream.listenerCount('drain')).toBe(0);
  });

  test('ends only when everything has been handed over', async () => {
    const { stream, open, state, takeOne } = lambdaStream();
    const body = await createResponder(stream, open).begin(HEAD);
    await settled();
    state.automatic = false;
    await body.write(bytes('last'));
    let ended = false;
    const ending = body.end().then(() => { ended = true; });
    await settled();
    expect(ended).toBe(false);
    takeOne();
    await ending;
  });
});

describe('a caller that leaves', () => {
  test.each([
    ['without an error', undefined],
    ['with an error', new Error('EPIPE')],
  ])('%s aborts the signal', async (_, error) => {
    const { stream, open } = lambdaStream();
    const responder = createResponder(stream, open);
    await responder.begin(HEAD);
    expect(responder.callerLeft.aborted).toBe(false);
    stream.destroy(error);
    await until(() => responder.callerLeft.aborted);
    expect(responder.callerLeft.reason).toMatchObject({ message: 'the caller left before the response was complete', cause: error });
  });

  test('before the response has begun aborts the signal, and no response begins', async () => {
    const { stream, open, written } = lambdaStream();
    const responder = createResponder(stream, open);
    stream.destroy();
    await until(() => responder.callerLeft.aborted);
    await expect(responder.answer(HEAD, bytes('x'))).rejects.toBe(responder.callerLeft.reason);
    expect(written).toEqual([]);
  });

  test('ends a write that waits, and all later ones', async () => {
    const { stream, body, writing } = await waitingToWrite();
    stream.destroy();
    await expect(writing).rejects.toThrow('the caller left');
    expect(() => body.write(bytes('x'))).toThrow('the caller left');
    await expect(body.end()).rejects.toThrow('the caller left');
  });

  test('ends the end that waits', async () => {
    const { stream, open, state } = lambdaStream();
    const body = await createResponder(stream, open).begin(HEAD);
    state.automatic = false;
    await body.write(bytes('x'));
    const ending = body.end();
    stream.destroy();
    await expect(ending).rejects.toThrow('the caller left');
  });

  test('is what a caller counts as who is given up: waits end, and the connection is cut at the very last', async () => {
    const { stream, responder, body, writing } = await waitingToWrite();
    responder.giveUp();
    await expect(writing).rejects.toThrow('the caller left');
    expect(responder.callerLeft.reason).toMatchObject({ cause: { message: 'the caller did not read' } });
    expect(() => body.write(bytes('x'))).toThrow('the caller left');
    expect(stream.destroyed).toBe(false);
    responder.close();
    expect(stream.destroyed).toBe(true);
  });

  test('is nobody who has the whole response', async () => {
    const { stream, open } = lambdaStream();
    const responder = createResponder(stream, open);
    await responder.answer(HEAD, bytes('hello'));
    responder.giveUp();
    responder.close();
    expect(responder.callerLeft.aborted).toBe(false);
  });

  test('is noticed on the stream that carries the response, where that is another one', async () => {
    const { stream } = lambdaStream();
    const inner = lambdaStream().stream;
    const responder = createResponder(stream, () => inner);
    await responder.begin(HEAD);
    inner.destroy();
    await until(() => responder.callerLeft.aborted);
  });

  test('is why the runtime rejects promises that it does not wait for: only those are known', async () => {
    const { stream, open } = lambdaStream();
    const responder = createResponder(stream, open);
    await responder.begin(HEAD);
    const broken = new Error('write EPIPE');
    stream.destroy(broken);
    await until(() => responder.callerLeft.aborted);
    expect(isBrokenResponse(broken)).toBe(true);
    for (const other of [new Error('write EPIPE'), new TypeError('a mistake'), 'EPIPE', undefined]) expect(isBrokenResponse(other)).toBe(false);
  });
});
