import { App, Aws, CfnParameter, Stack, Token } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { CfnGuardrail, CfnGuardrailVersion } from 'aws-cdk-lib/aws-bedrock';
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import * as fc from 'fast-check';
import { GEOGRAPHIES } from '../../../src/contract/geographies';
import { PROFILES_CONTEXT } from '../../../src/contract/profile-destinations';
import { DataBoundary, InferenceShard, InferenceTarget, ResilientInference, ResilientInferenceProps, RouteGuardrail, TierProps } from '../../../src/index';
import { ResilientInferenceError } from '../../../src/private/errors';
import { errorOf, expectError } from '../support/errors';
import '../support/synthesis';

const EU = 'eu.anthropic.claude-sonnet-4-6';
const ACCOUNT = '111111111111';
const BERLIN = { account: ACCOUNT, region: 'eu-central-1' };
const eu = (options = {}) => InferenceTarget.crossRegion(EU, options);

type Made = Partial<ResilientInferenceProps> | ((stack: Stack) => Partial<ResilientInferenceProps>);

interface Surroundings {
  readonly env?: { readonly account?: string; readonly region?: string };
  readonly context?: Record<string, unknown>;
}

function make(more: Made = {}, { env = BERLIN, context = {} }: Surroundings = {}) {
  const app = new App({ context });
  const stack = new Stack(app, 'Stack', { env });
  const props = typeof more === 'function' ? more(stack) : more;
  new ResilientInference(stack, 'Gateway', { routes: { chat: { targets: [eu()] } }, tenants: { t: {} }, dataBoundary: DataBoundary.EU, ...props });
  return { app, stack };
}

const routeTo = (...targets: InferenceTarget[]): Made => ({ routes: { chat: { targets } } });
const refused = (more: Made, ...fragments: string[]) => expectError(() => make(more), 'OutsideBoundary', ...fragments, '(at Stack/Gateway)');

describe('inside the boundary', () => {
  test.each<[string, InferenceTarget]>([
    ['a profile of its geography', eu()],
    ['a profile of its geography in another of its Regions', eu({ region: 'eu-west-1' })],
    ['a model in one of its Regions', InferenceTarget.onDemand('amazon.nova-pro-v1:0', { region: 'eu-north-1' })],
    ['Provisioned Throughput in one of its Regions', InferenceTarget.onDemand(`arn:aws:bedrock:eu-central-1:${ACCOUNT}:provisioned-model/x`)],
    ['an account of its own in one of its Regions', eu({ roleArn: 'arn:aws:iam::222222222222:role/x', region: 'eu-west-3' })],
    ['a profile of which nobody knows the geography, with destinations', InferenceTarget.crossRegion('eea.anthropic.claude-sonnet-4-6', { destinationRegions: ['eu-west-1'] })],
  ])('is %s', (_, target) => expect(() => make(routeTo(target))).not.toThrow());

  test('is everything, where there is no boundary', () => {
    expect(() => make({ dataBoundary: undefined, routes: { r: { targets: [InferenceTarget.globalCrossRegion('global.anthropic.claude-sonnet-4-6')] } } })).not.toThrow();
  });

  test.each<[DataBoundary, string, string]>([
    [DataBoundary.US, 'us', 'us-east-1'], [DataBoundary.EU, 'eu', 'eu-west-1'], [DataBoundary.JP, 'jp', 'ap-northeast-1'], [DataBoundary.AU, 'au', 'ap-southeast-2'],
    [DataBoundary.APAC, 'apac', 'ap-south-1'], [DataBoundary.US_GOV, 'us-gov', 'us-gov-west-1'],
  ])('%# is every profile of the geography that it is called after', (dataBoundary, prefix, region) => {
    const routes = { r: { targets: [InferenceTarget.crossRegion(`${prefix}.anthropic.claude-sonnet-4-6`)] } };
    expect(() => make({ dataBoundary, routes }, { env: { account: ACCOUNT, region } })).not.toThrow();
  });

  test('is told by Bedrock, where it is asked', () => {
    const context = { [PROFILES_CONTEXT]: { asOf: '2026-11-20', destinations: { [EU]: { 'eu-central-1': ['eu-central-1', 'eu-west-3'] } } } };
    expect(() => make({ dataBoundary: DataBoundary.EU_MEMBER_STATES }, { context })).not.toThrow();
  });
});

