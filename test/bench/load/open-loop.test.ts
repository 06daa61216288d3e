import { runOpenLoop } from '../../../bench/load/open-loop';
import { TimedAnswer } from '../../../bench/load/send';

/** A clock that only moves when somebody waits; answers come when it passes their moment. */
class VirtualTime {
  private time = 0;
  private waiting: { readonly at: number; readonly wake: () => void }[] = [];

  readonly now = () => this.time;

  readonly until = (at: number) => new Promise<void>((resolve) => { this.waiting.push({ at, wake: resolve }); });

  readonly pause = (ms: number) => this.until(this.time + ms);

  /** Lets time pass until nobody waits any more. */
  async run(): Promise<void> {
    for (;;) {
      // Whoever was woken may wait for something else.
      for (let turn = 0; turn < 10; turn++) await Promise.resolve();
      const next = this.waiting.sort((left, right) => left.at - right.at).shift();
      if (!next) return;
      this.time = Math.max(this.time, next.at);
      next.wake();
    }
  }
}

function answer(sentAt: number, endedAt: number): TimedAnswer {
  return { status: 200, body: Buffer.alloc(0), sentAt, firstByteAt: endedAt, endedAt };
}

/** A server that answers one request after the other, each after so long. */
function oneAfterTheOther(time: VirtualTime, eachMs: number) {
  const sentAt: number[] = [];
  let free = 0;
  const send = async () => {
    const at = time.now();
    sentAt.push(at);
    free = Math.max(free, at) + eachMs;
    await time.until(free);
    return answer(at, time.now());
  };
  return { sentAt, send };
}

async function run(eachMs: number, options: Partial<Parameters<typeof runOpenLoop>[0]> = {}) {
  const time = new VirtualTime();
  const { sentAt, send } = oneAfterTheOther(time, eachMs);
  const running = runOpenLoop({ rate: 100, durationMs: 50, send, check: () => undefined, now: time.now, pause: time.pause, ...options });
  running.catch(() => undefined);
  await time.run();
  return { sentAt, result: await running };
}

describe('a load at a fixed rate', () => {
  test('sends every request when it is due', async () => {
    expect((await run(1)).sentAt).toEqual([0, 10, 20, 30, 40]);
  });

  test('does not wait for answers, and counts what later requests wait for slow ones', async () => {
    const { sentAt, result } = await run(25);
    expect(sentAt).toEqual([0, 10, 20, 30, 40]);
    expect(result.latenciesMs).toEqual([25, 40, 55, 70, 85]);
    expect(result.elapsedMs).toBe(125);
  });

  test('counts from when a request was due, although the client was late', async () => {
    const time = new VirtualTime();
    const { sentAt, send } = oneAfterTheOther(time, 1);
    // The client is busy with something else and wakes up no sooner than after 35 ms.
    const pause = (ms: number) => time.pause(Math.max(ms, 35));
    const running = runOpenLoop({ rate: 100, durationMs: 50, send, check: () => undefined, now: time.now, pause });
    await time.run();
    expect(sentAt).toEqual([0, 35, 35, 35, 70]);
    expect((await running).latenciesMs).toEqual([1, 26, 17, 8, 31]);
  });

  test('of no length sends one request', async () => {
    expect((await run(1, { durationMs: 0 })).result.latenciesMs).toEqual([1]);
  });

  test('stops at a wrong answer and says what was wrong', async () => {
    let answers = 0;
    const check = () => ++answers === 2 ? 'the text was wrong' : undefined;
    await expect(run(1, { check, durationMs: 1_000 })).rejects.toThrow('the text was wrong');
    expect(answers).toBe(2);
  });

  test('fails with what a request fails with', async () => {
    await expect(run(1, { send: () => Promise.reject(new Error('connection refused')) })).rejects.toThrow('connection refused');
  });
});
