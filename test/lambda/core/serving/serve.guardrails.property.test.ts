import * as fc from 'fast-check';
import { GuardrailPlan } from '../../../../src/contract/plan';
import { content, messageStart, messageStop, metadata } from '../../../support/core/events';
import { answers, breaks, fails, stalls, streams } from '../../../support/core/fake-models';
import { gatewayOf } from '../../../support/core/gateway';
import { ROUTE } from '../../../support/core/plans';
import { play, scenarios } from '../../../support/core/scenarios';
import { ERROR_OF_FAILURE } from '../../../support/core/upstream-errors';

const TARGETS = ['a', 'b', 'c', 'd'];
const referenceOf = (target: string) => ({ identifier: `guardrail-of-${target}`, version: '1' });
const guardrailsOf = (target: string) => new Map([[ROUTE, referenceOf(target)], ['another-route', { identifier: 'another', version: '9' }]]);
const placing = (guardrail: GuardrailPlan | undefined) => ({
  shardOf: Object.fromEntries(TARGETS.map((target) => [target, 'home'])),
  drained: new Set<string>(),
  guardrail,
  guardrailsOf: Object.fromEntries(TARGETS.map((target) => [target, guardrailsOf(target)])),
});
const how = fc.record({ streamProcessing: fc.constantFrom('sync' as const, 'async' as const), trace: fc.constantFrom('disabled' as const, 'enabled' as const) });
const midStreams = fc.constantFrom('failClean' as const, 'resume' as const, 'buffer' as const);

describe('whatever targets, ledger and caller do', () => {
  it('no call of a route with a guardrail goes out without that of its target, streamed, failed over, hedged or resumed', async () => {
    const seen = { streamed: 0, more: 0 };
    await fc.assert(fc.asyncProperty(scenarios, how, midStreams, async (scenario, guardrail, midStream) => {
      const { gateway: { models: { calls } } } = await play(scenario, true, { ...placing(guardrail), midStream });
      for (const { place, target } of calls) expect(place).toMatchObject({ name: target, guardrail: { ...referenceOf(target), ...guardrail } });
      if (calls.length > 0 && scenario.streamed) seen.streamed += 1;
      if (calls.length > 1) seen.more += 1;
    }), { numRuns: 300, seed: 18 });
    expect(seen.streamed).toBeGreaterThan(50);
    expect(seen.more).toBeGreaterThan(50);
  });

  it('no call of a route without one goes out with that of another route', () =>
    fc.assert(fc.asyncProperty(scenarios, async (scenario) => {
      const { gateway } = await play(scenario, true, placing(undefined));
      for (const { place } of gateway.models.calls) expect(place).toHaveProperty('guardrail', undefined);
    }), { numRuns: 100, seed: 18 }));
});

const GUARDRAIL = { streamProcessing: 'sync', trace: 'disabled' } as const;
const guarded = (name: string) => ({ guardrails: new Map([[ROUTE, referenceOf(name)]]), acceptsPrefill: true, capacity: { requestsPerMinute: 10 } });
const whole = streams(messageStart(), content('bends.'), messageStop(), metadata());

test.each([
  ['a continuation', { midStream: 'resume' as const }, [streams(messageStart(), content('The river '), breaks(ERROR_OF_FAILURE.connection()))]],
  ['a second target', { hedging: { initialDelayMs: 50 } }, [stalls()]],
  ['a failover', {}, [fails(ERROR_OF_FAILURE.connection())]],
])('%s has the guardrail of its own target', async (_, route, first) => {
  const running = gatewayOf({
    tiers: [['first', 'second']],
    targets: { first: guarded('first'), second: guarded('second') },
    route: { ...route, guardrail: GUARDRAIL },
    models: { first, second: [whole] },
  });
  const served = await running.serve({ streamed: true });
  await running.read(served);
  await running.clock.run(served.finish());
  expect(running.models.calls.map(({ place }) => (place as { guardrail?: { identifier: string } }).guardrail?.identifier)).toEqual(['guardrail-of-first', 'guardrail-of-second']);
});

test('a target that has none is not called at all', async () => {
  const running = gatewayOf({ route: { guardrail: GUARDRAIL }, models: { first: [answers()] } });
  expect(await running.refuse()).toEqual(new Error(`target first has no guardrail for route ${ROUTE}`));
  expect(running.models.calls).toEqual([]);
});