describe('a target that can leave the boundary is an error that names the route, the target and the Region', () => {
  test.each<[string, InferenceTarget, string[]]>([
    ['called elsewhere', InferenceTarget.onDemand('amazon.nova-pro-v1:0', { region: 'us-east-1' }), ['amazon.nova-pro-v1:0@us-east-1', "is called in 'us-east-1'"]],
    ['called elsewhere in another account', InferenceTarget.onDemand('amazon.nova-pro-v1:0', { region: 'us-east-1', roleArn: 'arn:aws:iam::222222222222:role/x' }), ['@us-east-1/222222222222']],
    ['through a Global profile', InferenceTarget.globalCrossRegion('global.anthropic.claude-sonnet-4-6'), ["Global profile 'global.anthropic.claude-sonnet-4-6'", 'any commercial Region']],
    ['through a profile with a destination elsewhere', eu({ destinationRegions: ['eu-west-1', 'il-central-1'] }), [EU, "may be served in 'il-central-1'"]],
    ['through a profile of which nobody knows', InferenceTarget.crossRegion('eea.anthropic.claude-sonnet-4-6'), ['nobody knows where', 'pass destinationRegions']],
    ['through an application inference profile of a Global one', InferenceTarget.applicationProfile(
      `arn:aws:bedrock:eu-central-1:${ACCOUNT}:application-inference-profile/x`, { copiedFrom: 'global.anthropic.claude-sonnet-4-6' }), ['any commercial Region']],
  ])('%s', (_, target, fragments) => refused(routeTo(eu({ name: 'inside' }), target), "route 'chat', target '", ...fragments));

  test('in a Region that is a token', () => {
    refused((stack) => ({ routes: { chat: { targets: [eu({ name: 'x', region: new CfnParameter(stack, 'Region').valueAsString })] } } }), "target 'x'", 'is a token');
  });

  test('in a shard', () => {
    const shards = [InferenceShard.home(), InferenceShard.inAccount('222222222222', { regions: ['us-east-1'] })];
    refused({ routes: { chat: { targets: InferenceTarget.onDemand('amazon.nova-pro-v1:0').inShards(shards) } } }, "'amazon.nova-pro-v1:0@us-east-1/222222222222'");
  });

  test.each<[string, string]>([
    ['fallbacks', "fallback 1 of route 'chat'"], ['contextWindowFallbacks', "context window fallback 1 of route 'chat'"], ['contentFilterFallbacks', "content filter fallback 1 of route 'chat'"],
  ])('in %s', (chain, what) => {
    const tier: TierProps = { targets: [InferenceTarget.onDemand('amazon.nova-premier-v1:0', { region: 'us-east-1', contextWindow: 9_000_000 })] };
    refused({ routes: { chat: { targets: [eu()], [chain]: [tier] } } }, what, "is called in 'us-east-1'");
  });

  test('as the outer bound of a geography, with what to do if it stays inside after all', () => {
    refused({ dataBoundary: DataBoundary.EU_MEMBER_STATES }, "'eu-central-2', 'eu-west-2'", 'pass destinationRegions', 'cdk-resilient-inference profiles');
  });

  test('and all of them at once', () => {
    const { message } = errorOf(() => make({
      routes: {
        a: { targets: [eu(), InferenceTarget.globalCrossRegion('global.anthropic.claude-sonnet-4-6')] },
        b: { targets: [InferenceTarget.onDemand('amazon.nova-pro-v1:0', { region: 'us-west-2' })] },
      },
      dataBoundary: DataBoundary.regions(['eu-central-1']),
    }));
    expect(message.split('\n').slice(1).map((line) => line.slice(0, 22))).toEqual(["  - route 'a', target ", "  - route 'a', target ", "  - route 'b', target "]);
    expect(message).toContain('of its own (eu-central-1)');
  });
});

