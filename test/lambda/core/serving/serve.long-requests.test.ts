import { createMemoryHealthStore } from '../../../../lambda/adapters/memory/memory-health-store';
import { createRetryBudget } from '../../../../lambda/core/attempts/retry-budget';
import { CandidateRecord } from '../../../../lambda/core/decision-record';
import { createHealth, Health } from '../../../../lambda/core/health/health';
import { content, messageStart, messageStop, metadata } from '../../../support/core/events';
import { answers, Behaviour, fails, streams } from '../../../support/core/fake-models';
import { gatewayOf, targetsCalled } from '../../../support/core/gateway';
import { ERROR_OF_FAILURE } from '../../../support/core/upstream-errors';

const TOO_LONG = fails(ERROR_OF_FAILURE.contextExceeded());
const tier = (target: string) => ({ strategy: { kind: 'ordered' as const }, members: [{ target, weight: 1 }] });

const gateway = (models: Readonly<Record<string, readonly Behaviour[]>>, contextFallbacks = [tier('large')]) => gatewayOf({
  tiers: [['first'], ['second']],
  targets: { large: {}, larger: {} },
  models,
  route: { contextFallbacks },
});

/** Everybody is well; notes who was asked about. */
const healthThat = (note: (names: string[]) => void): Health => {
  const health = createHealth({ store: createMemoryHealthStore(), now: () => 0, random: () => 0.5 });
  return {
    ...health,
    judge(candidates) {
      note(candidates.map(({ target }) => target.name));
      return health.judge(candidates);
    },
  };
};

const skippedOf = (candidates: readonly CandidateRecord[]) => candidates.map(({ target, tier: place, skipped }) => [target, place, skipped]);

describe('a request that is too long for the model that was asked', () => {
  it('goes to the targets with a larger window, and not to the ordinary fallback', async () => {
    const running = gateway({ first: [TOO_LONG], second: [answers()], large: [answers()] });
    const served = await running.serve();
    await served.finish();
    expect(served).toMatchObject({ target: 'large', attempts: 2 });
    expect(running.record()).toMatchObject({ outcome: 'success', tier: 2, attempts: [{ outcome: 'contextExceeded' }, { outcome: 'answered' }] });
    expect(skippedOf(running.record().candidates)).toEqual([['first', 0, undefined], ['second', 1, 'contextTooSmall'], ['large', 2, undefined]]);
  });

  it('does so when it streams too', async () => {
    const running = gateway({ first: [TOO_LONG], second: [answers()], large: [streams(messageStart(), content('hi'), messageStop(), metadata())] });
    expect(await running.serve({ streamed: true })).toMatchObject({ target: 'large' });
  });

  it('tries all of them, with the ordinary rules', async () => {
    const running = gateway({ first: [TOO_LONG], second: [answers()], large: [fails(ERROR_OF_FAILURE.unavailable())], larger: [answers()] }, [tier('large'), tier('larger')]);
    expect(await running.serve()).toMatchObject({ target: 'larger', attempts: 3 });
  });

  it('is told so when it is too long for them as well, in the words of the last', async () => {
    const running = gateway({ first: [TOO_LONG], second: [answers()], large: [TOO_LONG] });
    expect(await running.fail()).toMatchObject({ reason: 'invalidRequest', message: 'Input is too long for requested model.' });
    expect(targetsCalled(running)).toEqual(['first', 'large']);
    expect(running.ledger.settledForTenant()).toEqual([{ requests: 0, tokens: 0 }]);
  });

  it('is told that they are out of service when that is what keeps it from them', async () => {
    const running = gateway({ first: [TOO_LONG], second: [answers()], large: [fails(ERROR_OF_FAILURE.configuration())] });
    expect(await running.fail()).toMatchObject({ status: 503 });
  });

  it('is never sent on unchanged to a route\'s other targets when there are none for it', async () => {
    const running = gatewayOf({ tiers: [['first'], ['second']], models: { first: [TOO_LONG], second: [answers()] } });
    expect(await running.fail()).toMatchObject({ reason: 'invalidRequest', message: 'Input is too long for requested model.' });
    expect(targetsCalled(running)).toEqual(['first']);
  });

  it('is told that it is too long when no larger target may be asked any more', async () => {
    const sketch = { targets: { large: {} }, models: { first: [TOO_LONG], large: [answers()] } };
    const outOfAttempts = gatewayOf({ ...sketch, route: { contextFallbacks: [tier('large')], maxAttempts: 1 } });
    const outOfBudget = gatewayOf({ ...sketch, route: { contextFallbacks: [tier('large')] }, retryBudget: { ...createRetryBudget(), take: () => false } });
    for (const running of [outOfAttempts, outOfBudget]) {
      expect(await running.fail()).toMatchObject({ reason: 'invalidRequest', message: 'Input is too long for requested model.' });
    }
  });

  it('earns further attempts for the targets that it may go to', async () => {
    const retryBudget = createRetryBudget();
    while (retryBudget.take('acme', 'large'));
    const sketch = { retryBudget, targets: { large: {} }, models: { first: [TOO_LONG], large: [answers()] }, route: { contextFallbacks: [tier('large')] } };
    for (let request = 0; request < 5; request++) await gatewayOf(sketch).refuse().catch(() => undefined);
    expect(await gatewayOf(sketch).serve()).toMatchObject({ target: 'large' });
  });

  it('asks about the health of the targets for long requests only when no ordinary one is larger', async () => {
    const judged: string[][] = [];
    const running = gatewayOf({
      tiers: [['first'], ['second']],
      targets: { first: { contextWindow: 100 }, second: { contextWindow: 200 }, large: { contextWindow: 300 } },
      models: { first: [TOO_LONG], second: [fails(ERROR_OF_FAILURE.configuration())], large: [answers()] },
      route: { contextFallbacks: [tier('large')] },
      health: healthThat((names) => judged.push(names)),
    });
    expect(await running.serve()).toMatchObject({ target: 'large', attempts: 3 });
    expect(judged).toEqual([['first', 'second'], ['large']]);
    expect(targetsCalled(running)).toEqual(['first', 'second', 'large']);
  });

  it('stays within the attempts of the route', async () => {
    const running = gatewayOf({
      targets: { large: {} }, models: { first: [TOO_LONG], large: [answers()] }, route: { contextFallbacks: [tier('large')], maxAttempts: 1 },
    });
    await running.fail();
    expect(targetsCalled(running)).toEqual(['first']);
  });
});

describe('the targets for long requests', () => {
  it('serve nothing else', async () => {
    const unusable = [fails(ERROR_OF_FAILURE.configuration())];
    const running = gateway({ first: unusable, second: unusable, large: [answers()] });
    expect(await running.fail()).toMatchObject({ status: 503 });
    expect(targetsCalled(running)).toEqual(['first', 'second']);
    expect(running.record().candidates.map(({ target }) => target)).toEqual(['first', 'second']);
  });
});
