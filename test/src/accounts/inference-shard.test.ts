import { Aws, Token } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { AccountShardOptions, InferenceShard, InferenceTarget, ResilientInferenceProps, RouteGuardrail, ShardSelection } from '../../../src/index';
import { ErrorCode } from '../../../src/private/errors';
import { expectError } from '../support/errors';
import { construct, SONNET, synthesize } from '../support/synthesis';

const MEMBER = '222222222222';
const OTHER = '333333333333';
const REGIONS = ['us-east-1', 'us-west-2'];
const sonnet = () => InferenceTarget.crossRegion(SONNET);

function propsOf(shards: InferenceShard[], more: Partial<ResilientInferenceProps> = {}): ResilientInferenceProps {
  return { routes: { sonnet: { targets: sonnet().inShards(shards) } }, tenants: { 'team-a': {} }, ...more };
}

const planOf = (shards: InferenceShard[], more?: Partial<ResilientInferenceProps>) => synthesize(propsOf(shards, more)).plan;

describe('a target in shards', () => {
  test('is called in every Region of every one of them, through its role, in its shard', () => {
    const { targets, routes } = planOf([
      InferenceShard.home({ regions: REGIONS }),
      InferenceShard.inAccount(MEMBER, { regions: REGIONS, weight: 2, roleName: 'shard', externalId: 'ext' }),
      InferenceShard.inAccount(OTHER),
    ]);
    const role = { arn: `arn:aws:iam::${MEMBER}:role/shard`, externalId: 'ext' };
    expect(targets).toMatchObject({
      [`${SONNET}@us-east-1`]: { region: 'us-east-1', shard: 'home' },
      [`${SONNET}@us-west-2`]: { region: 'us-west-2', shard: 'home' },
      [`${SONNET}@us-east-1/${MEMBER}`]: { region: 'us-east-1', shard: MEMBER, role },
      [`${SONNET}@us-west-2/${MEMBER}`]: { region: 'us-west-2', shard: MEMBER, role },
      [`${SONNET}@us-east-1/${OTHER}`]: { region: 'us-east-1', shard: OTHER, role: { arn: `arn:aws:iam::${OTHER}:role/inference-shard` } },
    });
    expect(Object.keys(targets)).toHaveLength(5);
    expect(targets[`${SONNET}@us-east-1`]).not.toHaveProperty('role');
    expect(routes.sonnet?.tiers[0]?.members.map(({ weight }) => weight)).toEqual([1, 1, 2, 2, 1]);
  });

  test('is the same target that one would write by hand', () => {
    const roleArn = InferenceShard.inAccount(MEMBER).roleArn;
    const byHand = InferenceTarget.crossRegion(SONNET, {
      region: 'us-west-2', roleArn, shard: MEMBER, capacity: { requestsPerMinute: 9 }, weight: 6,
    });
    const shard = InferenceShard.inAccount(MEMBER, { regions: ['us-west-2'], capacity: { [SONNET]: { requestsPerMinute: 9 } }, weight: 2 });
    const inShards = InferenceTarget.crossRegion(SONNET, { weight: 3 }).inShards([shard]);
    const planWith = (targets: InferenceTarget[]) => planOf([shard], { routes: { sonnet: { targets } } });
    expect(planWith(inShards)).toEqual(planWith([byHand]));
  });

  test('keeps what it says of its model, and its capacity unless the shard declares one', () => {
    const target = InferenceTarget.crossRegion(SONNET, { burndown: 7, capacity: { requestsPerMinute: 5 }, destinationRegions: ['us-east-2'] });
    const declared = InferenceShard.inAccount(MEMBER, { capacity: { [SONNET]: { requestsPerMinute: 200 } } });
    const { targets } = planOf([declared], { routes: { sonnet: { targets: target.inShards([InferenceShard.home(), declared]) } } });
    expect(targets[`${SONNET}@us-east-1`]).toMatchObject({ burndown: 7, capacity: { limits: { requestsPerMinute: 5 } } });
    expect(targets[`${SONNET}@us-east-1/${MEMBER}`]).toMatchObject({ burndown: 7, capacity: { limits: { requestsPerMinute: 200 } } });
  });

  test('of a name are of one shard, whatever account and Region', () => {
    const { targets } = planOf([InferenceShard.inAccount(MEMBER, { name: 'first' }), InferenceShard.inAccount(OTHER, { name: 'first' })]);
    expect(Object.values(targets).map(({ shard }) => shard)).toEqual(['first', 'first']);
  });

  test('comes once for each place, whatever shards there are', () => {
    const shard = fc.record({
      account: fc.option(fc.stringMatching(/^[0-9]{12}$/)), regions: fc.option(fc.uniqueArray(fc.constantFrom('us-east-1', 'us-east-2', 'us-west-2'), { minLength: 1 })),
    });
    fc.assert(fc.property(fc.array(shard, { minLength: 1, maxLength: 6 }), (estate) => {
      const shards = estate.map(({ account, regions }) => (account === null
        ? InferenceShard.home({ regions: regions ?? undefined })
        : InferenceShard.inAccount(account, { regions: regions ?? undefined })));
      const targets = sonnet().inShards(shards);
      expect(targets).toHaveLength(estate.reduce((sum, { regions }) => sum + (regions?.length ?? 1), 0));
      expect(targets.filter(({ roleArn }) => roleArn === undefined)).toHaveLength(
        estate.filter(({ account }) => account === null).reduce((sum, { regions }) => sum + (regions?.length ?? 1), 0));
    }));
  });

  test('cannot say itself what shards say', () => {
    const said = InferenceTarget.crossRegion(SONNET, { region: 'us-east-1', roleArn: `arn:aws:iam::${MEMBER}:role/x`, name: 'n' });
    expectError(() => said.inShards([InferenceShard.home()]), 'ContradictoryProperties', SONNET, 'region, roleArn, name', 'leave them out');
    expectError(() => InferenceTarget.crossRegion(SONNET, { shard: 's' }).inShards([InferenceShard.home()]), 'ContradictoryProperties', 'leave it out');
  });

  test('cannot be an ARN, which is in one place', () => {
    const provisioned = `arn:aws:bedrock:us-east-1:${MEMBER}:provisioned-model/abc`;
    expectError(() => InferenceTarget.onDemand(provisioned).inShards([InferenceShard.home()]), 'ContradictoryProperties', provisioned, 'exists in one account and Region');
  });

  test('cannot be nowhere, nor twice in one place', () => {
    expectError(() => sonnet().inShards([]), 'NoTargets', SONNET, 'list at least one InferenceShard');
    const home = InferenceShard.home();
    expectError(() => construct(propsOf([home, home])), 'DuplicateTarget', `${SONNET}@us-east-1`);
  });

  test('cannot be called from outside of its geography', () => {
    expectError(() => construct(propsOf([InferenceShard.home({ regions: ['eu-west-1'] })])), 'WrongRegion', SONNET, "'eu-west-1'", '(at Stack/Gateway)');
  });
});