describe('the gateway itself', () => {
  test('has to be inside', () => {
    expectError(() => make(routeTo(eu({ region: 'eu-west-1' })), { env: { account: ACCOUNT, region: 'us-east-1' } }), 'OutsideBoundary', 'the gateway itself', "'us-east-1'");
  });

  test('has to be known to be inside', () => {
    expectError(() => make({}, { env: {} }), 'OutsideBoundary', 'is not known at synth', 'give the stack an env');
  });
});

describe('what is brought', () => {
  const keys = { partitionKey: { name: 'pk', type: AttributeType.STRING }, sortKey: { name: 'sk', type: AttributeType.STRING } };

  test.each([
    ['from the beginning', (stack: Stack) => new TableV2(stack, 'Table', { ...keys, replicas: [{ region: 'eu-west-1' }, { region: 'us-east-1' }] })],
    ['later', (stack: Stack) => new TableV2(stack, 'Table', keys)],
  ])('a table with a replica elsewhere is an error at synth, added %s', (when, makeTable) => {
    let table: TableV2 | undefined;
    const { app } = make((stack) => ({ table: table = makeTable(stack) }));
    if (when === 'later') table?.addReplica({ region: 'us-east-1' });
    expect(() => app.synth()).toThrow(/Stack\/Gateway\].*data can leave the dataBoundary EU .*table 'Stack\/Table' has replicas in 'us-east-1'/s);
  });

  test('a table with replicas inside is none', () => {
    const { app } = make((stack) => ({ table: new TableV2(stack, 'Table', { ...keys, replicas: [{ region: 'eu-west-1' }] }) }));
    expect(() => app.synth()).not.toThrow();
  });

  test('a table of another Region is an error, and the replicas of an imported one cannot be seen', () => {
    const imported = (region: string) => (stack: Stack) => ({ table: TableV2.fromTableArn(stack, 'Table', `arn:aws:dynamodb:${region}:${ACCOUNT}:table/t`) });
    refused(imported('us-east-1'), "table is in 'us-east-1'");
    Annotations.fromStack(make(imported('eu-central-1')).stack).hasWarning('/Stack/Gateway', Match.stringLikeRegexp('table that was brought.*cannot be seen'));
  });

  test('a log group of another Region is an error', () => {
    const imported = (region: string) => (stack: Stack) => ({ logGroup: LogGroup.fromLogGroupArn(stack, 'Log', `arn:aws:logs:${region}:${ACCOUNT}:log-group:l`) });
    refused(imported('us-east-1'), "logGroup is in 'us-east-1'");
    expect(() => make(imported('eu-central-1'))).not.toThrow();
  });
});

