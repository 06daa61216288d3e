import { RoutePlan, ShardsPlan } from '../../../../src/contract/plan';
import { answers, fails } from '../../../support/core/fake-models';
import { gatewayOf, GatewaySketch, targetsCalled } from '../../../support/core/gateway';
import { ERROR_OF_FAILURE } from '../../../support/core/upstream-errors';

const PINNED: ShardsPlan = { kind: 'pinned', shards: ['x'] };

/** Two targets in shard `x`, one in `y`: two tiers, each with both shards. */
const sketch = (members: GatewaySketch & { readonly shards?: ShardsPlan } = {}): GatewaySketch => ({
  tiers: [['x1', 'y1'], ['x2']],
  targets: { x1: { shard: 'x' }, x2: { shard: 'x' }, y1: { shard: 'y' }, y2: { shard: 'y', contextWindow: 1_000_000 } },
  models: { x1: [answers()], x2: [answers()], y1: [answers()], y2: [answers()] },
  ...members,
  tenant: { shards: members.shards, ...members.tenant },
});

const chain = (target: string): Pick<RoutePlan, 'contextFallbacks'>['contextFallbacks'] => [{ strategy: { kind: 'ordered' }, members: [{ target, weight: 1 }] }];

describe('a tenant that is pinned to a shard', () => {
  it('fails over within it, and is refused when it is exhausted, although another would answer', async () => {
    const down = [fails(ERROR_OF_FAILURE.unavailable())];
    const gateway = gatewayOf(sketch({ shards: PINNED, models: { x1: down, x2: down, y1: [answers()] } }));
    const error = await gateway.fail();
    expect(error.reason).toBe('unavailable');
    expect(new Set(targetsCalled(gateway))).toEqual(new Set(['x1', 'x2']));
    expect(gateway.record()).toMatchObject({ shards: ['x'], candidates: [{ target: 'x1', tier: 0 }, { target: 'x2', tier: 1 }] });
    expect(gateway.ledger.settledForTenant()).toEqual([{ requests: 0, tokens: 0 }]);
  });

  it('is told that a request is too long rather than served by a larger target elsewhere', async () => {
    const tooLong = { x1: [fails(ERROR_OF_FAILURE.contextExceeded())], x2: [answers()], y2: [answers()] };
    const free = gatewayOf(sketch({ tiers: [['x1']], route: { contextFallbacks: chain('y2') }, models: tooLong }));
    await free.serve();
    expect(targetsCalled(free)).toEqual(['x1', 'y2']);
    const pinned = gatewayOf(sketch({ shards: PINNED, tiers: [['x1']], route: { contextFallbacks: chain('y2') }, models: tooLong }));
    expect((await pinned.fail()).reason).toBe('invalidRequest');
    expect(targetsCalled(pinned)).toEqual(['x1']);
  });

  it('gets a filtered answer rather than one from elsewhere, and the record does not say that anybody else was asked', async () => {
    const gateway = gatewayOf(sketch({
      shards: PINNED, route: { filterFallbacks: chain('y2') }, models: { x1: [answers({}, 10, 'content_filtered')] },
    }));
    const served = await gateway.serve();
    await served.finish();
    expect(targetsCalled(gateway)).toEqual(['x1']);
    expect(gateway.record().attempts.map(({ outcome }) => outcome)).toEqual(['answered']);
  });

  it('takes turns between the targets of its shard only', async () => {
    const gateway = gatewayOf(sketch({ shards: PINNED, tiers: [['x1', 'y1', 'x2', 'y2']], strategy: { kind: 'roundRobin' } }));
    for (let turn = 0; turn < 6; turn++) await (await gateway.serve()).finish();
    expect([...targetsCalled(gateway)].sort()).toEqual(['x1', 'x1', 'x1', 'x2', 'x2', 'x2']);
  });
});

describe('a drained shard', () => {
  const drained = new Set(['x']);

  it('gets no requests of tenants that select none', async () => {
    const gateway = gatewayOf(sketch());
    const served = await gateway.serve({ drained });
    await served.finish();
    expect(targetsCalled(gateway)).toEqual(['y1']);
    expect(gateway.record().shards).toBeUndefined();
  });

  it('is replaced for a tenant that is shuffled', async () => {
    const shards: ShardsPlan = { kind: 'shuffled', count: 1, shards: ['x', 'y'] };
    const usual = gatewayOf(sketch({ shards }));
    await (await usual.serve()).finish();
    const [own] = usual.record().shards!;
    const gateway = gatewayOf(sketch({ shards }));
    await (await gateway.serve({ drained: new Set([own!]) })).finish();
    expect(gateway.record().shards).toEqual([own === 'x' ? 'y' : 'x']);
    expect(targetsCalled(gateway)).toEqual([own === 'x' ? 'y1' : 'x1']);
  });

  it('leaves a tenant that is pinned to it unserved: nothing is called, reserved or written', async () => {
    const gateway = gatewayOf(sketch({ shards: PINNED }));
    const error = await gateway.fail({ drained });
    expect(error).toMatchObject({ reason: 'unavailable', details: { retryAfterMs: 30_000 } });
    expect(targetsCalled(gateway)).toEqual([]);
    expect(gateway.ledger.asked).toEqual([]);
    expect(gateway.record()).toMatchObject({ outcome: 'failed', reason: 'unavailable', shards: [], candidates: [], attempts: [] });
  });
});
