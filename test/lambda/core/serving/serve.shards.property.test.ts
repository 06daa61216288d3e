import * as fc from 'fast-check';
import { ShardsPlan } from '../../../../src/contract/plan';
import { fails } from '../../../support/core/fake-models';
import { Ending, Placing, play, Scenario, scenarios } from '../../../support/core/scenarios';
import { ERROR_OF_FAILURE } from '../../../support/core/upstream-errors';

const SHARDS = ['x', 'y', 'z'];

const selections: fc.Arbitrary<ShardsPlan> = fc.oneof(
  fc.subarray(SHARDS, { minLength: 1 }).map((shards) => ({ kind: 'pinned' as const, shards })),
  fc.integer({ min: 1, max: 3 }).map((count) => ({ kind: 'shuffled' as const, count, shards: SHARDS })),
);

const placings: fc.Arbitrary<Placing> = fc.record({
  shardOf: fc.record({ a: fc.constantFrom(...SHARDS), b: fc.constantFrom(...SHARDS), c: fc.constantFrom(...SHARDS), d: fc.constantFrom(...SHARDS) }),
  shards: fc.option(selections, { nil: undefined, freq: 5 }),
  drained: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.subarray(SHARDS, { maxLength: 1 })).map((names) => new Set(names)),
});

/** Some requests are too long for whoever is asked first, or are filtered: the chains for these must not lead outside either. */
const mishaps: fc.Arbitrary<Scenario> = fc.tuple(scenarios, fc.integer({ min: 0, max: 3 })).map(([scenario, mishap]) => {
  const { a, b, ...others } = scenario.scripts;
  const tooLong = [fails(ERROR_OF_FAILURE.contextExceeded())];
  return mishap === 0 ? { ...scenario, scripts: { ...others, a: tooLong, b: tooLong } } : scenario;
});

function check(property: (ending: Ending, placing: Placing, scenario: Scenario) => void): Promise<void> {
  return fc.assert(
    fc.asyncProperty(mishaps, placings, async (scenario, placing) => property(await play(scenario, true, placing), placing, scenario)),
    { numRuns: 300, seed: 13 },
  );
}

describe('whatever targets, ledger and caller do, a tenant that selects shards', () => {
  it('never calls a target outside of them, nor one in a shard that is drained', () => check(({ gateway }, { shardOf, shards, drained }) => {
    const called = new Set(gateway.models.calls.map(({ target }) => shardOf[target]!));
    for (const shard of called) expect(drained).not.toContain(shard);
    if (!shards) return;
    for (const shard of called) expect(shards.shards).toContain(shard);
    if (shards.kind === 'shuffled') expect(called.size).toBeLessThanOrEqual(shards.count);
    const { shards: recorded } = gateway.record();
    for (const shard of called) expect(recorded).toContain(shard);
  }));

  it('reserves nothing of a target outside of them, and finds none among its candidates', () => check(({ gateway }, { shardOf, shards, drained }) => {
    const allowed = new Set((shards ? gateway.record().shards! : SHARDS).filter((shard) => !drained.has(shard)));
    for (const { target } of gateway.record().candidates) expect(allowed).toContain(shardOf[target]);
    const reserved = gateway.ledger.asked.map(({ key }) => key.pk).filter((pk) => pk.startsWith('TARGET#'));
    for (const pk of reserved) expect(allowed).toContain(shardOf[pk.slice('TARGET#'.length)]);
  }));

  it('is answered, refused or left like any other, and recorded once', () => check(({ gateway, reading, error }, _, { deadlineMs }) => {
    if (error !== undefined) expect(['GatewayError', 'CallerLeft']).toContain((error as Error).name);
    const { latencyMs, outcome, reason } = gateway.record();
    expect(latencyMs).toBeLessThanOrEqual(deadlineMs + 600);
    const thrown = error ?? reading?.error;
    if (thrown === undefined || (thrown as Error).name === 'CallerLeft') expect(['success', 'callerLeft']).toContain(outcome);
    else expect(thrown).toMatchObject({ reason });
  }));
});