describe('a shard says what it received and what to do when it is', () => {
  test.each<[string, () => unknown, ErrorCode, string[]]>([
    ['of no account', () => InferenceShard.inAccount('2222'), 'InvalidAccountId', ["'2222'", '12 digits']],
    ['of an account that is a token', () => InferenceShard.inAccount(Aws.ACCOUNT_ID), 'TokenNotAllowed', ['pass the 12 digits']],
    ['in no Region', () => InferenceShard.home({ regions: [] }), 'InvalidRegion', ["'home'", 'are empty']],
    ['in something that is no Region', () => InferenceShard.home({ regions: ['Europe'] }), 'InvalidRegion', ["'home'", "'Europe'"]],
    ['in one Region twice', () => InferenceShard.inAccount(MEMBER, { regions: ['us-east-1', 'us-east-1'] }), 'InvalidRegion', [MEMBER, "'us-east-1' twice"]],
    ['in a list that is a token', () => InferenceShard.home({ regions: Token.asList({ Ref: 'Regions' }) }), 'TokenNotAllowed', ['token list']],
    ['of no weight', () => InferenceShard.home({ weight: 0 }), 'InvalidNumber', ["the weight of shard 'home' is 0"]],
    ['of half a weight', () => InferenceShard.home({ weight: 1.5 }), 'InvalidNumber', ['1.5']],
    ['of a weight that is a token', () => InferenceShard.home({ weight: Token.asNumber({ Ref: 'W' }) }), 'TokenNotAllowed', ['weight']],
    ['without any limit in a capacity', () => InferenceShard.home({ capacity: { [SONNET]: {} } }), 'QuotaWithoutLimit', [SONNET]],
    ['of less than nothing', () => InferenceShard.home({ capacity: { [SONNET]: { requestsPerMinute: -1 } } }), 'InvalidNumber', [SONNET, '-1']],
    ['of a name that no shard can have', () => InferenceShard.home({ name: 'a b' }), 'InvalidName', ["'a b'"]],
    ['of a role that no role can be', () => InferenceShard.inAccount(MEMBER, { roleName: 'a/b' }), 'InvalidName', ["'a/b'", MEMBER]],
    ['of an external id that is none', () => InferenceShard.inAccount(MEMBER, { externalId: '!' }), 'InvalidExternalId', ["'!'", MEMBER]],
    ['with a guardrail in a Region that it is not in',
      () => InferenceShard.inAccount(MEMBER, { regions: REGIONS, guardrails: { 'us-east-2': { identifier: 'gr1', version: '1' } } }),
      'ContradictoryProperties', ["'us-east-2'", "'us-east-1', 'us-west-2'"]],
  ])('%s', (_, make, code, fragments) => expectError(make, code, ...fragments));

  test('with a capacity for what nothing calls in it', () => {
    const shard = InferenceShard.inAccount(MEMBER, { capacity: { 'anthropic.claude-sonnet-4-6': { requestsPerMinute: 1 } } });
    expectError(() => construct(propsOf([shard])), 'UnusedModel', `'${MEMBER}'`, "'anthropic.claude-sonnet-4-6'", `'${SONNET}'`, '(at Stack/Gateway)');
  });
});

