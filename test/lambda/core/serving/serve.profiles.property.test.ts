import * as fc from 'fast-check';
import { LoadedProfiles } from '../../../../lambda/core/loaded-plan';
import { content, messageStart, messageStop, metadata } from '../../../support/core/events';
import { breaks, streams } from '../../../support/core/fake-models';
import { gatewayOf } from '../../../support/core/gateway';
import { ROUTE, targetOf, TENANT } from '../../../support/core/plans';
import { play, scenarios } from '../../../support/core/scenarios';
import { ERROR_OF_FAILURE } from '../../../support/core/upstream-errors';

const TARGETS = ['a', 'b', 'c', 'd'];
const SHARDS = { shardOf: Object.fromEntries(TARGETS.map((target) => [target, 'home'])), drained: new Set<string>() };

const arnOf = (target: string, name: string) => `arn-of-${target}-for-${name}`;
const profilesOf = (target: string): fc.Arbitrary<LoadedProfiles | undefined> => fc.option(fc.record({
  by: fc.constantFrom('tenant' as const, 'route' as const),
  arns: fc.subarray([TENANT, 'somebody-else', ROUTE]).map((names) => new Map(names.map((name) => [name, arnOf(target, name)]))),
}), { nil: undefined });
const profiles = fc.record(Object.fromEntries(TARGETS.map((target) => [target, profilesOf(target)])));

describe('whatever targets, ledger and caller do', () => {
  it('a call names the profile of its own tenant or route where its target has one, and else the model: never that of somebody else', () =>
    fc.assert(fc.asyncProperty(scenarios, profiles, async (scenario, given) => {
      const { gateway } = await play(scenario, true, { ...SHARDS, profilesOf: given });
      for (const { target, place } of gateway.models.calls) {
        const name = given[target]?.by === 'route' ? ROUTE : TENANT;
        const expected = given[target]?.arns.has(name) ? arnOf(target, name) : targetOf(target).modelId;
        expect([target, place.modelId]).toEqual([target, expected]);
      }
    }), { numRuns: 300, seed: 16 }));
});

test.each(['resume', 'failClean', 'buffer'] as const)('so does the call that goes on where a stream has broken (%s)', async (midStream) => {
  const given = (target: string) => ({ applicationProfiles: { by: 'tenant' as const, arns: new Map([[TENANT, arnOf(target, TENANT)]]) } });
  const running = gatewayOf({
    tiers: [['first'], ['second']],
    targets: { first: given('first'), second: { ...given('second'), acceptsPrefill: true } },
    route: { midStream },
    models: {
      first: [streams(messageStart(), content('The river '), breaks(ERROR_OF_FAILURE.connection()))],
      second: [streams(messageStart(), content('bends.'), messageStop(), metadata())],
    },
  });
  const served = await running.serve({ streamed: true });
  await running.read(served);
  await running.clock.run(served.finish());
  const called = running.models.calls.map(({ place }) => place.modelId);
  expect(called).toEqual(['first', 'second'].slice(0, midStream === 'failClean' ? 1 : 2).map((target) => arnOf(target, TENANT)));
});
