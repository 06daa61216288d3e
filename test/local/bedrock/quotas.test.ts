import { awsRequest, callJson, callStream, createWorld, errorOf, GLOBAL_SONNET, HAIKU_3, NOVA, US_SONNET, userSays } from './support';

const REQUESTS = 'Too many requests, please wait before trying again.';
const TOKENS = 'Too many tokens, please wait before trying again.';
const DAILY = 'Too many tokens per day, please wait before trying again.';

describe('quotas as callers meet them', () => {
  test.each([
    ['requests', { requestsPerMinute: 0 }, REQUESTS], ['tokens', { tokensPerMinute: 100 }, TOKENS], ['tokens of the day', { tokensPerDay: 100 }, DAILY],
  ])('too many %s answer 429 with their own message and without Retry-After', async (_what, limits, message) => {
    const { bedrock, sinks } = createWorld();
    bedrock.setQuota({ model: NOVA }, limits);
    const error = await errorOf(bedrock.handle(awsRequest(NOVA)));
    expect(error).toMatchObject({ code: 'ThrottlingException', status: 429, message });
    expect(bedrock.renderError(error, { id: 'r' }).headers).not.toHaveProperty('retry-after');
    expect(sinks.metrics.map((datum) => datum.name)).toEqual(['InvocationThrottles']);
    expect(bedrock.attempts).toMatchObject([{ outcome: 'ThrottlingException', inputTokens: 0 }]);
  });

  test('on demand, geographic and Global quotas of one model are apart', async () => {
    const { bedrock } = createWorld();
    bedrock.setQuota({ model: US_SONNET }, { requestsPerMinute: 0 });
    await errorOf(bedrock.handle(awsRequest(US_SONNET)));
    await expect(callJson(bedrock, GLOBAL_SONNET)).resolves.toHaveProperty('usage');
  });

  test('every account and every source Region has its own', async () => {
    const { bedrock } = createWorld();
    bedrock.setQuota({ model: US_SONNET }, { requestsPerMinute: 1 });
    const calls = [{}, { region: 'us-west-2' }, { account: '444455556666' }];
    for (const options of calls) await callJson(bedrock, US_SONNET, options);
    for (const options of calls) expect((await errorOf(bedrock.handle(awsRequest(US_SONNET, options)))).message).toBe(REQUESTS);
  });

  test('all inference operations share one', async () => {
    const { bedrock } = createWorld();
    bedrock.setQuota({ model: HAIKU_3 }, { requestsPerMinute: 4 });
    const body = { anthropic_version: 'bedrock-2023-05-31', max_tokens: 5, messages: [{ role: 'user', content: 'hi' }] };
    await callJson(bedrock, HAIKU_3);
    await callStream(bedrock, HAIKU_3);
    await callJson(bedrock, HAIKU_3, { operation: 'invoke', body });
    await callStream(bedrock, HAIKU_3, { operation: 'invoke-with-response-stream', body });
    expect((await errorOf(bedrock.handle(awsRequest(HAIKU_3)))).message).toBe(REQUESTS);
  });

  test('a registered application profile draws on the quota of its model', async () => {
    const { bedrock } = createWorld();
    const arn = 'arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/abc';
    bedrock.registerResource(arn, US_SONNET);
    bedrock.setQuota({ model: US_SONNET }, { requestsPerMinute: 1 });
    await callJson(bedrock, arn);
    expect((await errorOf(bedrock.handle(awsRequest(US_SONNET)))).message).toBe(REQUESTS);
  });

  test.each([
    ['an ARN of no such resource', US_SONNET, NOVA, /^arn: received/],
    ['an ARN that is none', 'nonsense', NOVA, /^arn: received/],
    ['a source of no model', 'arn:aws:bedrock:us-east-1:111122223333:provisioned-model/a', 'nonsense', /^source: received/],
  ])('%s cannot be registered', (_what, arn, source, message) => {
    expect(() => createWorld().bedrock.registerResource(arn, source)).toThrow(message);
  });

  test('an omitted maxTokens reserves 64,000 and settles to what was used', async () => {
    const { bedrock } = createWorld();
    bedrock.setQuota({ model: NOVA }, { tokensPerMinute: 64_002 });
    expect((await errorOf(bedrock.handle(awsRequest(NOVA, { body: userSays('hello there') })))).message).toBe(TOKENS);
    bedrock.setQuota({ model: NOVA }, { tokensPerMinute: 64_003 });
    await callJson(bedrock, NOVA, { body: userSays('hello there') });
    // Left: 64,003 − 3 − 24.
    expect((await errorOf(bedrock.handle(awsRequest(NOVA, { body: userSays('hello there', 63_974) })))).message).toBe(TOKENS);
    await expect(callJson(bedrock, NOVA, { body: userSays('hello there', 63_973) })).resolves.toHaveProperty('usage');
  });

  test('output costs its burndown', async () => {
    const { bedrock } = createWorld();
    bedrock.setQuota({ model: HAIKU_3 }, { tokensPerMinute: 250 });
    // Costs 3 + 24 × 5 = 123.
    await callJson(bedrock, HAIKU_3);
    expect((await errorOf(bedrock.handle(awsRequest(HAIKU_3, { body: userSays('hello there', 125) })))).message).toBe(TOKENS);
    await expect(callJson(bedrock, HAIKU_3, { body: userSays('hello there', 124) })).resolves.toHaveProperty('usage');
  });

  test('a stream holds its reservation until it ends', async () => {
    const { bedrock } = createWorld();
    bedrock.setQuota({ model: NOVA }, { tokensPerMinute: 150 });
    const response = await bedrock.handle(awsRequest(NOVA, { operation: 'converse-stream' }));
    expect((await errorOf(bedrock.handle(awsRequest(NOVA)))).message).toBe(TOKENS);
    for await (const _frame of response.body as AsyncIterable<Uint8Array>);
    await expect(callJson(bedrock, NOVA)).resolves.toHaveProperty('usage');
  });

  test('cache reads are reserved but not charged', async () => {
    const { bedrock } = createWorld();
    const body = { ...userSays('abcd', 24), system: [{ text: 'x'.repeat(4_000) }, { cachePoint: { type: 'default' } }] };
    await callJson(bedrock, NOVA, { body });
    // Spent 1 + 1,000 + 24; the next reserves 1 + 1,000 + 24, and costs 25.
    bedrock.setQuota({ model: NOVA }, { tokensPerMinute: 2_049 });
    expect((await errorOf(bedrock.handle(awsRequest(NOVA, { body })))).message).toBe(TOKENS);
    bedrock.setQuota({ model: NOVA }, { tokensPerMinute: 2_075 });
    await callJson(bedrock, NOVA, { body });
    await callJson(bedrock, NOVA, { body });
    expect(bedrock.attempts.map((attempt) => attempt.outcome)).toEqual(['success', 'ThrottlingException', 'success', 'success']);
  });

  test('frees up a minute later', async () => {
    const { bedrock, clock } = createWorld();
    bedrock.setQuota({ model: NOVA }, { requestsPerMinute: 1 });
    await callJson(bedrock, NOVA);
    await clock.advance(59_999);
    await errorOf(bedrock.handle(awsRequest(NOVA)));
    await clock.advance(1);
    await expect(callJson(bedrock, NOVA)).resolves.toHaveProperty('usage');
  });

  test('reset forgets limits, their use and all that was recorded', async () => {
    const { bedrock } = createWorld();
    bedrock.setQuota({ model: NOVA }, { requestsPerMinute: 1 });
    bedrock.addFault({ match: {}, fault: { kind: 'latency', ms: 0 } });
    bedrock.setBehaviour({ outputTokens: 3 });
    await callJson(bedrock, NOVA);
    bedrock.reset();
    expect(bedrock.describe()).toEqual({ quotas: [], faults: [], behaviours: [] });
    expect([bedrock.attempts, bedrock.records]).toEqual([[], []]);
    bedrock.setQuota({ model: NOVA }, { requestsPerMinute: 1 });
    await expect(callJson(bedrock, NOVA)).resolves.toMatchObject({ usage: { outputTokens: 24 } });
  });
});