describe('a Region that is a token', () => {
  test('is that of the stack', () => {
    expect(planOf([InferenceShard.home({ regions: [Aws.REGION] })]).targets).toHaveProperty([`${SONNET}@us-east-1`]);
  });
});

describe('a drained shard', () => {
  const member = (options: AccountShardOptions = {}) => InferenceShard.inAccount(MEMBER, options);

  test('stays in the plan, which says that it takes no requests', () => {
    const plan = planOf([InferenceShard.home(), member({ drained: true })]);
    expect(plan.drainedShards).toEqual([MEMBER]);
    expect(Object.keys(plan.targets)).toHaveLength(2);
  });

  test('is nothing that a plan without one speaks of', () => {
    expect(planOf([InferenceShard.home(), member()])).not.toHaveProperty('drainedShards');
  });

  test('may be what a tenant is pinned to, so that it comes back without another change', () => {
    const plan = planOf([InferenceShard.home(), member({ drained: true })], { tenants: { 'team-a': { shards: ShardSelection.pinned(MEMBER) } } });
    expect(plan.tenants['team-a']?.shards).toEqual({ kind: 'pinned', shards: [MEMBER] });
  });

  test('cannot be all that a route has', () => {
    expectError(
      () => construct(propsOf([member({ drained: true }), InferenceShard.home({ drained: true })])),
      'UnservedRoute', "route 'sonnet'", `'${MEMBER}', 'home'`, '(at Stack/Gateway)',
    );
  });

  test('has to be drained in whole', () => {
    const shards = [member({ drained: true, regions: ['us-east-1'] }), member({ regions: ['us-west-2'] })];
    expectError(() => construct(propsOf(shards)), 'ContradictoryProperties', `shard '${MEMBER}' is drained and not drained`, 'give one another name');
  });
});

describe('guardrails of a shard', () => {
  const guardrails = { 'us-east-1': { identifier: 'gr2', version: '7' } };
  const shard = () => InferenceShard.inAccount(MEMBER, { regions: ['us-east-1'], guardrails });
  const guardrail = RouteGuardrail.perRegion({ 'us-east-1': { identifier: 'gr1', version: '3' } });

  test('are what its targets are called with on routes that have one, and on no other', () => {
    const shards = [InferenceShard.home(), shard()];
    const everywhere = { targets: sonnet().inShards(shards) };
    const { targets } = planOf(shards, { routes: { guarded: { ...everywhere, guardrail }, open: everywhere } });
    expect(targets[`${SONNET}@us-east-1`]?.guardrails).toEqual({ guarded: { identifier: 'gr1', version: '3' } });
    expect(targets[`${SONNET}@us-east-1/${MEMBER}`]?.guardrails).toEqual({ guarded: { identifier: 'gr2', version: '7' } });
  });

  test('have to be there for a route with a guardrail', () => {
    const targets = sonnet().inShards([InferenceShard.inAccount(MEMBER)]);
    expectError(() => construct({ routes: { r: { targets, guardrail } }, tenants: { t: {} } }), 'MissingGuardrail', MEMBER, 'or its shard');
  });

  test('have to be used', () => {
    expectError(() => construct(propsOf([shard()])), 'ContradictoryProperties', `shard '${MEMBER}' has guardrails`, 'no route that uses it has one', '(at Stack/Gateway)');
  });
});
