import { call, createWorkbench, credentials, readAll } from './support/functions';
import { createVirtualClock } from './support/virtual-clock';

const workbench = createWorkbench();
afterAll(() => workbench.clear());

const counter = 'let count = 0; exports.handler = async () => ({ count: ++count, environment: process.env.AWS_LAMBDA_LOG_STREAM_NAME });';
/** Holds every request until the test lets the environment go. */
const waiting = 'exports.handler = async (event) => { if (event.wait) await new Promise(() => undefined); return "done"; };';

describe('environments', () => {
  it('are reused warm with their module state', async () => {
    const { lambda } = workbench.lambda(counter);
    const first = await call(lambda) as { environment: string };
    expect(await call(lambda)).toEqual({ count: 2, environment: first.environment });
    expect(lambda.environments()).toHaveLength(1);
  });

  it('serve one request at a time, so that concurrent ones do not share module state', async () => {
    const { lambda } = workbench.lambda(counter);
    const results = await Promise.all([call(lambda), call(lambda), call(lambda)]) as { count: number; environment: string }[];
    expect(results.map(({ count }) => count)).toEqual([1, 1, 1]);
    expect(new Set(results.map(({ environment }) => environment)).size).toBe(3);
  });

  it('that were used last are used first', async () => {
    const { lambda } = workbench.lambda(counter);
    await Promise.all([call(lambda), call(lambda)]);
    const mostRecent = lambda.environments().at(-1)!.logStream;
    expect(await call(lambda)).toMatchObject({ environment: mostRecent });
    expect(await call(lambda)).toMatchObject({ environment: mostRecent, count: 3 });
  });

  it('are refused over the maximum with 429, which counts as a throttle', async () => {
    const { lambda, sinks } = workbench.lambda(waiting, { maxEnvironments: 1 });
    await lambda.invoke({ wait: true });
    await expect(lambda.invoke({})).rejects.toMatchObject({ code: 'TooManyRequestsException', status: 429, message: expect.stringContaining('Rate Exceeded') });
    expect(sinks.sum({ namespace: 'AWS/Lambda', name: 'Throttles', dimensions: { FunctionName: 'gateway' } })).toBe(1);
  });

  it('are limited by reserved concurrency, down to none', async () => {
    const { lambda } = workbench.lambda(waiting, { model: { reservedConcurrency: 0 } });
    await expect(lambda.invoke({})).rejects.toMatchObject({ status: 429 });
  });

  it('leave room again when a request is over', async () => {
    const { lambda } = workbench.lambda(waiting, { maxEnvironments: 1 });
    expect(await call(lambda)).toBe('done');
    expect(await call(lambda)).toBe('done');
  });

  it('are replaced before their credentials run out', async () => {
    const clock = createVirtualClock();
    const issued: number[] = [];
    const { lambda } = workbench.lambda(counter, {
      clock,
      credentials: async () => {
        issued.push(clock.now());
        return { ...await credentials(), expiration: new Date(clock.now() + 3_600_000) };
      },
    });
    await call(lambda);
    await clock.advance(3_600_000 - 30_001);
    expect(await call(lambda)).toMatchObject({ count: 2 });
    await clock.advance(1);
    expect(await call(lambda)).toMatchObject({ count: 1 });
    expect(issued).toHaveLength(2);
  });

  it('cannot start for a role that cannot be assumed', async () => {
    const { lambda } = workbench.lambda(counter, { credentials: () => Promise.reject(new Error('not trusted')) });
    await expect(lambda.invoke({})).rejects.toMatchObject({ code: 'ServiceException', message: 'The role defined for the function cannot be assumed by Lambda: not trusted' });
    expect(lambda.environments()).toHaveLength(0);
  });

  describe('whose clocks are set apart', () => {
    const times = 'const { now } = Date; exports.handler = async () => ({ kept: now(), now: Date.now(), made: new Date().getTime(), '
      + 'read: Date.parse(Date()), given: new Date(5).getTime(), isDate: new Date() instanceof Date });';
    type Times = Record<'kept' | 'now' | 'made' | 'read', number> & { given: number; isDate: boolean };
    const HOUR = 3_600_000;
    /** In whole hours, which no machine is too slow for. */
    const hoursAhead = ({ kept, now, made, read }: Times) => [kept, now, made, read].map((time) => Math.round((time - Date.now()) / HOUR) + 0);

    it('each keep their own, however the code asks for the time', async () => {
      const { lambda } = workbench.lambda(times);
      lambda.setClocks(0, 7 * HOUR);
      const two = await Promise.all([call(lambda), call(lambda)]) as Times[];
      expect(two.map(hoursAhead).sort()).toEqual([[0, 0, 0, 0], [7, 7, 7, 7]]);
      expect(two).toMatchObject([{ given: 5, isDate: true }, { given: 5, isDate: true }]);
    });

    it('are moved while they run, and set right again', async () => {
      const { lambda } = workbench.lambda(times);
      expect(hoursAhead(await call(lambda) as Times)).toEqual([0, 0, 0, 0]);
      lambda.setClocks(-3 * HOUR);
      expect(hoursAhead(await call(lambda) as Times)).toEqual([-3, -3, -3, -3]);
      lambda.setClocks();
      expect(hoursAhead(await call(lambda) as Times)).toEqual([0, 0, 0, 0]);
      expect(lambda.environments()).toHaveLength(1);
    });
  });

  it('say how much memory they hold, each for itself, and not what is garbage', async () => {
    const { lambda } = workbench.lambda(`
      let kept = [];
      exports.handler = async ({ keep, garbage }) => {
        for (let left = garbage; left > 0; left -= 1) Buffer.alloc(1_000_000, left);
        kept = [Buffer.alloc(keep * 1_000_000, 1), ...Array.from({ length: keep }, () => Array.from({ length: 100_000 }, () => ({ })))];
      };`);
    await Promise.all([call(lambda, { keep: 10, garbage: 0 }), call(lambda, { keep: 0, garbage: 40 })]);
    const held = await Promise.all(lambda.environments().map(({ heldBytes }) => heldBytes()));
    const [less = 0, more = 0] = held.sort((one, other) => one - other);
    // Ten buffers of a megabyte, and a million objects and references on the heap.
    expect(more - less).toBeGreaterThan(10_000_000 + 1_000_000 * 8);
    expect(less).toBeLessThan(20_000_000);
  });

  it('hold nothing when they have ended, even if it happens while they are asked', async () => {
    const { lambda } = workbench.lambda('exports.handler = async ({ block }) => { while (block); };');
    await call(lambda);
    const [environment] = lambda.environments();
    await lambda.invoke({ block: true });
    const asked = environment?.heldBytes();
    await environment?.kill();
    expect(await asked).toBe(0);
    expect(await environment?.heldBytes()).toBe(0);
  });

  it('end with close(), and so do their requests', async () => {
    const { lambda } = workbench.lambda(waiting);
    const { finished } = await lambda.invoke({ wait: true });
    await lambda.close();
    expect((await finished).error).toMatchObject({ errorType: 'Runtime.ExitError' });
    await expect(lambda.invoke({})).rejects.toThrow('Function gateway is being shut down.');
  });
});

