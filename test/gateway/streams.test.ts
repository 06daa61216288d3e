import { Duration } from 'aws-cdk-lib';
import OpenAI from 'openai';
import { InferenceTarget, MidStreamPolicy, RouteProps } from '../../src';
import { startGateway, TestGateway } from './support/gateway';

const SONNET = 'us.anthropic.claude-sonnet-4-6';
const PREFILLABLE = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0';

const BREAKS = [
  ['is cut', { kind: 'cut', afterEvents: 8 }],
  ['stalls', { kind: 'stall', afterEvents: 8, ms: 60_000 }],
  ['ends without its terminal events', { kind: 'end', afterEvents: 8 }],
  ['has a malformed frame', { kind: 'malformedFrame', afterEvents: 8 }],
  ['carries an exception', { kind: 'streamException', afterEvents: 8, name: 'InternalServerException' }],
] as const;

/** With targets of its own: what breaks on one route must not keep another from its first target. */
const route = (name: string, more: Partial<RouteProps>): RouteProps => ({
  targets: [InferenceTarget.crossRegion(SONNET, { name: `${name}-first` })],
  fallbacks: [{ targets: [InferenceTarget.crossRegion(SONNET, { name: `${name}-second`, region: 'us-west-2' })] }],
  firstTokenTimeout: Duration.millis(400),
  idleTimeout: Duration.millis(400),
  ...more,
});

describe('streams that go wrong, seen by the official OpenAI client', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startGateway({
      routes: {
        'fail-clean': route('fail-clean', {}),
        'long': route('long', { contextWindowFallbacks: [{ targets: [InferenceTarget.crossRegion(PREFILLABLE, { name: 'large', contextWindow: 2_000_000 })] }] }),
        ...Object.fromEntries(BREAKS.flatMap(([, { kind }]) => [
          [`fail-clean-${kind}`, route(`fail-clean-${kind}`, {})],
          [`resume-${kind}`, route(`resume-${kind}`, { midStream: MidStreamPolicy.resume() })],
          [`buffer-${kind}`, route(`buffer-${kind}`, { midStream: MidStreamPolicy.buffer() })],
          [`prefill-${kind}`, route(`prefill-${kind}`, {
            midStream: MidStreamPolicy.resume(), fallbacks: [{ targets: [InferenceTarget.crossRegion(PREFILLABLE)] }],
          })],
        ])),
      },
      tenants: { a: {} },
    });
  });
  afterEach(() => gateway.cloud.bedrock.reset());
  afterAll(() => gateway.close());

  async function read(model: string) {
    const stream = await gateway.openai('a').chat.completions.create({
      model, max_tokens: 64, stream: true, messages: [{ role: 'user', content: 'Why do rivers bend?' }],
    });
    let text = '';
    let finish: string | null | undefined;
    let error: unknown;
    try {
      for await (const chunk of stream) {
        text += chunk.choices[0]?.delta.content ?? '';
        finish = chunk.choices[0]?.finish_reason ?? finish;
      }
    } catch (caught) {
      error = caught;
    }
    await gateway.idle();
    return { text, finish, error };
  }

  test('a request that is too long for the model goes to one with a larger window', async () => {
    const fault = { kind: 'error', name: 'ValidationException', message: 'Input is too long for requested model.' } as const;
    gateway.cloud.bedrock.addFault({ match: { model: SONNET }, fault });
    expect(await read('long')).toMatchObject({ finish: 'stop', error: undefined });
    expect(gateway.logged('decision').at(-1)).toMatchObject({ target: 'large', attempts: [{ outcome: 'contextExceeded' }, { outcome: 'answered' }] });
    expect(gateway.cloud.authorizer.denials).toEqual([]);
  });

  test('a silent primary is left after the first-token limit', async () => {
    const canonical = await read('fail-clean');
    gateway.cloud.bedrock.addFault({ match: { model: SONNET, region: 'us-east-1' }, fault: { kind: 'outage', mode: 'silence' } });
    expect(await read('fail-clean')).toEqual(canonical);
    expect(gateway.logged('decision').at(-1)).toMatchObject({ tier: 1, attempts: [{ outcome: 'silent' }, { outcome: 'answered' }] });
    expect(gateway.cloud.bedrock.attempts.map(({ outcome }) => outcome)).toContain('cancelled');
  });

  test.each(BREAKS)('one that %s after content ends in an error, is resumed or is replaced, as the route says', async (_, fault) => {
    const canonical = await read('fail-clean');
    expect(canonical).toMatchObject({ finish: 'stop', error: undefined });
    gateway.cloud.bedrock.addFault({ match: { model: SONNET, region: 'us-east-1' }, fault });

    const failed = await read(`fail-clean-${fault.kind}`);
    expect(failed.error).toBeInstanceOf(OpenAI.APIError);
    expect(failed.finish ?? null).toBeNull();
    expect(canonical.text.startsWith(failed.text)).toBe(true);
    expect(failed.text).not.toBe('');

    expect(await read(`resume-${fault.kind}`)).toEqual(canonical);
    expect(gateway.logged('decision').at(-1)).toMatchObject({ outcome: 'success', tier: 1 });
    expect(await read(`buffer-${fault.kind}`)).toEqual(canonical);
    expect(gateway.logged('decision').at(-1)).toMatchObject({ outcome: 'success', tier: 1 });

    const continued = await read(`prefill-${fault.kind}`);
    expect(continued).toMatchObject({ finish: 'stop', error: undefined });
    expect(continued.text.startsWith(failed.text)).toBe(true);
    expect(JSON.stringify(gateway.cloud.bedrock.records.at(-1)?.input.inputBodyJson)).toContain('"role":"assistant"');
  });
});
