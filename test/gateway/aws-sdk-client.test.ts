import { BedrockRuntimeClient, ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { InferenceTarget } from '../../src';
import { startGateway, TestGateway } from './support/gateway';

const SONNET = 'us.anthropic.claude-sonnet-4-6';
const HAIKU = 'us.anthropic.claude-haiku-4-5-20251001-v1:0';
const MESSAGES = [{ role: 'user' as const, content: [{ text: 'Why do rivers bend?' }] }];

describe('the AWS SDK with an endpoint and a bearer key', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startGateway({
      routes: { 'claude-sonnet': { targets: [InferenceTarget.crossRegion(SONNET)], fallbacks: [{ targets: [InferenceTarget.crossRegion(HAIKU)] }] } },
      tenants: { a: {}, limited: { quota: { requestsPerMinute: 1 } } },
    });
  });
  afterEach(() => gateway.cloud.bedrock.reset());
  afterAll(() => gateway.close());

  const clients = (): readonly (readonly [string, BedrockRuntimeClient])[] => [
    ['its default handler (HTTP/2)', gateway.awsSdk('a')],
    ['an HTTP/1.1 handler', new BedrockRuntimeClient({
      endpoint: gateway.url,
      region: 'us-east-1',
      token: { token: gateway.keyOf('a') },
      authSchemePreference: ['httpBearerAuth'],
      maxAttempts: 1,
      requestHandler: new NodeHttpHandler(),
    })],
  ];

  test.each([0, 1])('converses and streams the same answer, with each of its handlers (%i)', async (index) => {
    const [, client] = clients()[index]!;
    const whole = await client.send(new ConverseCommand({ modelId: 'claude-sonnet', messages: MESSAGES, inferenceConfig: { maxTokens: 64 } }));
    expect(whole.stopReason).toBe('end_turn');

    const { stream } = await client.send(new ConverseStreamCommand({ modelId: 'claude-sonnet', messages: MESSAGES, inferenceConfig: { maxTokens: 64 } }));
    let text = '';
    let stopReason: string | undefined;
    let outputTokens: number | undefined;
    for await (const event of stream!) {
      text += event.contentBlockDelta?.delta?.text ?? '';
      stopReason = event.messageStop?.stopReason ?? stopReason;
      outputTokens = event.metadata?.usage?.outputTokens ?? outputTokens;
    }
    expect(text).toBe(whole.output?.message?.content?.[0]?.text);
    expect(stopReason).toBe('end_turn');
    expect(outputTokens).toBe(whole.usage?.outputTokens);
    client.destroy();
  });

  test('finds the gateway by the two standard environment variables', async () => {
    const before = { ...process.env };
    process.env.AWS_ENDPOINT_URL_BEDROCK_RUNTIME = gateway.url;
    process.env.AWS_BEARER_TOKEN_BEDROCK = gateway.keyOf('a');
    try {
      const client = new BedrockRuntimeClient({ region: 'us-east-1' });
      const { output } = await client.send(new ConverseCommand({ modelId: 'claude-sonnet', messages: MESSAGES }));
      expect(output?.message?.role).toBe('assistant');
      client.destroy();
    } finally {
      process.env = before;
    }
  });

  test('throws the exceptions of Bedrock', async () => {
    const client = gateway.awsSdk('a');
    const send = (modelId: string, text: string) => client.send(new ConverseCommand({ modelId, messages: [{ role: 'user', content: [{ text }] }] }));
    await expect(send('no-such-route', 'hello')).rejects.toMatchObject({ name: 'ResourceNotFoundException', $metadata: { httpStatusCode: 404 } });
    await expect(send('claude-sonnet', ' ')).rejects.toMatchObject({ name: 'ValidationException', $metadata: { httpStatusCode: 400 } });

    const limited = gateway.awsSdk('limited');
    const ask = () => limited.send(new ConverseCommand({ modelId: 'claude-sonnet', messages: MESSAGES }));
    await ask();
    await expect(ask()).rejects.toMatchObject({ name: 'ThrottlingException', $metadata: { httpStatusCode: 429 } });
  });

  test('gets an exception inside the stream, and no end, when it breaks off after content', async () => {
    gateway.cloud.bedrock.addFault({ match: { model: SONNET }, fault: { kind: 'streamException', afterEvents: 3, name: 'ThrottlingException' } });
    const { stream } = await gateway.awsSdk('a').send(new ConverseStreamCommand({ modelId: 'claude-sonnet', messages: MESSAGES }));
    const types: string[] = [];
    await expect((async () => {
      for await (const event of stream!) types.push(...Object.keys(event));
    })()).rejects.toMatchObject({ name: 'ThrottlingException' });
    expect(types).toContain('contentBlockDelta');
    expect(types).not.toContain('messageStop');
  });

  test('does not notice an exception that comes before any content', async () => {
    gateway.cloud.bedrock.addFault({ match: { model: SONNET }, fault: { kind: 'streamException', afterEvents: 0, name: 'ServiceUnavailableException' } });
    const { stream } = await gateway.awsSdk('a').send(new ConverseStreamCommand({ modelId: 'claude-sonnet', messages: MESSAGES }));
    const types: string[] = [];
    for await (const event of stream!) types.push(...Object.keys(event));
    expect(types.filter((type) => type === 'messageStart')).toHaveLength(1);
    expect(types.at(-1)).toBe('metadata');
    await gateway.idle();
    expect(gateway.logged('decision').at(-1)).toMatchObject({ outcome: 'success', tier: 1, target: `${HAIKU}@us-east-1` });
  });
});