describe('a timeout', () => {
  it('ends the environment and the request, which says after how many seconds', async () => {
    const clock = createVirtualClock();
    const { lambda, sinks } = workbench.lambda(waiting, { clock, model: { timeoutSeconds: 3 } });
    const { requestId, body, finished } = await lambda.invoke({ wait: true });
    await clock.sleeping(3000);
    await clock.advance(2999);
    expect(lambda.environments()).toHaveLength(1);
    await clock.advance(1);
    await expect(readAll(body)).rejects.toMatchObject({ errorType: 'Sandbox.Timedout', errorMessage: `RequestId: ${requestId} Error: Task timed out after 3.00 seconds` });
    expect(await finished).toMatchObject({ durationMillis: 3000 });
    expect(lambda.environments()).toHaveLength(0);
    expect(sinks.lines({ containing: 'Task timed out after 3.00 seconds' })[0].message).toBe(`2026-01-01T00:00:03.000Z ${requestId} Task timed out after 3.00 seconds`);
  });

  it('is what a streaming handler gets that forgets end()', async () => {
    const clock = createVirtualClock();
    const { lambda } = workbench.lambda('exports.handler = awslambda.streamifyResponse(async (event, stream) => { stream.write("x"); });', { clock });
    const { body } = await lambda.invoke({});
    const iterator = body[Symbol.asyncIterator]();
    await iterator.next();
    await clock.sleeping(30_000);
    await clock.advance(30_000);
    await expect(iterator.next()).rejects.toMatchObject({ errorType: 'Sandbox.Timedout' });
  });

  it('also ends code that never finishes loading', async () => {
    const clock = createVirtualClock();
    const { lambda } = workbench.lambda('', { clock, model: { handler: 'app.run', timeoutSeconds: 3 }, files: { 'app.mjs': 'await new Promise((resolve) => setInterval(resolve, 1 << 30));' } });
    const { finished } = await lambda.invoke({});
    await clock.sleeping(10_000);
    await clock.advance(10_000);
    expect((await finished).error).toMatchObject({ errorType: 'Sandbox.Timedout' });
  });
});

