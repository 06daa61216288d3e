import { parseUsage } from '../../../../lambda/adapters/bedrock/usage';

const COUNTS = { inputTokens: 1, outputTokens: 2, cacheReadInputTokens: 3, cacheWriteInputTokens: 100 };

describe('the usage that Bedrock reports', () => {
  test('says how much of the cache writes is kept for an hour', () => {
    const cacheDetails = [{ ttl: '1h', inputTokens: 60 }, { ttl: '5m', inputTokens: 40 }];
    expect(parseUsage({ ...COUNTS, cacheDetails })).toEqual({ ...COUNTS, cacheWrite1hInputTokens: 60 });
  });

  test.each([
    ['is absent', undefined],
    ['is empty', []],
    ['is all of 5 minutes', [{ ttl: '5m', inputTokens: 100 }]],
    ['is no list', { ttl: '1h', inputTokens: 100 }],
    ['has entries that cannot be read', [null, 7, { ttl: '1h' }, { ttl: '1h', inputTokens: -1 }, { ttl: '1h', inputTokens: 'many' }]],
  ])('has no hour in it when the detail %s', (_what, cacheDetails) => {
    const usage = parseUsage({ ...COUNTS, cacheDetails });
    expect(usage).toEqual(COUNTS);
    expect(usage).not.toHaveProperty('cacheWrite1hInputTokens');
  });

  test('counts a lifetime that is not known as the dearest', () => {
    expect(parseUsage({ ...COUNTS, cacheDetails: [{ ttl: '24h', inputTokens: 30 }, { inputTokens: 5 }] })).toMatchObject({ cacheWrite1hInputTokens: 35 });
  });

  test('never has a larger part than the whole', () => {
    expect(parseUsage({ ...COUNTS, cacheDetails: [{ ttl: '1h', inputTokens: 60 }, { ttl: '1h', inputTokens: 60 }] })).toMatchObject({ cacheWrite1hInputTokens: 100 });
    expect(parseUsage({ inputTokens: 1, outputTokens: 2, cacheDetails: [{ ttl: '1h', inputTokens: 60 }] })).not.toHaveProperty('cacheWrite1hInputTokens');
  });

  test.each([null, 7, {}, { inputTokens: 1 }, { ...COUNTS, outputTokens: 1.5 }, { ...COUNTS, cacheWriteInputTokens: '5' }])('%j is none', (value) => {
    expect(parseUsage(value)).toBeUndefined();
  });
});
