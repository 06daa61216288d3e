import { App, CfnParameter, DefaultStackSynthesizer, PermissionsBoundary, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ManagedPolicy } from 'aws-cdk-lib/aws-iam';
import {
  InferenceAccountRole, InferenceMemberStack, InferenceMemberStackProps, InferenceMemberTemplate, InferenceMemberTemplateProps, InferenceShard,
  InferenceTarget, ResilientInferenceStack, ResilientInferenceStackProps, RouteGuardrail,
} from '../../../src/index';
import { expectError } from '../support/errors';
import { actionsOf, allStatements, arn, INVOKE, statementsOf } from '../support/policies';
import { ENV, SONNET, synthesize } from '../support/synthesis';

const HAIKU = 'us.anthropic.claude-haiku-4-5-20251001-v1:0';
const [MEMBER, OTHER] = ['222222222222', '333333333333'];

interface Estate {
  readonly app: App;
  readonly hub: ResilientInferenceStack;
}

function estate(props: Partial<ResilientInferenceStackProps> = {}): Estate {
  const app = new App();
  const shards = [InferenceShard.home(), InferenceShard.inAccount(MEMBER, { externalId: 'ext' }), InferenceShard.inAccount(OTHER, { externalId: 'ext' })];
  const hub = new ResilientInferenceStack(app, 'Inference', {
    env: ENV,
    roleName: 'inference-gateway',
    routes: { sonnet: { targets: InferenceTarget.crossRegion(SONNET, { destinationRegions: ['us-west-2'] }).inShards(shards) } },
    tenants: { 'team-a': {} },
    ...props,
  });
  return { app, hub };
}

function member({ app, hub }: Estate, props: Partial<InferenceMemberStackProps> = {}): InferenceMemberStack {
  return new InferenceMemberStack(app, 'Member', { gateway: hub.inference, account: MEMBER, ...props });
}

function members({ app, hub }: Estate, props: Partial<InferenceMemberTemplateProps> = {}): InferenceMemberTemplate {
  return new InferenceMemberTemplate(app, 'Members', { gateway: hub.inference, ...props });
}

const onlyRole = (stack: Stack) => Object.values(Template.fromStack(stack).findResources('AWS::IAM::Role'))[0]?.Properties;
const routesTo = (targets: InferenceTarget[]) => ({ routes: { r: { targets } } });

