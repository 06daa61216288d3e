import { CfnParameter, Stack } from 'aws-cdk-lib';
import { evaluate } from '../../../local/iam/evaluate';
import { parsePolicy } from '../../../local/iam/policy';
import { ApplicationProfiles, InferenceTarget, ResilientInferenceProps } from '../../../src/index';
import { INVOKE, Statement, actionsOf, allStatements, arn, statementsFor, statementsOf } from '../support/policies';
import { SONNET, synthesize } from '../support/synthesis';

const TABLE_ACTIONS = ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem'];
const HUB = '111111111111';
const ROLE = 'arn:aws:iam::222222222222:role/inference';

function propsWith(...targets: InferenceTarget[]): ResilientInferenceProps {
  return { routes: { r: { targets } }, tenants: { t: {} } };
}

/** What the gateway's role may do with Bedrock and STS. */
function statementsWith(...targets: InferenceTarget[]): Statement[] {
  const { template } = synthesize(propsWith(...targets));
  return [...statementsFor('bedrock', template, 'GatewayRole'), ...statementsFor('sts', template, 'GatewayRole')];
}

const usProfile = (region: string) => arn(`bedrock:${region}:${HUB}:inference-profile/us.anthropic.claude-sonnet-4-6`);
const sonnetIn = (region: string) => arn(`bedrock:${region}::foundation-model/anthropic.claude-sonnet-4-6`);

test('counting tokens needs each model itself, in its source Region and only in the account of the gateway', () => {
  const { template } = synthesize({
    ...propsWith(
      InferenceTarget.crossRegion(SONNET), InferenceTarget.crossRegion(SONNET, { region: 'us-west-2' }), InferenceTarget.globalCrossRegion('global.anthropic.claude-sonnet-4-6'),
      InferenceTarget.crossRegion(SONNET, { name: 'away', roleArn: ROLE }),
    ),
    tokenCounting: true,
  });
  const counting = statementsFor('bedrock', template, 'GatewayRole').filter((statement) => JSON.stringify(statement.Action).includes('CountTokens'));
  expect(counting).toEqual([
    { Effect: 'Allow', Action: ['bedrock:CountTokens', 'bedrock:InvokeModel'], Resource: [sonnetIn('us-east-1'), sonnetIn('us-west-2')] },
  ]);
});

test('no tokens are counted unless the operator wants it', () => {
  const { plan, template } = synthesize(propsWith(InferenceTarget.crossRegion(SONNET)));
  expect(JSON.stringify(allStatements(template))).not.toContain('CountTokens');
  expect(plan).not.toHaveProperty('tokenCounting');
});

test('an on-demand model needs its own ARN in the source Region', () => {
  expect(statementsWith(InferenceTarget.onDemand('amazon.nova-lite-v1:0'))).toEqual([
    { Effect: 'Allow', Action: INVOKE, Resource: arn('bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0') },
  ]);
});

test('a geographic profile needs itself, and the model in the source and all destinations, through the profile only', () => {
  expect(statementsWith(InferenceTarget.crossRegion(SONNET))).toEqual([
    { Effect: 'Allow', Action: INVOKE, Resource: usProfile('us-east-1') },
    {
      Effect: 'Allow',
      Action: INVOKE,
      Resource: [sonnetIn('us-east-1'), sonnetIn('us-east-2'), sonnetIn('us-west-2')],
      Condition: { StringEquals: { 'bedrock:InferenceProfileArn': usProfile('us-east-1') } },
    },
  ]);
});

test('a geographic profile in another source Region needs that Region’s profile', () => {
  const [profile, models] = statementsWith(InferenceTarget.crossRegion(SONNET, { region: 'us-west-2' }));
  expect(profile?.Resource).toEqual(usProfile('us-west-2'));
  expect(models?.Condition).toEqual({ StringEquals: { 'bedrock:InferenceProfileArn': usProfile('us-west-2') } });
});

