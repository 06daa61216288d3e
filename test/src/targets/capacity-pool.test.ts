import { Aws, CfnParameter, App, Stack } from 'aws-cdk-lib';
import { Capacity, InferenceAccountRole, InferenceTarget } from '../../../src';
import { bindPools } from '../../../src/targets/bind-pools';
import { expectError } from '../support/errors';

const SONNET = 'us.anthropic.claude-sonnet-4-6';
const stack = () => new Stack(new App(), 'Stack', { env: { region: 'us-east-1' } });
const bind = (target: InferenceTarget) => target._bind(stack(), 'us-east-1');
const poolOf = (target: InferenceTarget) => bind(target).pool;

describe('what is counted together', () => {
  test.each([
    ['on demand', InferenceTarget.onDemand('anthropic.claude-3-haiku-20240307-v1:0'), 'on-demand:anthropic.claude-3-haiku-20240307-v1:0@us-east-1'],
    ['a geographic profile', InferenceTarget.crossRegion(SONNET), 'cross-region:anthropic.claude-sonnet-4-6@us-east-1'],
    ['a Global profile', InferenceTarget.globalCrossRegion('global.anthropic.claude-sonnet-4-6'), 'global:anthropic.claude-sonnet-4-6@us-east-1'],
    ['another Region', InferenceTarget.crossRegion(SONNET, { region: 'us-west-2' }), 'cross-region:anthropic.claude-sonnet-4-6@us-west-2'],
    ['another account', InferenceTarget.crossRegion(SONNET, { roleArn: 'arn:aws:iam::222222222222:role/x' }), 'cross-region:anthropic.claude-sonnet-4-6@us-east-1/222222222222'],
    ['a model by its ARN', InferenceTarget.onDemand('arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0'), 'on-demand:amazon.nova-lite-v1:0@us-east-1'],
    ['Provisioned Throughput', InferenceTarget.onDemand('arn:aws:bedrock:us-east-1:111111111111:provisioned-model/abc123'), 'arn:aws:bedrock:us-east-1:111111111111:provisioned-model/abc123@us-east-1'],
    [
      'Provisioned Throughput of a known model',
      InferenceTarget.onDemand('arn:aws:bedrock:us-east-1:111111111111:provisioned-model/abc123', { foundationModel: 'anthropic.claude-3-haiku-20240307-v1:0' }),
      'arn:aws:bedrock:us-east-1:111111111111:provisioned-model/abc123@us-east-1',
    ],
    ['a pool by name', InferenceTarget.crossRegion(SONNET, { capacity: { requestsPerMinute: 1, pool: 'mine' } }), 'mine'],
  ])('is told by kind, model, Region and account: %s', (_, target, pool) => {
    expect(poolOf(target)).toBe(pool);
  });

  test('a name of the target changes nothing, another role in the same account neither', () => {
    const role = (name: string) => ({ roleArn: InferenceAccountRole.arnFor('222222222222', name) });
    expect(poolOf(InferenceTarget.crossRegion(SONNET, { name: 'other' }))).toBe(poolOf(InferenceTarget.crossRegion(SONNET)));
    expect(poolOf(InferenceTarget.crossRegion(SONNET, role('a')))).toBe(poolOf(InferenceTarget.crossRegion(SONNET, role('b'))));
  });

  test('what a token hides is counted by itself', () => {
    const parameter = new CfnParameter(stack(), 'Model').valueAsString;
    expect(poolOf(InferenceTarget.onDemand(parameter, { name: 'hidden' }))).toBe('hidden');
    const roleArn = `arn:aws:iam::${Aws.ACCOUNT_ID}:role/x`;
    expect(poolOf(InferenceTarget.crossRegion(SONNET, { name: 'elsewhere', roleArn }))).toBe('elsewhere');
  });
});

describe('the capacity of a pool', () => {
  const pools = (...capacities: (Capacity | undefined)[]) =>
    bindPools(stack(), capacities.map((capacity, index) => bind(InferenceTarget.crossRegion(SONNET, { name: `t${index}`, capacity }))));

  test('is that of whichever of its targets declares one', () => {
    const capacity = { requestsPerMinute: 5 };
    for (const declared of [[capacity, undefined], [undefined, capacity], [capacity, { ...capacity }]]) {
      expect(Object.keys(Object.fromEntries(pools(...declared)))).toEqual(['cross-region:anthropic.claude-sonnet-4-6@us-east-1']);
      expect([...pools(...declared).values()]).toMatchObject([capacity]);
    }
    expect(pools(undefined).size).toBe(0);
  });

  test('cannot be declared twice differently', () => {
    expectError(() => pools({ requestsPerMinute: 5 }, { requestsPerMinute: 6 }), 'CapacityConflict', "targets 't0' and 't1'", '"requestsPerMinute":5', '"requestsPerMinute":6', '(at Stack)');
    expect(pools({ requestsPerMinute: 5 }, { requestsPerMinute: 6, pool: 'apart' }).size).toBe(2);
  });
});

test.each([{}, { pool: 'x' }])('a capacity without a limit is refused: %j', (capacity) => {
  expectError(() => InferenceTarget.crossRegion(SONNET, { capacity }), 'QuotaWithoutLimit', `the capacity of the target for '${SONNET}'`);
});

test.each(['', 'a b', '#x'])("the pool '%s' is refused", (pool) => {
  expectError(() => InferenceTarget.crossRegion(SONNET, { capacity: { requestsPerMinute: 1, pool } }), 'InvalidName', 'the pool of the capacity');
});