describe('the stack of another account', () => {
  test('is deployed to it, in the Region of the gateway unless env names another', () => {
    expect(member(estate())).toMatchObject({ account: MEMBER, region: 'us-east-1' });
    expect(member(estate(), { env: { region: 'eu-west-1' } })).toMatchObject({ account: MEMBER, region: 'eu-west-1' });
  });

  test('trusts the role of the gateway alone, which sends the external id', () => {
    expect(onlyRole(member(estate()))).toMatchObject({
      RoleName: 'inference-shard',
      AssumeRolePolicyDocument: {
        Statement: [{
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Principal: { AWS: arn('iam::111111111111:root') },
          Condition: { ArnEquals: { 'aws:PrincipalArn': arn('iam::111111111111:role/inference-gateway') }, StringEquals: { 'sts:ExternalId': 'ext' } },
        }],
      },
    });
  });

  test('asks for the organization and bounds its roles, if it is told to', () => {
    const role = onlyRole(member(estate(), { organizationId: 'o-a1b2c3d4e5', permissionsBoundary: PermissionsBoundary.fromName('boundary') }));
    expect(role.AssumeRolePolicyDocument.Statement[0].Condition.StringEquals).toEqual({ 'sts:ExternalId': 'ext', 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' });
    expect(JSON.stringify(role.PermissionsBoundary)).toContain(`:iam::${MEMBER}:policy/boundary`);
  });

  test('allows exactly what the gateway calls there, from the Region of the gateway', () => {
    const away = member(estate(), { env: { region: 'eu-west-1' } });
    const profile = arn(`bedrock:us-east-1:${MEMBER}:inference-profile/${SONNET}`);
    expect(statementsOf(Template.fromStack(away), 'inferenceshard')).toEqual([
      { Effect: 'Allow', Action: INVOKE, Resource: profile },
      {
        Effect: 'Allow',
        Action: INVOKE,
        Resource: ['us-east-1', 'us-west-2'].map((region) => arn(`bedrock:${region}::foundation-model/anthropic.claude-sonnet-4-6`)),
        Condition: { StringEquals: { 'bedrock:InferenceProfileArn': profile } },
      },
    ]);
  });

  test('has what every kind of fallback calls there, once, and nothing of other accounts', () => {
    const shard = InferenceShard.inAccount(MEMBER);
    const sonnet = InferenceTarget.crossRegion(SONNET).inShards([shard]);
    const haiku = InferenceTarget.crossRegion(HAIKU).inShards([InferenceShard.inAccount(OTHER), shard]);
    const nova = InferenceTarget.onDemand('amazon.nova-pro-v1:0').inShards([shard]);
    const every = { targets: sonnet, fallbacks: [{ targets: haiku }], contentFilterFallbacks: [{ targets: nova }] };
    const { app, hub } = estate({ routes: { r: every, again: { targets: sonnet } } });
    const template = Template.fromStack(member({ app, hub }));
    const text = JSON.stringify(allStatements(template));
    for (const called of [SONNET, HAIKU, 'amazon.nova-pro-v1:0']) expect(text).toContain(called);
    expect(text).not.toContain(OTHER);
    expect(statementsOf(template, 'inferenceshard')).toHaveLength(5);
  });

  test('has a role for each that targets name, however they were made', () => {
    const byHand = InferenceTarget.crossRegion(HAIKU, { roleArn: InferenceAccountRole.arnFor(MEMBER, 'by-hand') });
    const { app, hub } = estate(routesTo([...InferenceTarget.crossRegion(SONNET).inShards([InferenceShard.inAccount(MEMBER)]), byHand]));
    const stack = member({ app, hub });
    expect(Object.values(Template.fromStack(stack).findResources('AWS::IAM::Role')).map(({ Properties }) => Properties.RoleName).sort()).toEqual(['by-hand', 'inference-shard']);
    expect(stack.roles).toHaveLength(2);
    const [, models] = statementsOf(Template.fromStack(stack), 'byhand');
    expect(JSON.stringify(models)).not.toContain('sonnet');
  });

  test('may apply the guardrails of its shard where a route has one', () => {
    const shard = InferenceShard.inAccount(MEMBER, { regions: ['us-east-1'], guardrails: { 'us-east-1': { identifier: 'gr2', version: '1' } } });
    const targets = InferenceTarget.crossRegion(SONNET).inShards([shard]);
    const { app, hub } = estate({ routes: { r: { targets, guardrail: RouteGuardrail.perRegion({}) } } });
    expect(statementsOf(Template.fromStack(member({ app, hub })), 'inferenceshard').at(-1)).toEqual({
      Effect: 'Allow', Action: 'bedrock:ApplyGuardrail', Resource: arn(`bedrock:us-east-1:${MEMBER}:guardrail/gr2`),
    });
  });

  test('refers to no other stack, and no other stack to it', () => {
    const { app, hub } = estate();
    const stack = member({ app, hub });
    app.synth();
    expect(stack.dependencies).toEqual([]);
    expect(hub.dependencies).toEqual([]);
    expect(JSON.stringify(Template.fromStack(stack).toJSON())).not.toContain('Fn::ImportValue');
  });

  test('has a permission for nothing but Bedrock, and no wildcard in an action', () => {
    const actions = statementsOf(Template.fromStack(member(estate())), 'inferenceshard').flatMap(actionsOf);
    expect([...new Set(actions)]).toEqual(INVOKE);
  });

  test.each<[string, Partial<InferenceMemberStackProps>, Parameters<typeof expectError>[1], string[]]>([
    ['of no account', { account: '2222' }, 'InvalidAccountId', ["'2222'"]],
    ['of an account in which the gateway has no target', { account: '444444444444' }, 'NoTargets', ["'444444444444'", `${MEMBER}, ${OTHER}`]],
    ['of one account, deployed to another', { env: { account: OTHER } }, 'ContradictoryProperties', [`'${OTHER}'`, `'${MEMBER}'`]],
    ['of something that is no organization', { organizationId: 'acme' }, 'InvalidOrganizationId', ["'acme'", 'o-a1b2c3d4e5']],
  ])('%s is refused', (_, props, code, fragments) => {
    expectError(() => member(estate(), props), code, ...fragments, '(at Member');
  });

  test('of an account that is a token is refused', () => {
    const { app, hub } = estate();
    const account = new CfnParameter(new Stack(app, 'Parameters'), 'Account').valueAsString;
    expectError(() => member({ app, hub }, { account }), 'TokenNotAllowed', 'pass the 12 digits', '(at Member)');
  });

  test('needs a gateway whose role, account and Region can be named', () => {
    expectError(() => member(estate({ roleName: undefined })), 'MissingRoleName', 'no name of its own', 'set its roleName', '(at Member)');
    expectError(() => member(estate({ env: undefined })), 'MissingEnvironment', "'Inference'", 'give that stack an env', '(at Member)');
    expectError(() => member(estate({ env: { account: '111111111111' } })), 'MissingEnvironment');
  });
});

describe('the template for many accounts', () => {
  type Sections = { readonly [section: string]: Record<string, { readonly Type: string }> | undefined };
  const templateOf = (stack: Stack) => Template.fromStack(stack).toJSON() as Sections;

  test('names the account by reference, everywhere', () => {
    const stack = members(estate());
    expect(stack.accounts).toEqual([MEMBER, OTHER]);
    const text = JSON.stringify(templateOf(stack));
    expect(text).not.toContain(MEMBER);
    expect(text).not.toContain(OTHER);
    expect(statementsOf(Template.fromStack(stack), 'inferenceshard')[0]?.Resource).toEqual({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':bedrock:us-east-1:', { Ref: 'AWS::AccountId' }, `:inference-profile/${SONNET}`]],
    });
  });

  test('says in each account what the stack of that account says', () => {
    const { app, hub } = estate();
    const [template, stack] = [members({ app, hub }), member({ app, hub })];
    const inAccount = JSON.stringify(templateOf(template).Resources).replaceAll('",{"Ref":"AWS::AccountId"},"', MEMBER);
    expect(JSON.parse(inAccount)).toEqual(templateOf(stack).Resources);
  });

  test('needs no asset, no bootstrapped account, no parameter and no condition', () => {
    const { app, hub } = estate();
    const stack = members({ app, hub });
    const assembly = app.synth();
    expect(Object.keys(templateOf(stack)).sort()).toEqual(['Description', 'Resources']);
    expect(Object.values(templateOf(stack).Resources ?? {}).map(({ Type }) => Type).sort()).toEqual(['AWS::IAM::Policy', 'AWS::IAM::Role']);
    const artifact = assembly.getStackArtifact(stack.artifactId);
    expect(artifact).toMatchObject({ assets: [], requiresBootstrapStackVersion: undefined, environment: { account: 'unknown-account', region: 'unknown-region' } });
    expect(artifact.dependencies.map(({ id }) => id)).toEqual([]);
  });

  test('takes the usual synthesizer where it is wanted', () => {
    expect(Object.keys(templateOf(members(estate(), { synthesizer: new DefaultStackSynthesizer() })))).toContain('Rules');
  });

  test('asks for the organization, and bounds its roles in each account', () => {
    const role = onlyRole(members(estate(), { organizationId: 'o-a1b2c3d4e5', permissionsBoundary: PermissionsBoundary.fromName('boundary') }));
    expect(role.AssumeRolePolicyDocument.Statement[0].Condition.StringEquals).toMatchObject({ 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' });
    expect(JSON.stringify(role.PermissionsBoundary)).toContain('{"Ref":"AWS::AccountId"}');
  });

  test.each<[string, InferenceTarget[]]>([
    ['another model', [
      ...InferenceTarget.crossRegion(SONNET).inShards([InferenceShard.inAccount(MEMBER)]),
      ...InferenceTarget.crossRegion(HAIKU).inShards([InferenceShard.inAccount(OTHER)]),
    ]],
    ['another Region', InferenceTarget.crossRegion(SONNET).inShards([InferenceShard.inAccount(MEMBER), InferenceShard.inAccount(OTHER, { regions: ['us-west-2'] })])],
    ['another external id', InferenceTarget.crossRegion(SONNET).inShards([
      InferenceShard.inAccount(MEMBER, { externalId: 'one' }), InferenceShard.inAccount(OTHER, { externalId: 'two' }),
    ])],
    ['another role', InferenceTarget.crossRegion(SONNET).inShards([InferenceShard.inAccount(MEMBER), InferenceShard.inAccount(OTHER, { roleName: 'other' })])],
  ])('is refused for accounts of which one has %s', (_, targets) => {
    const { app, hub } = estate(routesTo(targets));
    expectError(() => members({ app, hub }), 'RoleMismatch', `'${OTHER}'`, `'${MEMBER}'`, 'no template fits both', '(at Members)');
    expect(new InferenceMemberTemplate(app, 'One', { gateway: hub.inference, accounts: [OTHER] }).accounts).toEqual([OTHER]);
  });

  test('is refused for no account, and for one that is none', () => {
    expectError(() => members(estate(routesTo([InferenceTarget.crossRegion(SONNET)]))), 'NoTargets', 'targets in no other account', '(at Members)');
    expectError(() => members(estate(), { accounts: ['2'] }), 'InvalidAccountId', "'2'", '(at Members)');
    expectError(() => members(estate(), { env: ENV }), 'ContradictoryProperties', 'leave it out', '(at Members)');
  });
});

describe('a role by itself', () => {
  test('takes an organization and a boundary too', () => {
    const stack = new Stack(new App(), 'Stack', { env: { account: MEMBER, region: 'us-east-1' } });
    new InferenceAccountRole(stack, 'Role', {
      gatewayAccount: '111111111111',
      gatewayRoleName: 'gateway',
      organizationId: 'o-a1b2c3d4e5',
      permissionsBoundary: ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'boundary'),
      targets: InferenceTarget.crossRegion(SONNET).inShards([InferenceShard.inAccount(MEMBER)]),
    });
    expect(onlyRole(stack).PermissionsBoundary).toEqual(arn(`iam::${MEMBER}:policy/boundary`));
    expect(onlyRole(stack).AssumeRolePolicyDocument.Statement[0].Condition.StringEquals).toEqual({ 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' });
  });

  test('needs no plan to know: the gateway may assume what the member stacks create', () => {
    const targets = InferenceTarget.crossRegion(SONNET).inShards([InferenceShard.inAccount(MEMBER)]);
    const { template } = synthesize({ ...routesTo(targets), tenants: { t: {} } });
    expect(statementsOf(template, 'GatewayRole').at(-1)).toEqual({
      Effect: 'Allow', Action: 'sts:AssumeRole', Resource: `arn:aws:iam::${MEMBER}:role/inference-shard`,
    });
  });
});
