import { answers, fails } from '../../../support/core/fake-models';
import { gatewayOf, GatewaySketch, targetsCalled } from '../../../support/core/gateway';
import { ERROR_OF_FAILURE } from '../../../support/core/upstream-errors';

const TOO_LONG = fails(ERROR_OF_FAILURE.contextExceeded());
const tier = (target: string) => ({ strategy: { kind: 'ordered' as const }, members: [{ target, weight: 1 }] });

/** A request of about this many tokens, by a careful estimate. */
const bodyOf = (tokens: number) => ({ messages: [{ role: 'user' as const, content: [{ text: 'x'.repeat(tokens * 3) }] }] });

const gateway = (targets: GatewaySketch['targets'], sketch: GatewaySketch = {}) => gatewayOf({
  tiers: [['first'], ['second']],
  targets,
  models: { first: [answers()], second: [answers()], large: [answers()] },
  tenant: { quota: undefined },
  ...sketch,
});

describe('a target that is too small for a request', () => {
  it('is left out before it is tried when its context window is surely too small', async () => {
    const running = gateway({ first: { contextWindow: 1_000 }, second: { contextWindow: 10_000 } });
    const served = await running.serve({ body: bodyOf(2_000) });
    await served.finish();
    expect(targetsCalled(running)).toEqual(['second']);
    expect(running.record().candidates).toEqual([{ target: 'second', tier: 1 }, { target: 'first', tier: 0, skipped: 'contextTooSmall' }]);
  });

  it('is tried when the request may fit: the estimate is on the careful side, and a refusal costs nothing', async () => {
    const running = gateway({ first: { contextWindow: 1_000 }, second: { contextWindow: 10_000 } });
    await running.serve({ body: bodyOf(1_200) });
    expect(targetsCalled(running)).toEqual(['first']);
  });

  it('is left out when it may not be asked for so many output tokens', async () => {
    const running = gateway({ first: { maxOutputTokens: 499 }, second: {} });
    const served = await running.serve({ body: { ...bodyOf(10), inferenceConfig: { maxTokens: 500 } } });
    await served.finish();
    expect(targetsCalled(running)).toEqual(['second']);
    expect(running.record().candidates).toContainEqual({ target: 'first', tier: 0, skipped: 'outputLimitTooSmall' });
  });

  it('is asked for as many as it allows', async () => {
    const running = gateway({ first: { maxOutputTokens: 500 } });
    await running.serve({ body: { ...bodyOf(10), inferenceConfig: { maxTokens: 500 } } });
    expect(targetsCalled(running)).toEqual(['first']);
  });

  it('is tried all the same when no target seems to fit: Bedrock is the judge of that', async () => {
    const running = gateway({ first: { contextWindow: 1_000 }, second: { contextWindow: 1_000 } });
    const served = await running.serve({ body: bodyOf(9_000) });
    await served.finish();
    expect(served).toMatchObject({ target: 'first' });
    expect(running.record().candidates).toEqual([{ target: 'first', tier: 0 }, { target: 'second', tier: 1 }]);
  });

  it('is tried when it is the number of output tokens that fits none: targets for long requests are not for that', async () => {
    const running = gateway({ first: { maxOutputTokens: 499 }, second: { maxOutputTokens: 499 } }, { route: { contextFallbacks: [tier('large')] } });
    expect(await running.serve({ body: { ...bodyOf(10), inferenceConfig: { maxTokens: 500 } } })).toMatchObject({ target: 'first' });
  });
});

describe('a request that is surely too long for every ordinary target', () => {
  const small = { first: { contextWindow: 1_000 }, second: { contextWindow: 1_000 } };
  const route = { contextFallbacks: [tier('large')] };

  it('goes straight to the targets for long requests', async () => {
    const running = gateway({ ...small, large: { contextWindow: 100_000 } }, { route });
    const served = await running.serve({ body: bodyOf(9_000) });
    await served.finish();
    expect(served).toMatchObject({ target: 'large', attempts: 1 });
    expect(running.record()).toMatchObject({ tier: 2, candidates: [{ target: 'large' }, { skipped: 'contextTooSmall' }, { skipped: 'contextTooSmall' }] });
  });

  it('goes the ordinary way when those are too small as well', async () => {
    const running = gateway({ ...small, large: { contextWindow: 2_000 } }, { route });
    expect(await running.serve({ body: bodyOf(9_000) })).toMatchObject({ target: 'first' });
  });

  it('goes to those after all when Bedrock finds it too long for an ordinary one', async () => {
    const models = { first: [TOO_LONG], second: [answers()], large: [answers()] };
    const running = gateway({ ...small, large: { contextWindow: 2_000 } }, { route, models });
    expect(await running.serve({ body: bodyOf(9_000) })).toMatchObject({ target: 'large', attempts: 2 });
  });

  it.each([
    ['at a target for long requests', 100_000, 'large'],
    ['the ordinary way', 2_000, 'first'],
  ])('goes on to the targets for filtered answers when its answer is filtered %s', async (_, contextWindow, filtered) => {
    const running = gateway({ ...small, large: { contextWindow }, milder: {} }, {
      route: { ...route, filterFallbacks: [tier('milder')] },
      models: { [filtered]: [answers({}, 10, 'content_filtered')], milder: [answers()] },
    });
    expect(await running.serve({ body: bodyOf(9_000) })).toMatchObject({ target: 'milder', attempts: 2 });
    expect(targetsCalled(running)).toEqual([filtered, 'milder']);
  });
});

describe('a request that a target refuses as too long', () => {
  it('goes on to ordinary targets that declare a larger window, and to no other', async () => {
    const running = gatewayOf({
      tiers: [['first'], ['same'], ['unknown'], ['second']],
      targets: { first: { contextWindow: 1_000 }, same: { contextWindow: 1_000 }, second: { contextWindow: 2_000 } },
      models: { first: [TOO_LONG], same: [answers()], unknown: [answers()], second: [answers()] },
    });
    const served = await running.serve();
    await served.finish();
    expect(targetsCalled(running)).toEqual(['first', 'second']);
    expect(running.record().candidates.map(({ skipped }) => skipped)).toEqual([undefined, 'contextTooSmall', 'contextTooSmall', undefined]);
  });

  it('goes back to a larger one that has failed for a moment', async () => {
    const running = gatewayOf({
      tiers: [['large'], ['small']],
      targets: { large: { contextWindow: 2_000 }, small: { contextWindow: 1_000 } },
      models: { large: [fails(ERROR_OF_FAILURE.unavailable()), answers()], small: [TOO_LONG] },
    });
    expect(await running.serve()).toMatchObject({ target: 'large', attempts: 3 });
  });

  it('goes to no target for long requests that declares no larger window', async () => {
    const running = gateway(
      { first: { contextWindow: 5_000 }, large: { contextWindow: 5_000 } },
      { models: { first: [TOO_LONG], second: [answers()], large: [answers()] }, route: { contextFallbacks: [tier('large')] } },
    );
    expect(await running.fail()).toMatchObject({ reason: 'invalidRequest' });
    expect(targetsCalled(running)).toEqual(['first']);
  });
});
