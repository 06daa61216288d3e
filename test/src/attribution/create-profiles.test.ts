import { App, CfnParameter, NestedStack, Stack, Tags } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { ApplicationProfiles, InferenceTarget, ResilientInference, ResilientInferenceProps, ShardSelection } from '../../../src';
import { expectError } from '../support/errors';
import { arn } from '../support/policies';
import { construct, ENV, SONNET, synthesize } from '../support/synthesis';

const HAIKU = 'global.anthropic.claude-haiku-4-5-20251001-v1:0';
const NOVA = 'amazon.nova-lite-v1:0';
const sonnet = InferenceTarget.crossRegion(SONNET);

interface Profile {
  readonly InferenceProfileName: string;
  readonly ModelSource: { readonly CopyFrom: unknown };
  readonly Tags: readonly { readonly Key: string; readonly Value: unknown }[];
}

function profilesIn(template: Template): Profile[] {
  return Object.values(template.findResources('AWS::Bedrock::ApplicationInferenceProfile')).map(({ Properties }) => Properties as Profile);
}

function profilesOf(props: Partial<ResilientInferenceProps>): Profile[] {
  const { template } = synthesize({
    routes: { r: { targets: [sonnet] } }, tenants: { a: {} }, applicationProfiles: ApplicationProfiles.perTenant(), ...props,
  });
  return profilesIn(template);
}

const tagsOf = ({ Tags: tags }: Profile) => Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
const owners = (profiles: readonly Profile[], tag: string) => profiles.map((profile) => tagsOf(profile)[tag]);
const sourcesOf = (profiles: readonly Profile[]) => profiles.map(({ ModelSource }) => JSON.stringify(ModelSource.CopyFrom));

const names = (count: number) => Array.from({ length: count }, (_, index) => `tenant-${index}`);
const tenants = (count: number) => Object.fromEntries(names(count).map((name) => [name, {}]));

test.each([undefined, ApplicationProfiles.none()])('there are none unless they are asked for (%#)', (applicationProfiles) => {
  const { plan, template } = synthesize({ routes: { r: { targets: [sonnet] } }, tenants: { a: {} }, applicationProfiles });
  expect(profilesIn(template)).toEqual([]);
  expect(plan).not.toHaveProperty('applicationProfiles');
});

