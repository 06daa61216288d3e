import * as fc from 'fast-check';
import { reservedTokens, settledTokens } from '../../../lambda/core/quota-tokens';
import { usageOf } from '../../support/core/events';

describe('reservedTokens', () => {
  it('is the input and the largest output, whatever an output token costs', () => {
    expect(reservedTokens(1_200, 4_096)).toBe(5_296);
  });
});

describe('settledTokens', () => {
  it('counts input, cache writes and each output token as often as the model burns it down', () => {
    const usage = usageOf({ inputTokens: 100, outputTokens: 20, cacheWriteInputTokens: 7 });
    expect(settledTokens(usage, 5)).toBe(207);
    expect(settledTokens(usage, 15)).toBe(407);
  });

  it('counts output once for a model without burndown', () => {
    expect(settledTokens(usageOf({ inputTokens: 3, outputTokens: 4 }), 1)).toBe(7);
  });

  it('leaves cache reads free', () => {
    fc.assert(fc.property(fc.nat(), fc.nat(), (inputTokens, cacheReadInputTokens) => {
      expect(settledTokens(usageOf({ inputTokens, cacheReadInputTokens }), 10)).toBe(inputTokens);
    }));
  });

  it('is nothing for an answer that used nothing', () => {
    expect(settledTokens(usageOf(), 15)).toBe(0);
  });
});
