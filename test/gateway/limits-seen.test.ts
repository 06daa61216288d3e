import { chat, post, startGateway, TestGateway } from './support/gateway';
import { InferenceTarget } from '../../src';

const MODEL = 'us.anthropic.claude-sonnet-4-6';

interface UsageBody {
  readonly object: string;
  readonly limits: readonly { readonly limited_by: string; readonly limit: number; readonly used: number; readonly remaining: number }[];
}

describe('what callers see of their limits', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startGateway({
      routes: { sonnet: { targets: [InferenceTarget.crossRegion(MODEL)] } },
      tenants: {
        team: { quota: { requestsPerMinute: 3, quotaTokensPerMinute: 100_000, usdPerDay: 5 } },
        other: { quota: { requestsPerMinute: 50 } },
        free: {},
      },
    });
  });
  afterAll(() => gateway.close());

  const ask = (tenant: string, stream = false) => gateway.fetch('/v1/chat/completions', { ...post({ ...chat('sonnet'), stream }), tenant });
  const usage = async (tenant: string) => await (await gateway.fetch('/v1/usage', { tenant })).json() as UsageBody;

  test('headers on an answer, on a stream and on a refusal, without a further call to the table', async () => {
    const { response } = await gateway.openai('team').chat.completions
      .create({ model: 'sonnet', messages: [{ role: 'user', content: 'hi' }] }).withResponse();
    expect(response.headers.get('x-ratelimit-limit-requests')).toBe('3');
    expect(response.headers.get('x-ratelimit-remaining-requests')).toBe('2');
    expect(response.headers.get('x-ratelimit-reset-requests')).toMatch(/^(1m\ds|5\ds)$/);
    expect(Number(response.headers.get('x-ratelimit-remaining-tokens'))).toBeLessThan(100_000);

    const streamed = await ask('team', true);
    expect(streamed.headers.get('x-ratelimit-remaining-requests')).toBe('1');
    await streamed.text();
    await (await ask('team')).text();
    const refused = await ask('team');
    expect(refused.status).toBe(429);
    expect(refused.headers.get('x-ratelimit-remaining-requests')).toBe('0');
    expect(refused.headers.get('retry-after')).not.toBeNull();
  });

  test('no headers for a tenant without limits', async () => {
    const { headers, status } = await ask('free');
    expect(status).toBe(200);
    expect([...headers.keys()].filter((name) => name.startsWith('x-ratelimit'))).toEqual([]);
  });

  test('usage of the current windows, of the caller\'s own tenant only', async () => {
    await gateway.idle();
    const team = await usage('team');
    expect(team.object).toBe('usage');
    expect(team.limits.map(({ limit, limited_by, used }) => [limited_by, limit, used])).toMatchObject([
      ['requestsPerMinute', 3, 3], ['quotaTokensPerMinute', 100_000, expect.any(Number)], ['usdPerDay', 5, expect.any(Number)],
    ]);
    const [, tokens, dollars] = team.limits;
    expect(tokens!.used).toBeGreaterThan(0);
    expect(dollars!.used).toBeGreaterThan(0);
    expect(dollars!.used).toBeLessThan(1);
    expect((await usage('other')).limits).toMatchObject([{ limited_by: 'requestsPerMinute', limit: 50, used: 0, remaining: 50 }]);
    expect((await usage('free')).limits).toEqual([]);
  });

  test('asking for it costs nothing, and needs a key and the right method', async () => {
    gateway.cloud.dynamodb.resetCounts();
    await usage('other');
    await usage('other');
    expect(gateway.cloud.dynamodb.counts().operations.UpdateItem ?? 0).toBe(0);
    expect((await gateway.fetch('/v1/usage', {})).status).toBe(401);
    expect((await gateway.fetch('/v1/usage', { ...post({}), tenant: 'other' })).status).toBe(405);
  });
});
