import { ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import { Duration } from 'aws-cdk-lib';
import { startGateway, TestGateway } from './support/gateway';
import { Hedging, InferenceTarget } from '../../src';

const SONNET = 'us.anthropic.claude-sonnet-4-6';
const NOVA = 'amazon.nova-pro-v1:0';
const CAPACITY = { capacity: { requestsPerMinute: 100 } };

describe('second targets, with real clients and the real bundle', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    const first = InferenceTarget.crossRegion(SONNET, { ...CAPACITY, name: 'first' });
    const second = InferenceTarget.crossRegion(SONNET, { ...CAPACITY, name: 'second', region: 'us-west-2' });
    const nova = InferenceTarget.onDemand(NOVA, { name: 'nova', contextWindow: 300_000 });
    gateway = await startGateway({
      routes: {
        slow: { targets: [first, second], hedging: Hedging.afterSlowest5Percent({ initialDelay: Duration.millis(150) }) },
        filtered: { targets: [first], contentFilterFallbacks: [{ targets: [nova] }] },
        small: { targets: [InferenceTarget.onDemand(NOVA, { name: 'small', contextWindow: 100 })], contextWindowFallbacks: [{ targets: [nova] }] },
      },
      tenants: { a: { quota: { requestsPerMinute: 1_000, quotaTokensPerMinute: 1_000_000 } } },
    });
  });
  afterEach(() => gateway.cloud.bedrock.reset());
  afterAll(() => gateway.close());

  const ask = async (route: string, text = 'Why do rivers bend?') => {
    const answer = await gateway.awsSdk('a').send(new ConverseCommand({
      modelId: route, messages: [{ role: 'user', content: [{ text }] }], inferenceConfig: { maxTokens: 40 },
    }));
    await gateway.idle();
    return answer;
  };
  const record = () => gateway.logged('decision').at(-1);

  test('a target that is slow is joined by another, which answers; the slow call is cancelled', async () => {
    // Whichever of the two comes first is the slow one.
    gateway.cloud.bedrock.addFault({ match: {}, fault: { kind: 'latency', ms: 20_000 }, count: 1 });
    const { stopReason } = await ask('slow');
    expect(stopReason).toBe('end_turn');
    expect(record()).toMatchObject({
      outcome: 'success', settledByEstimate: true, attempts: [{ outcome: 'hedgeLost' }, { outcome: 'answered', hedge: true }],
    });
    expect(gateway.cloud.bedrock.attempts.map(({ outcome }) => outcome).sort()).toEqual(['cancelled', 'success']);
    expect(gateway.cloud.authorizer.denials).toEqual([]);
  });

  test('an answer that is filtered whole comes from another model', async () => {
    gateway.cloud.bedrock.addFault({ match: { model: SONNET }, fault: { kind: 'contentFilter' } });
    const { stopReason } = await ask('filtered');
    expect(stopReason).toBe('end_turn');
    expect(record()).toMatchObject({ target: 'nova', tier: 1, attempts: [{ target: 'first', outcome: 'answerFiltered' }, { outcome: 'answered' }] });
    expect(gateway.cloud.authorizer.denials).toEqual([]);
  });

  test('a request that is surely too long goes straight to a larger window', async () => {
    await ask('small', 'river '.repeat(200));
    expect(record()).toMatchObject({ target: 'nova', attempts: [{ outcome: 'answered' }], candidates: [{ target: 'nova' }, { skipped: 'contextTooSmall' }] });
    expect(gateway.cloud.bedrock.attempts).toHaveLength(1);
  });
});
