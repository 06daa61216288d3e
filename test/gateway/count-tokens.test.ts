import { CountTokensCommand } from '@aws-sdk/client-bedrock-runtime';
import { InferenceTarget } from '../../src';
import { startGateway, TestGateway } from './support/gateway';

const HAIKU = 'us.anthropic.claude-haiku-4-5-20251001-v1:0';
const NOVA = 'us.amazon.nova-lite-v1:0';
const MESSAGES = [{ role: 'user' as const, content: 'Why do rivers bend?' }];
const CONVERSE = { messages: [{ role: 'user' as const, content: [{ text: 'Why do rivers bend?' }] }] };

describe('counting tokens', () => {
  let gateway: TestGateway;
  let without: TestGateway;

  beforeAll(async () => {
    const routes = { haiku: { targets: [InferenceTarget.crossRegion(HAIKU)] }, nova: { targets: [InferenceTarget.crossRegion(NOVA)] } };
    gateway = await startGateway({ routes, tenants: { a: { quota: { requestsPerMinute: 1 } }, b: { routes: ['nova'] } }, tokenCounting: true });
    without = await startGateway({ routes, tenants: { a: {} } });
  });
  afterEach(() => gateway.cloud.bedrock.reset());
  afterAll(async () => {
    await gateway.close();
    await without.close();
  });

  const count = (input: object, modelId = 'haiku', tenant = 'a') => gateway.awsSdk(tenant).send(new CountTokensCommand({ modelId, input: input as never }));

  test('gives the AWS SDK what Bedrock counts, of either kind of request', async () => {
    const { inputTokens } = await count({ converse: CONVERSE });
    expect(inputTokens).toBeGreaterThan(0);
    const body = new TextEncoder().encode(JSON.stringify({ anthropic_version: 'bedrock-2023-05-31', max_tokens: 1, messages: MESSAGES }));
    await expect(count({ invokeModel: { body } })).resolves.toMatchObject({ inputTokens: expect.any(Number) as number });
    const longer = await count({ converse: { ...CONVERSE, system: [{ text: 'Be brief. '.repeat(100) }] } });
    expect(longer.inputTokens).toBeGreaterThan(inputTokens! + 100);
    expect(gateway.cloud.authorizer.denials).toEqual([]);
  });

  test('gives the official Anthropic client what Claude would count, and others what Converse would', async () => {
    const counted = await gateway.anthropic('a').messages.countTokens({ model: 'haiku', messages: MESSAGES });
    expect(counted.input_tokens).toBeGreaterThan(0);
    const answer = await gateway.anthropic('a').messages.create({ model: 'haiku', max_tokens: 64, messages: MESSAGES });
    expect(answer.usage.input_tokens).toBe(counted.input_tokens);
    await expect(gateway.anthropic('a').messages.countTokens({ model: 'nova', messages: MESSAGES })).resolves.toMatchObject({ input_tokens: expect.any(Number) as number });
  });

  test('costs no quota', async () => {
    gateway.cloud.dynamodb.resetCounts();
    for (let round = 0; round < 3; round++) await count({ converse: CONVERSE });
    expect(gateway.ledgerWrites('a')).toBe(0);
  });

  test('is refused in the words of each API', async () => {
    await expect(count({ converse: CONVERSE }, 'haiku', 'b')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(count({ converse: { messages: [] } })).rejects.toMatchObject({ name: 'ValidationException' });
    const bad = await gateway.fetch('/model/haiku/count-tokens', { method: 'POST', body: '{"input":{}}', headers: { 'content-type': 'application/json' }, tenant: 'a' });
    expect([bad.status, await bad.json()]).toEqual([400, { message: 'input: expected exactly one of converse and invokeModel' }]);
    await expect(gateway.anthropic('b').messages.countTokens({ model: 'haiku', messages: MESSAGES })).rejects.toMatchObject({ status: 404 });
    await expect(gateway.anthropic('a').messages.countTokens({ model: 'haiku', messages: [] })).rejects.toMatchObject({ status: 400 });
  });

  test('is off where the operator has not switched it on', async () => {
    await expect(without.anthropic('a').messages.countTokens({ model: 'haiku', messages: MESSAGES })).rejects.toMatchObject({
      status: 404, message: expect.stringContaining('tokenCounting') as string,
    });
  });
});