describe('guardrails', () => {
  const guarded = (guardrailProfileArn?: string) => (stack: Stack) => {
    const guardrail = new CfnGuardrail(stack, 'Guardrail', {
      name: 'g', blockedInputMessaging: 'no', blockedOutputsMessaging: 'no', ...guardrailProfileArn !== undefined && { crossRegionConfig: { guardrailProfileArn } },
    });
    const { attrVersion } = new CfnGuardrailVersion(stack, 'Version', { guardrailIdentifier: guardrail.attrGuardrailId });
    const reference = { identifier: guardrail.attrGuardrailId, version: attrVersion };
    return { routes: { chat: { targets: [eu()], guardrail: RouteGuardrail.perRegion({ 'eu-central-1': reference }) } } };
  };
  const profile = (id: string) => `arn:${Aws.PARTITION}:bedrock:eu-central-1:${ACCOUNT}:guardrail-profile/${id}`;

  test('of the app that call no other Region, or only such inside, are inside', () => {
    expect(() => make(guarded())).not.toThrow();
    expect(() => make(guarded(profile('eu.guardrail.v1:0')))).not.toThrow();
  });

  test('of the app that may be evaluated elsewhere are an error', () => {
    refused(guarded(profile('us.guardrail.v1:0')), "route 'chat', target '", "its guardrail may be evaluated in 'us-east-1', 'us-east-2', 'us-west-2'");
    refused(guarded(profile('eea.guardrail.v1:0')), 'nobody knows where its guardrail may be evaluated');
    refused(guarded(Token.asString({ Ref: 'Profile' })), 'nobody knows where its guardrail may be evaluated');
  });

  test('from elsewhere cannot be seen, which is a warning', () => {
    const routes = { chat: { targets: [eu()], guardrail: RouteGuardrail.perRegion({ 'eu-central-1': { identifier: 'gr1', version: '1' } }) } };
    Annotations.fromStack(make({ routes }).stack).hasWarning('/Stack/Gateway', Match.stringLikeRegexp("guardrails of 'chat'.*cannot be seen"));
  });
});

describe('the European Union', () => {
  const INFO = Match.stringLikeRegexp('outside of the European Union.*EU_MEMBER_STATES');

  test('is not what Bedrock calls EU, which is said where it makes a difference', () => {
    Annotations.fromStack(make().stack).hasInfo('/Stack/Gateway', INFO);
    Annotations.fromStack(make(routeTo(eu({ destinationRegions: ['eu-west-1'] }))).stack).hasNoInfo('/Stack/Gateway', INFO);
    Annotations.fromStack(make(routeTo(eu({ region: 'eu-west-2', destinationRegions: ['eu-west-1'] }))).stack).hasInfo('/Stack/Gateway', INFO);
  });

  test('has six of these Regions', () => {
    expect(DataBoundary.EU_MEMBER_STATES._regions).toEqual(['eu-central-1', 'eu-north-1', 'eu-south-1', 'eu-south-2', 'eu-west-1', 'eu-west-3']);
    expect(() => make({ ...routeTo(eu({ destinationRegions: ['eu-west-1'] })), dataBoundary: DataBoundary.EU_MEMBER_STATES })).not.toThrow();
  });
});

describe('Regions of one\'s own', () => {
  test.each<[string, string[], string, string]>([
    ['none', [], 'InvalidRegion', 'list at least one'],
    ['something that is none', ['Europe'], 'InvalidRegion', "'Europe'"],
    ['a token', [Aws.REGION], 'TokenNotAllowed', 'write the Region codes'],
    ['a list that is a token', Token.asList({ Ref: 'Regions' }), 'TokenNotAllowed', 'write the Region codes'],
  ])('cannot be %s', (_, regions, code, fragment) => expectError(() => DataBoundary.regions(regions), code as 'InvalidRegion', fragment));
});

test('nothing that can be served outside gets past it, and nothing that stays inside is refused', () => {
  const regions = GEOGRAPHIES.eu!;
  const some = fc.uniqueArray(fc.constantFrom(...regions), { minLength: 1 });
  fc.assert(fc.property(some, fc.constantFrom(...regions), some, (inside, source, destinations) => {
    const boundary = DataBoundary.regions(inside);
    let thrown: unknown;
    try {
      const target = eu({ region: source, destinationRegions: destinations });
      make({ dataBoundary: boundary, ...routeTo(target) }, { env: { account: ACCOUNT, region: inside[0] } });
    } catch (error) {
      thrown = error;
    }
    const stays = [source, ...destinations].every((region) => inside.includes(region));
    expect(thrown instanceof ResilientInferenceError ? thrown.code : thrown).toBe(stays ? undefined : 'OutsideBoundary');
  }), { numRuns: 25 });
});
