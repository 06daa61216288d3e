import { LoopOptions, runClosedLoop, WrongAnswer } from '../../../bench/load/closed-loop';

/** An upstream on a clock of its own: every answer takes 10 ms and its first byte 4 ms. */
function virtualUpstream() {
  let time = 0;
  let open = 0;
  let mostOpen = 0;
  const send: LoopOptions['send'] = async () => {
    const sentAt = time;
    open += 1;
    mostOpen = Math.max(mostOpen, open);
    await Promise.resolve();
    open -= 1;
    time = Math.max(time, sentAt + 10);
    return { status: 200, body: Buffer.from('right'), sentAt, firstByteAt: sentAt + 4, endedAt: sentAt + 10 };
  };
  return { send, now: () => time, mostOpen: () => mostOpen };
}

describe('the closed loop', () => {
  test('sends the next request when the one before has been answered, until the time is over', async () => {
    const { send, now, mostOpen } = virtualUpstream();
    const result = await runClosedLoop({ connections: 1, durationMs: 95, send, now, check: () => undefined });
    expect(result).toEqual({ elapsedMs: 100, latenciesMs: Array(10).fill(10), firstBytesMs: Array(10).fill(4), firstTokensMs: [] });
    expect(mostOpen()).toBe(1);
  });

  test('says when first tokens came, where they were looked for', async () => {
    const { send, now } = virtualUpstream();
    const looking: LoopOptions['send'] = async () => {
      const answer = await send();
      return { ...answer, firstTokenAt: answer.sentAt + 7 };
    };
    expect((await runClosedLoop({ connections: 1, durationMs: 25, send: looking, now, check: () => undefined })).firstTokensMs).toEqual([7, 7, 7]);
  });

  test('lets each connection begin when it is told to', async () => {
    const { send, now } = virtualUpstream();
    const begun: number[] = [];
    let open = () => {};
    const opened = new Promise<void>((resolve) => { open = resolve; });
    const begin = (connection: number) => {
      begun.push(connection);
      return connection === 1 ? opened : Promise.resolve();
    };
    let sent = 0;
    const counting: LoopOptions['send'] = () => {
      sent += 1;
      return send();
    };
    const loop = runClosedLoop({ connections: 2, durationMs: 0, send: counting, begin, now, check: () => undefined });
    await new Promise((resolve) => setImmediate(resolve));
    expect({ begun, sent }).toEqual({ begun: [0, 1], sent: 1 });
    open();
    expect((await loop).latenciesMs).toHaveLength(2);
  });

  test('keeps as many requests open as there are connections', async () => {
    const { send, now, mostOpen } = virtualUpstream();
    const { latenciesMs } = await runClosedLoop({ connections: 7, durationMs: 50, send, now, check: () => undefined });
    expect(mostOpen()).toBe(7);
    expect(latenciesMs.length).toBeGreaterThanOrEqual(7);
  });

  test('sends one request on every connection when there is no time', async () => {
    const { send, now } = virtualUpstream();
    const { latenciesMs } = await runClosedLoop({ connections: 3, durationMs: 0, send, now, check: () => undefined });
    expect(latenciesMs).toHaveLength(3);
  });

  test('fails at the first wrong answer and says what was wrong', async () => {
    const { send, now } = virtualUpstream();
    let answers = 0;
    const check = () => ++answers === 5 ? 'token 3 was missing' : undefined;
    await expect(runClosedLoop({ connections: 1, durationMs: 1_000, send, now, check })).rejects.toThrow(new WrongAnswer('token 3 was missing'));
    expect(answers).toBe(5);
  });

  test('fails with a request that fails, and the other connections stop', async () => {
    const { send, now } = virtualUpstream();
    let sent = 0;
    const failing: LoopOptions['send'] = async () => {
      if (++sent === 5) throw new Error('socket hang up');
      return send();
    };
    await expect(runClosedLoop({ connections: 3, durationMs: 1e9, send: failing, now, check: () => undefined })).rejects.toThrow('socket hang up');
    await new Promise((resolve) => setImmediate(resolve));
    const sentInTheEnd = sent;
    await new Promise((resolve) => setImmediate(resolve));
    expect(sent).toBe(sentInTheEnd);
  });
});
