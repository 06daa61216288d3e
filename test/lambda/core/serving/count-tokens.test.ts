import { GatewayError } from '../../../../lambda/core/gateway-error';
import { CountCall } from '../../../../lambda/core/ports';
import { CountRequest } from '../../../../lambda/core/requests/count-request';
import { CallerLeft } from '../../../../lambda/core/serving/caller-left';
import { countTokens, CountingTools } from '../../../../lambda/core/serving/count-tokens';
import { UpstreamError } from '../../../../lambda/core/upstream-error';
import { Override } from '../../../../src/contract/overrides';
import { overridesOf } from '../../../support/core/overrides';
import { planOf, ROUTE, TENANT } from '../../../support/core/plans';
import { VirtualClock } from '../../../support/virtual-clock';

const CLAUDE = 'anthropic.claude-haiku-4-5-20251001-v1:0';
const THROTTLED = new UpstreamError('ThrottlingException', 429, 'slow down');
const UNSUPPORTED = new UpstreamError('ValidationException', 400, "The provided model doesn't support counting tokens.");
const REQUEST: CountRequest = {
  route: ROUTE,
  inputFor: (family) => (family === 'anthropic'
    ? { kind: 'invoke', json: { words: 'native' } }
    : { kind: 'converse', body: { messages: [{ role: 'user', content: [{ text: 'Hi' }] }] } }),
};

type Sketch = Parameters<typeof planOf>[0];

const TWO: Sketch = {
  targets: { first: { foundationModel: CLAUDE, region: 'us-east-1' }, second: { foundationModel: CLAUDE, region: 'us-west-2' } }, tiers: [['first'], ['second']],
};

function setting(sketch: Sketch, answers: readonly (number | Error)[], overrides: readonly Override[] = [], tokenCounting = true) {
  const clock = new VirtualClock();
  const plan = { ...planOf(sketch), ...tokenCounting && { tokenCounting } };
  const calls: CountCall[] = [];
  const caller = new AbortController();
  const models = {
    async countTokens(call: CountCall) {
      calls.push(call);
      const answer = answers[calls.length - 1]!;
      await clock.sleep(10, call.signal);
      if (typeof answer === 'number') return answer;
      throw answer;
    },
  } as unknown as CountingTools['models'];
  const tools: CountingTools = { plan, models, clock, overrides: overridesOf(plan, clock.now, overrides) };
  const count = (request = REQUEST, tenant = TENANT) => clock.run(countTokens(tools, { identity: { tenant, keyId: 'k' }, request, callerSignal: caller.signal }));
  const fail = (request?: CountRequest, tenant?: string) => count(request, tenant).then(
    (tokens) => { throw new Error(`counted ${tokens}`); }, (error: unknown) => error as GatewayError);
  return { calls, caller, count, fail };
}

it('asks the model that the route tries first, by its own id and in its own words', async () => {
  const { calls, count } = setting(TWO, [42]);
  expect(await count()).toBe(42);
  expect(calls).toMatchObject([{ target: { name: 'first', region: 'us-east-1' }, modelId: CLAUDE, input: { kind: 'invoke', json: { words: 'native' } } }]);
});

it('asks other models in the words of Converse', async () => {
  const { calls, count } = setting({ targets: { first: { foundationModel: 'amazon.nova-lite-v1:0' } }, tiers: [['first']] }, [7]);
  expect(await count()).toBe(7);
  expect(calls[0]!.input.kind).toBe('converse');
});

it('asks another target of the same model when the first cannot answer', async () => {
  const { calls, count } = setting(TWO, [THROTTLED, 42]);
  expect(await count()).toBe(42);
  expect(calls.map(({ target }) => target.name)).toEqual(['first', 'second']);
});

it('never asks another model, which counts in another way', async () => {
  const { calls, fail } = setting({ targets: { first: { foundationModel: CLAUDE }, second: { foundationModel: 'amazon.nova-lite-v1:0' } }, tiers: [['first'], ['second']] }, [THROTTLED, 42]);
  expect(await fail()).toMatchObject({ reason: 'throttled' });
  expect(calls).toHaveLength(1);
});

it('tells the caller what Bedrock says of a model whose tokens it does not count', async () => {
  const { calls, fail } = setting(TWO, [UNSUPPORTED]);
  expect(await fail()).toMatchObject({ reason: 'invalidRequest', message: UNSUPPORTED.message });
  expect(calls).toHaveLength(1);
});

it.each<[string, Sketch]>([
  ['unknown', { targets: { first: {} }, tiers: [['first']] }],
  ["another account's", { targets: { first: { foundationModel: CLAUDE, role: { arn: 'arn:aws:iam::222222222222:role/x' } } }, tiers: [['first']] }],
])('says so where the model is %s', async (_, sketch) => {
  const { calls, fail } = setting(sketch, [42]);
  expect(await fail()).toMatchObject({ reason: 'invalidRequest', message: expect.stringContaining('cannot be counted') as string });
  expect(calls).toEqual([]);
});

it('is off unless the operator has switched it on', async () => {
  const { calls, fail } = setting(TWO, [42], [], false);
  expect(await fail()).toMatchObject({ reason: 'notFound', status: 404, message: expect.stringContaining('tokenCounting') as string });
  expect(calls).toEqual([]);
});

it('is refused like any request for what is not open to the tenant, or switched off', async () => {
  expect(await setting(TWO, [42]).fail({ ...REQUEST, route: 'other' })).toMatchObject({ reason: 'unknownRoute' });
  expect(await setting({ ...TWO, tenant: { routes: [] } }, [42]).fail()).toMatchObject({ reason: 'unknownRoute' });
  expect(await setting(TWO, [42]).fail(REQUEST, 'stranger')).toMatchObject({ reason: 'forbidden' });
  expect(await setting(TWO, [42], [{ kind: 'tenant', name: TENANT, effect: 'disabled' }]).fail()).toMatchObject({ reason: 'forbidden' });
});

it('ends with its caller', async () => {
  const { caller, fail } = setting(TWO, [42]);
  caller.abort();
  expect(await fail()).toBeInstanceOf(CallerLeft);
});

it('refuses what its surface has no words for, before anybody is asked', async () => {
  const refusal = new GatewayError('invalidRequest', 'no words');
  const { calls, fail } = setting(TWO, [42]);
  expect(await fail({ route: ROUTE, inputFor: () => { throw refusal; } })).toBe(refusal);
  expect(calls).toEqual([]);
});
