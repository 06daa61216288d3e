import { call, createWorkbench, readAll } from './support/functions';

const workbench = createWorkbench();
afterAll(() => workbench.clear());

describe('a handler that returns its response', () => {
  it('receives the event and its result comes back as JSON', async () => {
    const { lambda } = workbench.lambda('exports.handler = async (event) => ({ echoed: event.name });');
    expect(await call(lambda, { name: 'Ada' })).toEqual({ echoed: 'Ada' });
  });

  it('yields null when it returns nothing', async () => {
    const { lambda } = workbench.lambda('exports.handler = async () => {};');
    expect(await call(lambda)).toBeNull();
  });

  it('may use the callback of the older style', async () => {
    const { lambda } = workbench.lambda('exports.handler = (event, context, callback) => { setImmediate(() => callback(null, 7)); };');
    expect(await call(lambda)).toBe(7);
  });

  it('may be an ES module', async () => {
    const { lambda } = workbench.lambda('', { model: { handler: 'app.run' }, files: { 'app.mjs': 'export const run = async () => "module";' } });
    expect(await call(lambda)).toBe('module');
  });

  it('is an ES module in .js when the package says so', async () => {
    const { lambda } = workbench.lambda('export const handler = async () => "package";', { files: { 'package.json': '{"type":"module"}' } });
    expect(await call(lambda)).toBe('package');
  });

  it('runs when its code stands in the template', async () => {
    const { lambda } = workbench.lambda('', { model: { codeDirectory: undefined, inlineCode: 'exports.handler = async () => "inline";' } });
    expect(await call(lambda)).toBe('inline');
  });

  it('fails with the type and message of what it throws', async () => {
    const { lambda } = workbench.lambda('exports.handler = async () => { throw new RangeError("too far"); };');
    const { body, finished } = await lambda.invoke({});
    await expect(readAll(body)).rejects.toMatchObject({ errorType: 'RangeError', errorMessage: 'too far' });
    expect((await finished).error?.trace[0]).toBe('RangeError: too far');
  });

  it('fails when the response is over 6 MB', async () => {
    const { lambda } = workbench.lambda('exports.handler = async () => "x".repeat(6291556);');
    const { body } = await lambda.invoke({});
    await expect(readAll(body)).rejects.toMatchObject({ errorType: 'Function.ResponseSizeTooLarge' });
  });

  it('accepts an event of exactly the limit and refuses one byte more', async () => {
    const { lambda } = workbench.lambda('exports.handler = async (event) => event.length;');
    expect(await call(lambda, 'x'.repeat(6_291_554))).toBe(6_291_554);
    await expect(lambda.invoke('x'.repeat(6_291_555))).rejects.toMatchObject({ code: 'RequestTooLargeException', status: 413 });
  });
});

describe('the context argument', () => {
  it('describes the function and the request', async () => {
    const { lambda } = workbench.lambda('exports.handler = async (event, context) => ({ ...context, remaining: context.getRemainingTimeInMillis() });');
    const { requestId, body } = await lambda.invoke({});
    const context = JSON.parse((await readAll(body)).toString());
    expect(context).toMatchObject({
      awsRequestId: requestId,
      functionName: 'gateway',
      functionVersion: '$LATEST',
      invokedFunctionArn: 'arn:aws:lambda:us-east-1:111111111111:function:gateway',
      memoryLimitInMB: '256',
      logGroupName: '/aws/lambda/gateway',
      logStreamName: lambda.environments()[0].logStream,
    });
    expect(context.remaining).toBeGreaterThan(0);
    expect(context.remaining).toBeLessThanOrEqual(30_000);
  });
});

describe('process.env of a handler', () => {
  const source = 'exports.handler = async () => process.env;';

  it('holds exactly the template, the given endpoints and what Lambda reserves', async () => {
    const { lambda } = workbench.lambda(source, { environmentVariables: { AWS_ENDPOINT_URL_BEDROCK_RUNTIME: 'http://127.0.0.1:1' } });
    const variables = await call(lambda) as Record<string, string>;
    expect(Object.keys(variables).sort()).toEqual([
      'AWS_ACCESS_KEY_ID', 'AWS_CONFIG_FILE', 'AWS_DEFAULT_REGION', 'AWS_ENDPOINT_URL_BEDROCK_RUNTIME', 'AWS_EXECUTION_ENV',
      'AWS_LAMBDA_FUNCTION_MEMORY_SIZE', 'AWS_LAMBDA_FUNCTION_NAME', 'AWS_LAMBDA_FUNCTION_VERSION', 'AWS_LAMBDA_INITIALIZATION_TYPE',
      'AWS_LAMBDA_LOG_GROUP_NAME', 'AWS_LAMBDA_LOG_STREAM_NAME', 'AWS_REGION', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN',
      'AWS_SHARED_CREDENTIALS_FILE', 'LAMBDA_RUNTIME_DIR', 'LAMBDA_TASK_ROOT', 'LANG', 'TABLE', 'TZ', '_HANDLER', '_X_AMZN_TRACE_ID',
    ]);
    expect(variables).toMatchObject({
      TABLE: 'ledger',
      AWS_REGION: 'us-east-1',
      AWS_LAMBDA_FUNCTION_NAME: 'gateway',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
      AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE',
      AWS_SESSION_TOKEN: 'token',
      LAMBDA_TASK_ROOT: lambda.model.codeDirectory,
    });
  });

  it('holds nothing of the host', async () => {
    process.env.HOST_SECRET_FOR_TEST = 'host';
    try {
      const { lambda } = workbench.lambda(source);
      expect(await call(lambda)).not.toHaveProperty('HOST_SECRET_FOR_TEST');
    } finally {
      delete process.env.HOST_SECRET_FOR_TEST;
    }
  });
});

describe('code that cannot run here', () => {
  it('is refused for another runtime, by name', () => {
    expect(() => workbench.lambda('', { model: { runtime: 'python3.13' } })).toThrow('runtime python3.13; only nodejs');
  });

  it('is refused when there is no code directory', () => {
    expect(() => workbench.lambda('', { model: { codeDirectory: undefined } })).toThrow('Use Code.fromAsset with a directory');
  });
});
