import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTampering, Tampering } from './support/tampering';
import { verify } from './support/verified';
import { verifyCommand } from '../../../cli/commands/verify';
import { UsageError } from '../../../cli/usage-error';
import { InferenceTarget, RoutingStrategy } from '../../../src';
import { startGateway, TestGateway } from '../../gateway/support/gateway';

const SONNET = 'us.anthropic.claude-sonnet-4-6';
const HAIKU = 'us.anthropic.claude-haiku-4-5-20251001-v1:0';
const APIS = ['Bedrock Converse', 'OpenAI chat completions', 'OpenAI responses', 'Anthropic messages'];

describe('verify', () => {
  let gateway: TestGateway;
  let folder: string;
  let plan: string;

  beforeAll(async () => {
    gateway = await startGateway({
      routes: {
        claude: { targets: [InferenceTarget.crossRegion(SONNET)] },
        sharded: {
          targets: ['north', 'south'].map((shard) => InferenceTarget.crossRegion(SONNET, { name: shard, shard })),
          strategy: RoutingStrategy.roundRobin(),
        },
        small: {
          targets: [InferenceTarget.crossRegion(HAIKU, { name: 'small', capacity: { requestsPerMinute: 2 } })],
          fallbacks: [{ targets: [InferenceTarget.crossRegion(HAIKU, { name: 'large', region: 'us-west-2' })] }],
        },
        vectors: { targets: [InferenceTarget.onDemand('amazon.titan-embed-text-v2:0')] },
      },
      tenants: { a: { quota: { requestsPerMinute: 1_000 } }, b: { quota: { requestsPerMinute: 4 }, routes: ['claude'] } },
      tokenCounting: true,
    });
    gateway.cloud.bedrock.setBehaviour({ timeToFirstTokenMs: 1, interTokenMs: 3 });
    const lambda = gateway.cloud.functions[0]!;
    folder = mkdtempSync(join(tmpdir(), 'verify-'));
    plan = join(lambda.model.codeDirectory!, 'plan.json');
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await gateway.close();
  });

  const keys = () => ({ INFERENCE_API_KEY: gateway.keyOf('a'), INFERENCE_OTHER_API_KEY: gateway.keyOf('b') });
  const usage = (...commandArguments: string[]) => verifyCommand(commandArguments, () => undefined, { environment: {}, directory: folder });

  test('finds nothing wrong with the real thing, and shows all five patterns', async () => {
    const verified = await verify(gateway.url, keys(), '--plan', plan);
    expect(verified.of('failed')).toEqual({});
    expect(verified.code).toBe(0);
    expect(Object.keys(verified.of('passed', 'callers'))).toHaveLength(2 * APIS.length);
    expect(Object.keys(verified.of('passed', 'errors'))).toHaveLength(2 * APIS.length);
    expect(Object.keys(verified.of('passed', 'answers'))).toEqual([...APIS.map((api) => `${api}: claude`), 'OpenAI chat completions: sharded', 'OpenAI chat completions: small']);
    expect(Object.keys(verified.of('passed', 'streams'))).toEqual(APIS.map((api) => `${api}: claude`));
    expect(Object.keys(verified.of('passed', 'counting'))).toHaveLength(2);
    expect(verified.of('passed', 'embeddings')).toEqual({ 'OpenAI embeddings: vectors': expect.stringContaining('2 vectors of 1024') });
    expect(verified.of('passed', 'patterns')).toEqual({
      '1 cross-Region inference: claude': expect.stringContaining(`${SONNET}@us-east-1 6`),
      '2 account sharding: sharded': expect.stringMatching(/^(north|south) \d+, (north|south) \d+$/),
      '3 fallback: small': expect.stringMatching(/large [3-5]/),
      '4 load balancing: sharded': expect.stringMatching(/^(north|south) \d+, (north|south) \d+$/),
      '5 quota isolation: claude': '3 requests of this tenant: its use rose by 3, that of the other by 0',
    });
    expect(verified.of('notChecked')).toMatchObject({
      'TLS': 'the endpoint is http:// on this machine',
      'the Region that served behind a cross-Region profile': expect.stringContaining('CloudTrail'),
    });
    expect(gateway.cloud.authorizer.denials).toEqual([]);
  });

  test('says beforehand what models will be asked, and asks no more', async () => {
    const dry: string[] = [];
    gateway.cloud.bedrock.reset();
    gateway.cloud.bedrock.setBehaviour({ timeToFirstTokenMs: 1, interTokenMs: 3 });
    const tools = { environment: keys(), directory: folder, note: () => undefined };
    expect(await verifyCommand(['--endpoint', gateway.url, '--plan', plan, '--dry-run', '--json'], (line) => dry.push(line), tools)).toBe(0);
    expect(gateway.cloud.bedrock.attempts).toEqual([]);
    const { modelCalls } = JSON.parse(dry.join('\n')) as { modelCalls: number };

    const questions: string[] = [];
    const refusing = { ...tools, confirm: (question: string) => { questions.push(question); return Promise.resolve(false); } };
    expect(await verifyCommand(['--endpoint', gateway.url, '--plan', plan], () => undefined, refusing)).toBe(0);
    expect(questions).toEqual(['Go on?']);
    expect(gateway.cloud.bedrock.attempts).toEqual([]);

    await verify(gateway.url, keys(), '--plan', plan);
    expect(gateway.cloud.bedrock.records.length).toBeGreaterThan(30);
    expect(gateway.cloud.bedrock.records.length).toBeLessThanOrEqual(modelCalls);
  });

  test('uses up a small quota when told to, and sees the refusal and the other tenant unharmed', async () => {
    const { keyOf } = gateway;
    const environment = { INFERENCE_API_KEY: keyOf('b'), INFERENCE_OTHER_API_KEY: keyOf('a') };
    const limited = await verify(gateway.url, environment, '--route', 'claude', '--limit-test');
    expect(Object.values(limited.of('passed', 'limits'))).toEqual([expect.stringMatching(/^[0-4] served, \d refused; the other tenant: 200$/)]);
    // The quota is too small for all the checks: it would have waited, and nobody waits here.
    expect(limited.notes.join('\n')).toMatch(/refused with 429: waiting \d+ s, as the gateway asks/);
    const unlimited = await verify(gateway.url, keys(), '--route', 'claude', '--limit-test');
    expect(Object.values(unlimited.of('notChecked', 'limits'))).toEqual([expect.stringMatching(
      /^\d+ requests are left .* at most 40 are sent: raise --most-requests/,
    )]);
  });

  test('takes the plan of the directory where the app was deployed from, and says what it misses without one', async () => {
    const verified = await verify(gateway.url, keys(), '--route', 'claude');
    expect(verified.of('notChecked', 'patterns')).toMatchObject({ '3 fallback': expect.stringContaining('--app') });
    expect(verified.code).toBe(0);
  });

  describe('behind somebody who', () => {
    const json = (body: Buffer, change: (value: Record<string, unknown>) => unknown) =>
      Buffer.from(JSON.stringify(change(JSON.parse(body.toString()) as Record<string, unknown>)));
    const everyApi = (detail: unknown) => Object.fromEntries(APIS.map((api) => [`${api}: claude`, detail]));
    const everyRefusal = (titles: readonly string[], detail: unknown) =>
      Object.fromEntries(APIS.flatMap((api) => titles.map((title) => [`${api}: ${title}`, detail])));

    const cases: readonly (readonly [string, Tampering, (key: string) => Record<string, unknown>])[] = [
      ['holds streams back until they are complete', { streams: true, answer: () => ({}) },
        () => everyApi(expect.stringMatching(/all of the answer came at its end, 3 times/))],
      ['cuts the end off streams', { streams: true, answer: ({ body, streamed }) => (streamed ? { body: body.subarray(0, -60) } : {}) },
        () => everyApi(expect.stringMatching(/the stream does not end with/))],
      ['lets a wrong key pass', { request: (headers) => ({ ...headers, 'authorization': `Bearer ${gateway.keyOf('a')}`, 'x-api-key': gateway.keyOf('a') }) },
        () => everyRefusal(['no key', 'a wrong key'], 'status 200 in the place of 401')],
      ['words errors in a way of its own', { answer: ({ body, status }) => (status >= 400 ? { body: json(body, () => ({ oops: true })) } : {}) },
        () => ({
          ...everyRefusal(['no key', 'a wrong key', 'an unknown model', 'a body that is no JSON'], 'the error is not in the shape of this API'),
          'a model that is not listed is not found': 'the error is not in the shape of this API',
        })],
      ['forgets what was used', { answer: ({ body }) => ({ body: json(body, ({ usage: _, ...rest }) => rest) }) },
        () => everyApi('usage is missing')],
      ['strips headers', { answer: ({ headers: { 'x-inference-target': _, ...headers }, status }) => (status === 200 ? { headers } : {}) },
        () => everyApi('x-inference-target is missing')],
      ['sends back the key that it was sent', { answer: ({ headers, status }) => (status === 200 ? { headers: { ...headers, 'x-inference-target': gateway.keyOf('a') } } : {}) },
        () => ({})],
      ['has moved', { answer: () => ({ status: 302, headers: { location: 'http://127.0.0.1:1/' } }) },
        () => ({ 'GET /health answers without a key': 'status 302 in the place of 200', 'the key is accepted and lists its models': 'status 302 in the place of 200' })],
    ];

    test.each(cases)('%s: each failure has its name, and nothing else fails', async (_, tampering, expected) => {
      const { close, url } = await startTampering(gateway.url, tampering);
      try {
        const verified = await verify(url, { INFERENCE_API_KEY: gateway.keyOf('a') }, '--route', 'claude');
        expect(verified.of('failed')).toEqual(expected(gateway.keyOf('a')));
        expect(verified.code).toBe(Object.keys(verified.of('failed')).length > 0 ? 1 : 0);
        expect([verified.printed, ...verified.notes].join('\n')).not.toContain(gateway.keyOf('a'));
      } finally {
        await close();
      }
    });

    test('does not answer: it is said, and nothing else is tried', async () => {
      const { close, url } = await startTampering(gateway.url, {});
      await close();
      const verified = await verify(url, keys());
      expect(verified.of('failed')).toEqual({
        'GET /health answers without a key': 'no answer: ECONNREFUSED', 'the key is accepted and lists its models': 'no answer: ECONNREFUSED',
      });
      expect(verified.code).toBe(1);
    });
  });

  test.each([
    [[], /--key is missing, and so is INFERENCE_API_KEY/],
    [['--key', 'cri_x'], /--endpoint is missing/],
    [['--key', 'cri_x', '--endpoint', 'gateway'], /must be the URL in the output EndpointUrl of the stack, received "gateway"/],
    [['--key', 'cri_x', '--endpoint', 'http://example.com/prod'], /nothing is sent in clear.*received http:\/\/example\.com/],
    [['--key', 'cri_x', '--endpoint', 'https://user:word@example.com/'], /without a user/],
    [['--key', 'one two', '--endpoint', 'https://example.com/'], /one word of visible ASCII/],
    [['--key', 'cri_x', '--other-key', 'cri_x', '--endpoint', 'https://example.com/'], /of another tenant/],
    [['--key', 'cri_x', '--endpoint', 'http://localhost:1', '--timeout', '0'], /--timeout must be a whole number above 0, received "0"/],
    [['--key', 'cri_x', '--endpoint', 'http://localhost:1', '--app', 'nowhere'], /nowhere/],
    [['--frobnicate'], /frobnicate/],
  ])('%j is wrong', async (commandArguments, message) => {
    const failure: unknown = await usage(...commandArguments).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UsageError);
    expect((failure as UsageError).message).toMatch(message);
    expect((failure as UsageError).message).not.toContain('cri_x');
  });

  test('a route that the key may not use is named with those that it may', async () => {
    await expect(verify(gateway.url, keys(), '--route', 'clod')).rejects.toThrow('--route: "clod" is none that the key may use: claude, sharded, small, vectors');
  });

  test('a directory without an app is left alone', async () => {
    const notes: string[] = [];
    writeFileSync(join(folder, 'cdk.out'), 'no directory');
    await verifyCommand(['--endpoint', gateway.url, '--dry-run'], () => undefined, { environment: keys(), directory: folder, note: (line) => notes.push(line) });
    expect(notes.join()).toMatch(/cdk\.out is left alone/);
  });
});
