import { InvokeModelCommand, InvokeModelWithResponseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import { InferenceTarget } from '../../src';
import { startGateway, TestGateway } from './support/gateway';

const SONNET = 'us.anthropic.claude-sonnet-4-6';
const HAIKU = 'us.anthropic.claude-haiku-4-5-20251001-v1:0';
const NOVA = 'us.amazon.nova-lite-v1:0';
const CLAUDE_BODY = { anthropic_version: 'bedrock-2023-05-31', max_tokens: 64, messages: [{ role: 'user', content: 'Why do rivers bend?' }] };
const NOVA_BODY = { messages: [{ role: 'user', content: [{ text: 'Why do rivers bend?' }] }], inferenceConfig: { maxTokens: 64 } };

interface ClaudeChunk {
  readonly type: string;
  readonly delta?: { readonly text?: string };
}

describe('InvokeModel through the gateway, with the AWS SDK', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startGateway({
      routes: {
        claude: {
          targets: [InferenceTarget.crossRegion(SONNET)],
          fallbacks: [{ targets: [InferenceTarget.crossRegion(NOVA)] }, { targets: [InferenceTarget.crossRegion(HAIKU)] }],
        },
        nova: { targets: [InferenceTarget.crossRegion(NOVA)], maxTokensCeiling: 32, defaultMaxTokens: 16 },
        mixed: { targets: [InferenceTarget.crossRegion(HAIKU, { weight: 1 }), InferenceTarget.crossRegion(NOVA)] },
      },
      tenants: { a: {}, counted: { quota: { requestsPerMinute: 2, quotaTokensPerMinute: 50_000 } }, novaOnly: { routes: ['nova'] } },
    });
  });
  afterEach(() => gateway.cloud.bedrock.reset());
  afterAll(() => gateway.close());

  const invoke = async (tenant: string, modelId: string, body: object, more: object = {}) => {
    const answer = await gateway.awsSdk(tenant).send(new InvokeModelCommand({ modelId, body: JSON.stringify(body), contentType: 'application/json', ...more }));
    return { ...answer, json: JSON.parse(new TextDecoder().decode(answer.body)) as Record<string, unknown> };
  };
  const stream = async (tenant: string, modelId: string, body: object) => {
    const { body: chunks } = await gateway.awsSdk(tenant).send(new InvokeModelWithResponseStreamCommand({ modelId, body: JSON.stringify(body) }));
    const seen: ClaudeChunk[] = [];
    for await (const { chunk } of chunks!) seen.push(JSON.parse(new TextDecoder().decode(chunk!.bytes)) as ClaudeChunk);
    return seen;
  };

  test('gets the answer of Claude in its own words, in one piece and streamed', async () => {
    const { contentType, json } = await invoke('a', 'claude', CLAUDE_BODY);
    expect(contentType).toBe('application/json');
    expect(json).toMatchObject({ type: 'message', role: 'assistant', stop_reason: 'end_turn' });
    const chunks = await stream('a', 'claude', CLAUDE_BODY);
    expect(chunks[0]!.type).toBe('message_start');
    expect(chunks.at(-1)).toMatchObject({ 'type': 'message_stop', 'amazon-bedrock-invocationMetrics': { inputTokenCount: expect.any(Number) as number } });
    const [block] = json.content as { text: string }[];
    expect(chunks.map(({ delta }) => delta?.text ?? '').join('')).toBe(block!.text);
  });

  test('falls back among the models that understand the body, and to no other', async () => {
    gateway.cloud.bedrock.addFault({ match: { model: SONNET }, fault: { kind: 'error', status: 503, name: 'ServiceUnavailableException' } });
    expect((await invoke('a', 'claude', CLAUDE_BODY)).json).toMatchObject({ type: 'message', model: 'anthropic.claude-haiku-4-5-20251001-v1:0' });
    expect((await stream('a', 'claude', CLAUDE_BODY)).at(-1)!.type).toBe('message_stop');
  });

  test('serves a body of Nova, with its cap where the route has a lower one', async () => {
    const { json } = await invoke('a', 'nova', { ...NOVA_BODY, inferenceConfig: { maxTokens: 5_000 } });
    expect(json).toHaveProperty('stopReason');
    await gateway.idle();
    expect(gateway.logged('decision').at(-1)).toMatchObject({ route: 'nova', maxTokens: 32, outcome: 'success' });
  });

  test('finds the route by the id of a model, as a client names it that talked to Bedrock before', async () => {
    expect((await invoke('a', SONNET, CLAUDE_BODY)).json).toMatchObject({ type: 'message' });
    await gateway.idle();
    expect(gateway.logged('decision').at(-1)).toMatchObject({ route: 'claude' });
    expect((await invoke('novaOnly', NOVA, NOVA_BODY)).json).toHaveProperty('stopReason');
    await expect(invoke('novaOnly', SONNET, CLAUDE_BODY)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('is counted by what was used', async () => {
    await invoke('counted', 'claude', CLAUDE_BODY);
    await stream('counted', 'claude', CLAUDE_BODY);
    await gateway.idle();
    for (const decision of gateway.logged('decision').slice(-2)) {
      expect(decision).toMatchObject({ tenant: 'counted', usage: { inputTokens: expect.any(Number) as number, outputTokens: expect.any(Number) as number } });
      expect(decision.settledTokens).toBeGreaterThan(0);
      expect(decision.settledByEstimate).toBeUndefined();
    }
    await expect(invoke('counted', 'claude', CLAUDE_BODY)).rejects.toMatchObject({ name: 'ThrottlingException', $metadata: { httpStatusCode: 429 } });
  });

  test('tells Bedrock who asks, in the header that its log keeps', async () => {
    await invoke('a', 'claude', CLAUDE_BODY, { requestMetadata: undefined });
    expect(gateway.cloud.bedrock.records.at(-1)).toMatchObject({ requestMetadata: { 'inference-tenant': 'a' } });
  });

  test('throws the exceptions of Bedrock', async () => {
    await expect(invoke('a', 'claude', { ...CLAUDE_BODY, max_tokens: 0 })).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(invoke('a', 'mixed', CLAUDE_BODY)).rejects.toThrow('use Converse');
    await expect(invoke('a', 'claude', CLAUDE_BODY, { guardrailIdentifier: 'g', guardrailVersion: '1' })).rejects.toMatchObject({ name: 'ValidationException' });
    // What only Bedrock can judge is judged by Bedrock.
    await expect(invoke('a', 'claude', { ...CLAUDE_BODY, messages: [] })).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('gets an exception inside the stream, and no end, when it breaks off after content', async () => {
    gateway.cloud.bedrock.addFault({ match: { model: SONNET }, fault: { kind: 'streamException', afterEvents: 4, name: 'ThrottlingException' } });
    await expect(stream('a', 'claude', CLAUDE_BODY)).rejects.toMatchObject({ name: 'ThrottlingException' });
  });
});