test('destinations that were passed are the only ones, besides the source', () => {
  const [, models] = statementsWith(InferenceTarget.crossRegion(SONNET, { destinationRegions: ['us-west-2'] }));
  expect(models?.Resource).toEqual([sonnetIn('us-east-1'), sonnetIn('us-west-2')]);
});

describe('a profile of a geography that nobody knows', () => {
  const CA = 'ca.anthropic.claude-sonnet-4-6';
  const profile = `arn:aws:bedrock:us-east-1:${HUB}:inference-profile/${CA}`;
  const policy = () => {
    const text = JSON.stringify({ Statement: statementsWith(InferenceTarget.crossRegion(CA)) });
    return parsePolicy(JSON.parse(text.replace(/\{"Fn::Join":\["",\["arn:",\{"Ref":"AWS::Partition"\},"([^"]*)"\]\]\}/g, '"arn:aws$1"')), 'the policy');
  };
  const may = (resource: string, through?: string, action = 'bedrock:InvokeModel') => evaluate({
    policies: [policy()], action, resource, context: through === undefined ? {} : { 'bedrock:InferenceProfileArn': through },
  }).effect === 'allowed';

  test('may be called, and its model in every Region', () => {
    expect(may(profile)).toBe(true);
    for (const region of ['us-east-1', 'ca-central-1', 'ca-west-1']) {
      for (const action of INVOKE) expect(may(`arn:aws:bedrock:${region}::foundation-model/anthropic.claude-sonnet-4-6`, profile, action)).toBe(true);
    }
  });

  test('but through itself only, and no other model, profile or action', () => {
    expect(may('arn:aws:bedrock:ca-central-1::foundation-model/anthropic.claude-sonnet-4-6')).toBe(false);
    expect(may('arn:aws:bedrock:ca-central-1::foundation-model/anthropic.claude-sonnet-4-6', profile.replace('ca.', 'us.'))).toBe(false);
    expect(may('arn:aws:bedrock:ca-central-1::foundation-model/anthropic.claude-opus-4-6-v1', profile)).toBe(false);
    expect(may(profile.replace('us-east-1', 'us-west-2'))).toBe(false);
    expect(may(profile, undefined, 'bedrock:GetInferenceProfile')).toBe(false);
  });

  test('names no wildcard once its destinations are passed', () => {
    expect(JSON.stringify(statementsWith(InferenceTarget.crossRegion(CA, { destinationRegions: ['ca-central-1'] })))).not.toContain('*');
  });
});

test('a Global profile needs itself, the model in the source Region, and the model without a Region', () => {
  const profile = arn(`bedrock:us-east-1:${HUB}:inference-profile/global.anthropic.claude-sonnet-4-6`);
  expect(statementsWith(InferenceTarget.globalCrossRegion('global.anthropic.claude-sonnet-4-6'))).toEqual([
    { Effect: 'Allow', Action: INVOKE, Resource: profile },
    { Effect: 'Allow', Action: INVOKE, Resource: sonnetIn('us-east-1'), Condition: { StringEquals: { 'bedrock:InferenceProfileArn': profile } } },
    {
      Effect: 'Allow',
      Action: INVOKE,
      Resource: arn('bedrock:::foundation-model/anthropic.claude-sonnet-4-6'),
      Condition: { StringEquals: { 'bedrock:InferenceProfileArn': profile, 'aws:RequestedRegion': 'unspecified' } },
    },
  ]);
});

test('an ARN needs itself', () => {
  const provisioned = `arn:aws:bedrock:us-east-1:${HUB}:provisioned-model/abc`;
  expect(statementsWith(InferenceTarget.onDemand(provisioned))).toEqual([{ Effect: 'Allow', Action: INVOKE, Resource: provisioned }]);
});

describe('an application inference profile that exists', () => {
  const profile = `arn:aws:bedrock:us-east-1:${HUB}:application-inference-profile/x1`;
  const through = { StringEquals: { 'bedrock:InferenceProfileArn': profile } };
  const allow = (Resource: unknown, Condition?: unknown) => ({ Effect: 'Allow', Action: INVOKE, Resource, ...Condition !== undefined && { Condition } });
  const copyOf = (copiedFrom: string) => statementsWith(InferenceTarget.applicationProfile(profile, { copiedFrom }));

  test('of a foundation model needs itself, and the model through itself only', () => {
    expect(copyOf('amazon.nova-lite-v1:0')).toEqual([
      allow(profile), allow(arn('bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0'), through),
    ]);
  });

  test('of a geographic profile needs that profile and its models too, through itself only', () => {
    expect(copyOf(SONNET)).toEqual([
      allow(profile),
      allow(usProfile('us-east-1'), through),
      allow([sonnetIn('us-east-1'), sonnetIn('us-east-2'), sonnetIn('us-west-2')], through),
    ]);
  });

  test('of a Global profile needs the model without a Region too', () => {
    expect(copyOf('global.anthropic.claude-sonnet-4-6')).toEqual([
      allow(profile),
      allow(arn(`bedrock:us-east-1:${HUB}:inference-profile/global.anthropic.claude-sonnet-4-6`), through),
      allow(sonnetIn('us-east-1'), through),
      allow(arn('bedrock:::foundation-model/anthropic.claude-sonnet-4-6'), { StringEquals: { ...through.StringEquals, 'aws:RequestedRegion': 'unspecified' } }),
    ]);
  });
});

describe('profiles that the gateway makes', () => {
  const throughAny = { ArnLike: { 'bedrock:InferenceProfileArn': arn(`bedrock:us-east-1:${HUB}:application-inference-profile/*`) } };
  const statements = (...targets: InferenceTarget[]) => {
    const { template } = synthesize({ routes: { r: { targets } }, tenants: { a: {}, b: {} }, applicationProfiles: ApplicationProfiles.perTenant() });
    return { template, bedrock: statementsFor('bedrock', template, 'GatewayRole') };
  };

  test('are named one by one, and what they are copies of can be called through profiles of this account and Region only', () => {
    const { template, bedrock } = statements(InferenceTarget.crossRegion(SONNET));
    const ids = Object.keys(template.findResources('AWS::Bedrock::ApplicationInferenceProfile'));
    expect(ids).toHaveLength(2);
    expect(bedrock).toEqual([
      { Effect: 'Allow', Action: INVOKE, Resource: ids.map((id) => ({ 'Fn::GetAtt': [id, 'InferenceProfileArn'] })) },
      { Effect: 'Allow', Action: INVOKE, Resource: usProfile('us-east-1'), Condition: throughAny },
      { Effect: 'Allow', Action: INVOKE, Resource: [sonnetIn('us-east-1'), sonnetIn('us-east-2'), sonnetIn('us-west-2')], Condition: throughAny },
    ]);
  });

  test('of a Global profile let its Region-less model be called through profiles only', () => {
    const { bedrock } = statements(InferenceTarget.globalCrossRegion('global.anthropic.claude-sonnet-4-6'));
    expect(bedrock.at(-1)).toEqual({
      Effect: 'Allow',
      Action: INVOKE,
      Resource: arn('bedrock:::foundation-model/anthropic.claude-sonnet-4-6'),
      Condition: { ...throughAny, StringEquals: { 'aws:RequestedRegion': 'unspecified' } },
    });
  });

  test('take the place of the direct call, which only targets without a profile keep', () => {
    const { bedrock } = statements(InferenceTarget.crossRegion(SONNET), InferenceTarget.crossRegion(SONNET, { region: 'us-west-2' }));
    const direct = bedrock.filter(({ Condition, Resource }) => !Condition && !Array.isArray(Resource));
    expect(direct.map(({ Resource }) => Resource)).toEqual([usProfile('us-west-2')]);
    expect(bedrock).toHaveLength(5);
  });
});

test('a token needs what it becomes', () => {
  const { template } = synthesize((stack) => propsWith(InferenceTarget.onDemand(new CfnParameter(stack, 'ModelArn').valueAsString)));
  expect(statementsFor('bedrock', template, 'GatewayRole')).toEqual([{ Effect: 'Allow', Action: INVOKE, Resource: { Ref: 'ModelArn' } }]);
});

test('a target of another account needs its role and nothing of Bedrock', () => {
  expect(statementsWith(InferenceTarget.crossRegion(SONNET, { roleArn: ROLE }))).toEqual([{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: ROLE }]);
});

test('several targets behind one role need it once, and each role is named by itself', () => {
  const other = 'arn:aws:iam::333333333333:role/inference';
  expect(statementsWith(
    InferenceTarget.crossRegion(SONNET, { roleArn: ROLE }),
    InferenceTarget.crossRegion(SONNET, { roleArn: ROLE, region: 'us-west-2' }),
    InferenceTarget.crossRegion(SONNET, { roleArn: other }),
  )).toEqual([ROLE, other].map((role) => ({ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: role })));
});

test('a target of several routes and tiers is allowed once', () => {
  const target = InferenceTarget.onDemand('amazon.nova-lite-v1:0');
  const other = InferenceTarget.onDemand('amazon.nova-pro-v1:0');
  const { template } = synthesize({
    routes: { a: { targets: [target], fallbacks: [{ targets: [other] }] }, b: { targets: [other], fallbacks: [{ targets: [target] }] } },
    tenants: { t: {} },
  });
  expect(statementsFor('bedrock', template, 'GatewayRole').map(({ Resource }) => Resource)).toEqual([
    arn('bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0'),
    arn('bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0'),
  ]);
});

test('a stack without a Region names it by reference', () => {
  const { template } = synthesize(propsWith(InferenceTarget.onDemand('amazon.nova-lite-v1:0')), {});
  expect(statementsFor('bedrock', template, 'GatewayRole')[0]?.Resource).toEqual({
    'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':bedrock:', { Ref: 'AWS::Region' }, '::foundation-model/amazon.nova-lite-v1:0']],
  });
});

test('the table allows one read and one conditional write, the log group its lines, and there is nothing else', () => {
  const { template } = synthesize(propsWith(InferenceTarget.onDemand('amazon.nova-lite-v1:0')));
  expect(statementsOf(template, 'GatewayRole').slice(0, 2)).toEqual([
    { Effect: 'Allow', Action: TABLE_ACTIONS, Resource: { 'Fn::GetAtt': [expect.stringMatching(/^GatewayTable/), 'Arn'] } },
    { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: { 'Fn::GetAtt': [expect.stringMatching(/^GatewayLogGroup/), 'Arn'] } },
  ]);
  expect(statementsOf(template, 'GatewayRole')).toHaveLength(3);
});

test('no statement has a wildcard in an action or names every resource, whatever the targets', () => {
  const { template } = synthesize((stack: Stack) => propsWith(
    InferenceTarget.onDemand('amazon.nova-lite-v1:0'),
    InferenceTarget.onDemand(new CfnParameter(stack, 'ModelArn').valueAsString),
    InferenceTarget.crossRegion(SONNET),
    InferenceTarget.globalCrossRegion('global.anthropic.claude-sonnet-4-6'),
    InferenceTarget.crossRegion(SONNET, { roleArn: ROLE }),
  ));
  const statements = allStatements(template);
  expect(statements.length).toBeGreaterThan(8);
  expect(statements.flatMap(actionsOf).filter((action) => action.includes('*'))).toEqual([]);
  expect(statements.filter(({ Resource }) => JSON.stringify(Resource ?? '').includes('*'))).toEqual([]);
});

test('permissions beyond the size of an inline policy spill into managed policies', () => {
  const models = Array.from({ length: 40 }, (_, index) => InferenceTarget.crossRegion(`us.anthropic.claude-sonnet-4-6-variant-${index}`));
  const { template } = synthesize(propsWith(...models));
  expect(Object.keys(template.findResources('AWS::IAM::ManagedPolicy')).length).toBeGreaterThan(0);
  expect(allStatements(template).filter((statement) => actionsOf(statement).includes('bedrock:InvokeModel'))).toHaveLength(80);
});