describe('a profile', () => {
  test.each([
    ['a foundation model', InferenceTarget.onDemand(NOVA), arn(`bedrock:us-east-1::foundation-model/${NOVA}`)],
    ['a foundation model by its ARN', InferenceTarget.onDemand(`arn:aws:bedrock:us-east-1::foundation-model/${NOVA}`), arn(`bedrock:us-east-1::foundation-model/${NOVA}`)],
    ['a geographic profile', sonnet, arn(`bedrock:us-east-1:${ENV.account}:inference-profile/${SONNET}`)],
    ['a Global profile', InferenceTarget.globalCrossRegion(HAIKU), arn(`bedrock:us-east-1:${ENV.account}:inference-profile/${HAIKU}`)],
  ])('is a copy of what the target calls: %s', (_, target, copyFrom) => {
    expect(profilesOf({ routes: { r: { targets: [target] } } }).map(({ ModelSource }) => ModelSource.CopyFrom)).toEqual([copyFrom]);
  });

  test('carries who it is for, the gateway and the tags that were passed', () => {
    const costCenter = (stack: Stack) => new CfnParameter(stack, 'CostCenter').valueAsString;
    const { template } = synthesize((stack) => ({
      routes: { r: { targets: [sonnet] } },
      tenants: { 'team@a': {} },
      applicationProfiles: ApplicationProfiles.perTenant({ tags: { 'cost-center': costCenter(stack), 'stage': 'prod' } }),
    }));
    expect(profilesIn(template).map(tagsOf)).toEqual([
      { 'inference-gateway': 'Stack/Gateway', 'inference-tenant': 'team@a', 'cost-center': { Ref: 'CostCenter' }, 'stage': 'prod' },
    ]);
  });

  test('carries the tags of its stack too', () => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    Tags.of(stack).add('project', 'x');
    new ResilientInference(stack, 'Gateway', { routes: { r: { targets: [sonnet] } }, tenants: { a: {} }, applicationProfiles: ApplicationProfiles.perRoute() });
    expect(profilesIn(Template.fromStack(stack)).map(tagsOf)).toEqual([{ 'inference-gateway': 'Stack/Gateway', 'inference-route': 'r', 'project': 'x' }]);
  });

  test('bad tags are refused with the method that got them', () => {
    expectError(() => ApplicationProfiles.perTenant({ tags: { 'aws:x': 'y' } }), 'InvalidTag', 'ApplicationProfiles.perTenant()');
    expectError(() => ApplicationProfiles.perRoute({ tags: { '': 'y' } }), 'InvalidTag', 'ApplicationProfiles.perRoute()');
  });

  test('has a name that the longest names of tenants fit into', () => {
    const long = 'a'.repeat(128);
    const profiles = profilesOf({ tenants: { [`${long.slice(1)}x`]: {}, [long]: {} } });
    const [one, other] = profiles.map(({ InferenceProfileName: name }) => name);
    expect(one).not.toBe(other);
    for (const name of [one, other]) expect(name).toMatch(/^([0-9a-zA-Z:.][ _-]?){1,64}$/);
  });

  test('never has the name of another one: not of another owner, source, gateway, stack or kind', () => {
    const app = new App();
    const make = (stack: Stack, id: string, applicationProfiles: ApplicationProfiles) => new ResilientInference(stack, id, {
      routes: { x: { targets: [sonnet, InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-5-20250929-v1:0')] } },
      tenants: { 'x': {}, 'x-us': {} },
      applicationProfiles,
    });
    const one = new Stack(app, 'One', { env: ENV });
    const other = new Stack(app, 'Other', { env: ENV });
    make(one, 'Gateway', ApplicationProfiles.perTenant());
    make(one, 'Second', ApplicationProfiles.perRoute());
    make(other, 'Gateway', ApplicationProfiles.perTenant());
    const all = [one, other].flatMap((stack) => profilesIn(Template.fromStack(stack))).map(({ InferenceProfileName: name }) => name);
    expect(all).toHaveLength(10);
    expect(new Set(all).size).toBe(all.length);
  });

  test('keeps its name and its resource when others come and go, and gets both anew with another source', () => {
    const template = (targets: InferenceTarget[], who: string[]) => synthesize({
      routes: { r: { targets } }, tenants: Object.fromEntries(who.map((name) => [name, {}])), applicationProfiles: ApplicationProfiles.perTenant(),
    }).template.findResources('AWS::Bedrock::ApplicationInferenceProfile');
    const before = template([sonnet], ['b']);
    expect(template([InferenceTarget.onDemand(NOVA), sonnet], ['a', 'b', 'c'])).toMatchObject(before);
    const after = template([InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-5-20250929-v1:0')], ['b']);
    expect(Object.keys(after)).not.toEqual(Object.keys(before));
    expect(Object.values(after)[0]!.Properties.InferenceProfileName).not.toBe(Object.values(before)[0]!.Properties.InferenceProfileName);
  });

  test('can be made in a nested stack, whose name only a deployment knows', () => {
    const nested = new NestedStack(new Stack(new App(), 'Stack', { env: ENV }), 'Nested');
    new ResilientInference(nested, 'Gateway', { routes: { r: { targets: [sonnet] } }, tenants: { a: {} }, applicationProfiles: ApplicationProfiles.perTenant() });
    expect(profilesIn(Template.fromStack(nested)).map(({ InferenceProfileName: name }) => typeof name)).toEqual(['string']);
  });
});

describe('who has one', () => {
  const routes = {
    fast: { targets: [InferenceTarget.onDemand(NOVA)] },
    good: { targets: [sonnet], fallbacks: [{ targets: [InferenceTarget.onDemand(NOVA, { name: 'again' })] }], contentFilterFallbacks: [{ targets: [InferenceTarget.globalCrossRegion(HAIKU)] }] },
  };

  test('every tenant, for everything that its routes can ever call, once', () => {
    const profiles = profilesOf({ routes, tenants: { a: { routes: ['fast'] }, b: {} } });
    expect(owners(profiles, 'inference-tenant')).toEqual(['a', 'b', 'b', 'b']);
    expect(new Set(sourcesOf(profiles)).size).toBe(3);
  });

  test('every route, for everything that it can ever call', () => {
    const profiles = profilesOf({ routes, tenants: { a: {}, b: {} }, applicationProfiles: ApplicationProfiles.perRoute() });
    expect(owners(profiles, 'inference-route')).toEqual(['fast', 'good', 'good', 'good']);
  });

  test('a tenant that is pinned elsewhere has none; one that is shuffled may be served here', () => {
    const elsewhere = InferenceTarget.crossRegion(SONNET, { roleArn: 'arn:aws:iam::222222222222:role/inference' });
    const profiles = profilesOf({
      routes: { r: { targets: [sonnet, elsewhere] } },
      tenants: { here: { shards: ShardSelection.pinned('home') }, there: { shards: ShardSelection.pinned('222222222222') }, shuffled: { shards: ShardSelection.shuffled(1) } },
    });
    expect(owners(profiles, 'inference-tenant')).toEqual(['here', 'shuffled']);
  });

  test.each<[string, (stack: Stack) => InferenceTarget]>([
    ['in another Region', () => InferenceTarget.crossRegion(SONNET, { region: 'us-west-2' })],
    ['behind a role', () => InferenceTarget.crossRegion(SONNET, { roleArn: 'arn:aws:iam::222222222222:role/inference' })],
    ['that is Provisioned Throughput', () => InferenceTarget.onDemand(`arn:aws:bedrock:us-east-1:${ENV.account}:provisioned-model/x`, { foundationModel: NOVA })],
    ['that is a token', (stack) => InferenceTarget.onDemand(new CfnParameter(stack, 'Model').valueAsString, { foundationModel: NOVA })],
    ['that is a profile already', () => InferenceTarget.applicationProfile(`arn:aws:bedrock:us-east-1:${ENV.account}:application-inference-profile/x`, { copiedFrom: NOVA })],
  ])('a target %s is called as it is', (_, target) => {
    const { plan, template } = synthesize((stack) => ({
      routes: { r: { targets: [target(stack)] } }, tenants: { a: {} }, applicationProfiles: ApplicationProfiles.perTenant(),
    }));
    expect(profilesIn(template)).toEqual([]);
    expect(plan).not.toHaveProperty('applicationProfiles');
    expect(Object.values(plan.targets)[0]).not.toHaveProperty('applicationProfiles');
  });
});

describe('how many there can be', () => {
  const gateway = (count: number, env = ENV as { account?: string; region?: string }) => {
    const stack = new Stack(new App(), 'Stack', { env });
    new ResilientInference(stack, 'Gateway', {
      routes: { r: { targets: [sonnet] } }, tenants: tenants(count), applicationProfiles: ApplicationProfiles.perTenant(),
    });
    return { stack, template: Template.fromStack(stack) };
  };

  test.each([['with an env', ENV], ['without one', {}]])('250 fit into every limit of CloudFormation, Lambda and IAM, in a stack %s', (_, env) => {
    const { stack, template } = gateway(250, env);
    expect(profilesIn(template)).toHaveLength(250);
    expect(Object.keys(template.toJSON().Resources as object).length).toBeLessThan(300);
    expect(Object.keys(template.findResources('AWS::IAM::ManagedPolicy')).length).toBeLessThanOrEqual(10);
    Annotations.fromStack(stack).hasNoWarning('*', Match.stringLikeRegexp('[Pp]olicy'));
  });

  test('one more is refused, with the numbers and what to do', () => {
    expectError(
      () => construct({ routes: { r: { targets: [sonnet] } }, tenants: tenants(251), applicationProfiles: ApplicationProfiles.perTenant() }),
      'TooManyProfiles', '251 tenants', 'call 1 models', 'need 251', 'at most 250', 'ApplicationProfiles.perRoute()', '(at Stack/Gateway)',
    );
    const routes = Object.fromEntries(names(251).map((name) => [name, { targets: [sonnet] }]));
    expectError(() => construct({ routes, tenants: { a: {} }, applicationProfiles: ApplicationProfiles.perRoute() }), 'TooManyProfiles', '251 routes', 'Give some routes a gateway');
  });

  test('other values that only a deployment knows leave room for fewer', () => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    const roles = Array.from({ length: 8 }, (_, index) => InferenceTarget.crossRegion(SONNET, { roleArn: new CfnParameter(stack, `Role${index}`).valueAsString, name: `role-${index}` }));
    const make = (count: number) => new ResilientInference(stack, `Gateway${count}`, {
      routes: { r: { targets: [sonnet, ...roles] } }, tenants: tenants(count), applicationProfiles: ApplicationProfiles.perTenant(),
    });
    expect(() => make(100)).not.toThrow();
    expectError(() => make(240), 'EnvironmentTooLarge', 'application inference profiles', 'ApplicationProfiles.perRoute()');
  });
});