describe('a crash', () => {
  const cases: [string, string, string, string][] = [
    ['process.exit(7)', 'process.exit(7);', 'Runtime.ExitError', 'Runtime exited with error: exit status 7'],
    ['process.exit(0)', 'process.exit(0);', 'Runtime.ExitError', 'Runtime exited without providing a reason'],
    ['an exception that nobody catches', 'setImmediate(() => { throw new RangeError("stray"); }); await new Promise(() => undefined);', 'RangeError', 'stray'],
    ['a rejection that nobody handles', 'Promise.reject(new Error("lost")); await new Promise(() => undefined);', 'Runtime.UnhandledPromiseRejection', 'Error: lost'],
    ['more memory than the function has', 'const all = []; for (;;) all.push(new Array(100000).fill({}));', 'Runtime.ExitError', 'Runtime exited with error: signal: killed'],
  ];

  it.each(cases)('by %s fails the request and the environment', async (_title, body, errorType, errorMessage) => {
    const { lambda } = workbench.lambda(`exports.handler = async (event) => { if (event.crash) { ${body} } return 'ok'; };`, { model: { memoryMegabytes: 128 } });
    const { finished } = await lambda.invoke({ crash: true });
    expect((await finished).error).toMatchObject({ errorType, errorMessage });
    expect(lambda.environments()).toHaveLength(0);
    expect(await call(lambda)).toBe('ok');
  });

  it('by an exception while the code loads fails the request with that exception', async () => {
    const { lambda } = workbench.lambda('throw new Error("no table");');
    const { body, finished } = await lambda.invoke({});
    await expect(readAll(body)).rejects.toMatchObject({ errorType: 'Error', errorMessage: 'no table' });
    expect((await finished).error).toBeDefined();
    expect(lambda.environments()).toHaveLength(0);
  });

  it.each([
    ['index.missing', 'Runtime.HandlerNotFound'],
    ['other.handler', 'Runtime.ImportModuleError'],
    ['index', 'Runtime.MalformedHandlerName'],
  ])('with handler %s is %s', async (handler, errorType) => {
    const { lambda } = workbench.lambda(waiting, { model: { handler } });
    expect((await (await lambda.invoke({})).finished).error).toMatchObject({ errorType });
  });

  it('by a missing dependency and by bad syntax have types of their own', async () => {
    const missing = workbench.lambda('require("no-such-package");').lambda;
    expect((await (await missing.invoke({})).finished).error).toMatchObject({ errorType: 'Runtime.ImportModuleError' });
    const broken = workbench.lambda('exports.handler = async () => {').lambda;
    expect((await (await broken.invoke({})).finished).error).toMatchObject({ errorType: 'Runtime.UserCodeSyntaxError' });
  });

  it('ordered from outside cuts a response in the middle', async () => {
    const { lambda } = workbench.lambda('exports.handler = awslambda.streamifyResponse(async (event, stream) => { stream.write("half"); await new Promise(() => undefined); });');
    const { requestId, body } = await lambda.invoke({});
    const iterator = body[Symbol.asyncIterator]();
    await iterator.next();
    const [environment] = lambda.environments();
    expect(environment).toMatchObject({ state: 'busy', requestId });
    await environment.kill();
    await expect(iterator.next()).rejects.toMatchObject({ errorType: 'Runtime.ExitError', errorMessage: 'Runtime exited with error: signal: killed' });
    expect(lambda.environments()).toHaveLength(0);
  });
});
