import * as fc from 'fast-check';
import { reservedTokens, settledTokens } from '../../../lambda/core/quota-tokens';
import { modelFacts } from '../../../src/contract/models';
import { usageOf } from '../../support/core/events';

describe('reservedTokens', () => {
  // https://github.com/aws/agent-toolkit-for-aws/blob/main/skills/core-skills/amazon-bedrock/references/quota-health.md
  it.each([
    [500, 1_000, 1_500, 1_333],
    [500, 64_000, 64_500, 31],
  ])('is that of the examples of AWS: %i tokens of input and a max_tokens of %i', (inputTokens, maxTokens, reserved, atOnce) => {
    expect(reservedTokens(inputTokens, maxTokens)).toBe(reserved);
    expect(Math.floor(2_000_000 / reservedTokens(inputTokens, maxTokens))).toBe(atOnce);
  });

  it('is the input and the largest output, whatever an output token costs', () => {
    expect(reservedTokens(1_200, 4_096)).toBe(5_296);
  });
});

describe('settledTokens', () => {
  it('gives back what the example of AWS gives back', () => {
    // 1,000 tokens of input, a max_tokens of 4,000 and 100 tokens of output at 5 each: 5,000 are held, and 3,500 of them returned.
    // https://docs.aws.amazon.com/bedrock/latest/userguide/quotas-token-burndown.html and the sample quota dashboard of aws-samples
    const settled = settledTokens(usageOf({ inputTokens: 1_000, outputTokens: 100 }), 5);
    expect(settled).toBe(1_500);
    expect(reservedTokens(1_000, 4_000) - settled).toBe(3_500);
  });

  it.each([
    ['anthropic.claude-opus-4-8', 2_600],
    ['anthropic.claude-opus-5', 2_100],
    ['openai.gpt-5.6-terra', 2_100],
    ['anthropic.claude-sonnet-4-5-20250929-v1:0', 1_600],
    ['amazon.nova-lite-v1:0', 1_200],
  ])('follows the published rate of %s', (model, settled) => {
    const usage = usageOf({ inputTokens: 1_000, cacheWriteInputTokens: 100, cacheReadInputTokens: 50_000, outputTokens: 100 });
    expect(settledTokens(usage, modelFacts(model).burndown)).toBe(settled);
  });

  it('does not tell for how long the cache keeps what it was given', () => {
    const usage = usageOf({ cacheWriteInputTokens: 100 });
    expect(settledTokens({ ...usage, cacheWrite1hInputTokens: 100 }, 5)).toBe(settledTokens(usage, 5));
  });

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
