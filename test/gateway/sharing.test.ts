import { Duration } from 'aws-cdk-lib';
import { InferenceTarget, Priority } from '../../src';
import { chat, post, startGateway, TestGateway } from './support/gateway';

const CAPACITY = 20;
const GUARANTEED = 5;
/** Of anybody who has asked for nothing in particular. */
const SHARED = CAPACITY - GUARANTEED;

describe('a flood on a capacity that tenants share', () => {
  let gateway: TestGateway;
  let flood: readonly Response[];

  const ask = (tenant: string) => gateway.fetch('/v1/chat/completions', { ...post(chat('assistant')), tenant });
  const asks = (tenant: string, count: number) => Promise.all(Array.from({ length: count }, () => ask(tenant)));
  const statuses = (responses: readonly Response[]) => responses.map(({ status }) => status);
  const served = (responses: readonly Response[]) => responses.filter(({ status }) => status === 200).length;

  beforeAll(async () => {
    gateway = await startGateway({
      routes: { assistant: { targets: [InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-6', { capacity: { requestsPerMinute: CAPACITY } })] } },
      tenants: {
        flooding: {},
        calm: { share: { guaranteed: { requestsPerMinute: GUARANTEED } } },
        newcomer: {},
        batch: { share: { priority: Priority.BATCH, maxQueueTime: Duration.millis(700) } },
      },
    });
    flood = await asks('flooding', CAPACITY + GUARANTEED);
  });
  afterAll(() => gateway.close());

  test('gets its part and no more than what is shared, and the rest of it is told when to come back', () => {
    // Alone, half of what is shared; beyond it a little at a time.
    expect(served(flood)).toBeGreaterThanOrEqual(Math.floor(SHARED / 2));
    expect(served(flood)).toBeLessThan(SHARED);
    const refused = flood.filter(({ status }) => status !== 200);
    expect(new Set(statuses(refused))).toEqual(new Set([429]));
    for (const { headers } of refused) expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  });

  test('leaves room to one that has had nothing yet', async () => {
    expect(statuses([await ask('newcomer')])).toEqual([200]);
  });

  test('makes batch work wait, which is refused after its time with the time to come back', async () => {
    await asks('flooding', CAPACITY);
    const responses = await asks('batch', CAPACITY);
    const refused = responses.filter(({ status }) => status !== 200);
    expect(refused.length).toBeGreaterThan(0);
    for (const { status, headers } of refused) {
      expect(status).toBe(429);
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    }
  });

  test('takes nothing of a guarantee, all of which is served at once', async () => {
    const [calm] = await Promise.all([asks('calm', GUARANTEED), asks('flooding', CAPACITY)]);
    expect(statuses(calm!)).toEqual(Array(GUARANTEED).fill(200));
  });

  test('was never more, all together, than the capacity', async () => {
    await gateway.idle();
    const answered = gateway.logged('decision').filter(({ outcome }) => outcome === 'success');
    expect(answered.length).toBeLessThanOrEqual(CAPACITY);
    expect(answered.length).toBeGreaterThan(CAPACITY / 2);
  });
});
