import { createHash } from 'node:crypto';
import { INVOCATION_LOG_GROUP } from '../../local/bedrock';
import { InferenceTarget } from '../../src';
import { chat, converse, post, startGateway, TestGateway } from './support/gateway';

const CANARY = 'canary-7f3a9c51';

describe('what the gateway writes', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startGateway({
      routes: { 'claude-sonnet': { targets: [InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-6')], maxAttempts: 1 } },
      tenants: { a: { quota: { requestsPerMinute: 1000 } } },
    });
  });
  afterAll(() => gateway.close());

  test('never holds a prompt, an answer, a key or its hash, however a request ends', async () => {
    const messages = [{ role: 'user', content: CANARY }];
    const bedrockMessages = [{ role: 'user', content: [{ text: CANARY }] }];
    const ask = async (path: string, request: RequestInit) => (await gateway.fetch(path, { ...request, tenant: 'a' })).text();
    const answers = [
      await ask('/v1/chat/completions', post(chat('claude-sonnet', { messages }))),
      await ask('/v1/chat/completions', post(chat('claude-sonnet', { messages, stream: true }))),
      await ask('/v1/responses', post({ model: 'claude-sonnet', instructions: CANARY, input: CANARY, max_output_tokens: 64 })),
      await ask('/v1/responses', post({ model: 'claude-sonnet', input: messages, max_output_tokens: 64, stream: true })),
      await ask('/v1/responses', post({ model: 'claude-sonnet', input: messages, text: { [CANARY]: 1 } })),
      await ask('/model/claude-sonnet/converse', post(converse({ messages: bedrockMessages, [CANARY]: CANARY }))),
      await ask('/v1/chat/completions', post(chat(CANARY, { messages }))),
      await ask('/v1/chat/completions', post(chat('claude-sonnet', { messages, [CANARY]: 1 }))),
      await ask('/model/claude-sonnet/converse', { method: 'POST', headers: { 'content-type': 'application/json', [CANARY]: CANARY }, body: `{"messages": ${CANARY}` }),
    ];
    for (const fault of [
      { kind: 'error', name: 'ValidationException', message: `bad: ${CANARY}` },
      { kind: 'error', name: 'ThrottlingException', message: CANARY },
      { kind: 'outage', mode: 'reset' },
      { kind: 'cut', afterEvents: 2 },
    ] as const) {
      gateway.cloud.bedrock.setFaults([{ match: {}, fault }]);
      answers.push(await ask('/v1/chat/completions', post(chat('claude-sonnet', { messages, stream: true }))));
    }
    await gateway.idle();

    const written = [
      ...gateway.cloud.sinks.lines().filter(({ logGroup }) => logGroup !== INVOCATION_LOG_GROUP).map(({ message }) => message),
      ...gateway.cloud.sinks.metrics().map((datum) => JSON.stringify(datum)),
    ];
    expect(gateway.logged('decision').length).toBeGreaterThanOrEqual(6);
    const key = gateway.keyOf('a');
    const [, answered = ''] = /"content":"([^"]{10,})"/.exec(answers[0] ?? '') ?? [];
    expect(answered).not.toBe('');
    const secrets = [CANARY, key, key.slice(4, 20), createHash('sha256').update(key).digest('hex'), answered.slice(0, 20)];
    for (const secret of secrets) expect(written.filter((line) => line.includes(secret))).toEqual([]);
  });
});
