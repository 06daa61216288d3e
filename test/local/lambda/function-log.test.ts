import { call, createWorkbench } from './support/functions';
import { createVirtualClock } from './support/virtual-clock';

const workbench = createWorkbench();
afterAll(() => workbench.clear());

const chatty = `exports.handler = async (event, context) => {
  console.log('hello %s', 'Ada');
  console.error('oh');
  process.stdout.write('raw line\\nhalf ');
  process.stdout.write('line\\n');
  return context.awsRequestId;
};`;

describe('the log stream of an environment', () => {
  it('holds START, the output in its order, END and REPORT', async () => {
    const { lambda, sinks } = workbench.lambda(chatty);
    const requestId = await call(lambda);
    const [{ logStream }] = lambda.environments();
    const messages = sinks.lines({ logGroup: '/aws/lambda/gateway', logStream }).map(({ message }) => message.replace(/^[\d-]+T[\d:.]+Z/, 'TIME'));
    expect(messages.slice(0, -1)).toEqual([
      `START RequestId: ${requestId} Version: $LATEST`,
      `TIME\t${requestId}\tINFO\thello Ada`,
      `TIME\t${requestId}\tERROR\toh`,
      'raw line',
      'half line',
      `END RequestId: ${requestId}`,
    ]);
    expect(messages.at(-1)).toMatch(new RegExp(`^REPORT RequestId: ${requestId}\tDuration: [\\d.]+ ms\tBilled Duration: \\d+ ms\tMemory Size: 256 MB\tMax Memory Used: \\d+ MB\tInit Duration: [\\d.]+ ms$`));
  });

  it('is named after the day and the environment', async () => {
    const { lambda } = workbench.lambda(chatty, { clock: createVirtualClock(Date.UTC(2026, 10, 20)) });
    await call(lambda);
    expect(lambda.environments()[0].logStream).toMatch(/^2026\/11\/20\/\[\$LATEST\][0-9a-f]{32}$/);
  });

  it('reports the initialisation only once', async () => {
    const { lambda, sinks } = workbench.lambda(chatty);
    await call(lambda);
    await call(lambda);
    expect(sinks.lines({ containing: 'REPORT' }).map(({ message }) => message.includes('Init Duration'))).toEqual([true, false]);
  });

  it('holds JSON when the function asks for it', async () => {
    const { lambda, sinks } = workbench.lambda(chatty, { model: { logFormat: 'JSON' } });
    const requestId = await call(lambda);
    expect(JSON.parse(sinks.lines({ containing: 'hello Ada' })[0].message)).toMatchObject({ level: 'INFO', requestId, message: 'hello Ada' });
    expect(sinks.lines({ containing: 'platform.' }).map(({ message }) => JSON.parse(message).type)).toEqual(['platform.start', 'platform.runtimeDone', 'platform.report']);
  });

  it('keeps what a crashing handler said last', async () => {
    const { lambda, sinks } = workbench.lambda('exports.handler = async () => { process.stdout.write("last words"); process.exit(1); };');
    await (await lambda.invoke({})).finished;
    const messages = sinks.lines().map(({ message }) => message);
    expect(messages).toContain('last words');
    expect(messages).toContainEqual(expect.stringMatching(/^RequestId: \S+ Error: Runtime exited with error: exit status 1\nRuntime\.ExitError$/));
  });
});

describe('the metrics of a function', () => {
  it('count invocations and errors and time them', async () => {
    const { lambda, sinks } = workbench.lambda('exports.handler = async (event) => { if (event.fail) throw new Error("x"); return 1; };');
    await call(lambda);
    await (await lambda.invoke({ fail: true })).finished;
    const dimensions = { FunctionName: 'gateway' };
    expect(sinks.sum({ namespace: 'AWS/Lambda', name: 'Invocations', dimensions })).toBe(2);
    expect(sinks.sum({ namespace: 'AWS/Lambda', name: 'Errors', dimensions })).toBe(1);
    expect(sinks.metrics({ namespace: 'AWS/Lambda', name: 'Duration', dimensions })).toHaveLength(2);
  });

  it('include those that it embeds in its log', async () => {
    const document = { _aws: { Timestamp: 5, CloudWatchMetrics: [{ Namespace: 'App', Dimensions: [['route']], Metrics: [{ Name: 'Tokens', Unit: 'Count' }] }] }, route: 'sonnet', Tokens: 42 };
    const { lambda, sinks } = workbench.lambda(`exports.handler = async () => { process.stdout.write(${JSON.stringify(JSON.stringify(document))} + '\\n'); };`);
    await call(lambda);
    expect(sinks.metrics({ namespace: 'App' })).toEqual([{ timestamp: 5, namespace: 'App', name: 'Tokens', unit: 'Count', dimensions: { route: 'sonnet' }, value: 42 }]);
  });
});
