import { completePrice } from '../../../src/targets/complete-price';

const CLAUDE = 'anthropic.claude-sonnet-4-6';

describe('a price without cache prices', () => {
  test('has those of Anthropic for a model of Anthropic', () => {
    const price = { inputPerMillionTokens: 3, outputPerMillionTokens: 15 };
    expect(completePrice(price, CLAUDE)).toEqual({
      ...price, cacheReadPerMillionTokens: 0.3, cacheWritePerMillionTokens: 3.75, cacheWrite1hPerMillionTokens: 6,
    });
  });

  test.each([undefined, 'amazon.nova-lite-v1:0', 'not-anthropic.model'])('has dear writes and no discount on reads for %s', (model) => {
    const price = { inputPerMillionTokens: 0.06, outputPerMillionTokens: 0.24 };
    expect(completePrice(price, model)).toEqual({
      ...price, cacheReadPerMillionTokens: 0.06, cacheWritePerMillionTokens: 0.075, cacheWrite1hPerMillionTokens: 0.12,
    });
  });
});

test('what is declared is kept', () => {
  const cached = { cacheReadPerMillionTokens: 0.1, cacheWritePerMillionTokens: 0.2, cacheWrite1hPerMillionTokens: 0.3 };
  const price = { inputPerMillionTokens: 3, outputPerMillionTokens: 15, ...cached };
  expect(completePrice(price, CLAUDE)).toEqual(price);
});
