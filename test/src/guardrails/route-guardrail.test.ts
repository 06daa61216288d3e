import { App, Aws, CfnParameter, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CfnGuardrail } from 'aws-cdk-lib/aws-bedrock';
import {
  GuardrailReference, GuardrailStreamProcessing, GuardrailTrace, InferenceAccountRole, InferenceTarget, InferenceTargetOptions,
  ResilientInferenceProps, RouteGuardrail, RouteProps,
} from '../../../src/index';
import { bindRoutes } from '../../../src/routing/bind-routes';
import { expectError } from '../support/errors';
import { arn, statementsFor } from '../support/policies';
import { ENV, SONNET, synthesize } from '../support/synthesis';

const HERE = { identifier: 'gr1', version: '3' };
const WEST = { identifier: 'gr2', version: 'DRAFT' };
const MEMBER = InferenceAccountRole.arnFor('222222222222', 'inference');
const guardrail = RouteGuardrail.perRegion({ 'us-east-1': HERE, 'us-west-2': WEST });
const target = (name: string, options: InferenceTargetOptions = {}) => InferenceTarget.crossRegion(SONNET, { name, ...options });
const propsOf = (route: RouteProps): ResilientInferenceProps => ({ routes: { r: route }, tenants: { t: {} } });
const bind = (route: RouteProps) => () => bindRoutes(new Stack(new App(), 'Stack', { env: ENV }), { r: route });
const arnOf = (region: string, id: string, account = '111111111111') => arn(`bedrock:${region}:${account}:guardrail/${id}`);
const applied = (template: Template, role = 'GatewayRole') =>
  statementsFor('bedrock', template, role).filter(({ Action }) => JSON.stringify(Action).includes('ApplyGuardrail'));

describe('what the plan says', () => {
  test('each target has the guardrail of its Region for the route, and nothing for routes without', () => {
    const { plan } = synthesize({
      routes: { r: { targets: [target('east'), target('west', { region: 'us-west-2' })], guardrail }, open: { targets: [target('east')] } }, tenants: { t: {} },
    });
    expect(plan.routes.r).toMatchObject({ guardrail: { streamProcessing: 'sync', trace: 'disabled' } });
    expect(plan.routes.open).not.toHaveProperty('guardrail');
    expect([plan.targets.east!.guardrails, plan.targets.west!.guardrails]).toEqual([{ r: HERE }, { r: WEST }]);
  });

  test('how it works is what was chosen', () => {
    const chosen = RouteGuardrail.perRegion({ 'us-east-1': HERE }, { streamProcessing: GuardrailStreamProcessing.ASYNC, trace: GuardrailTrace.ENABLED_FULL });
    expect(synthesize(propsOf({ targets: [target('east')], guardrail: chosen })).plan.routes.r).toMatchObject({ guardrail: { streamProcessing: 'async', trace: 'enabled_full' } });
  });

  test('a target can bring its own', () => {
    const own = { identifier: 'own', version: '1' };
    const { plan } = synthesize(propsOf({ targets: [target('east', { guardrail: own })], guardrail }));
    expect(plan.targets.east!.guardrails).toEqual({ r: own });
  });
});

describe('the permission', () => {
  test('is for exactly the guardrails that are used in the gateway\'s account, each once', () => {
    const { template } = synthesize({
      routes: {
        r: {
          targets: [target('east'), target('away', { roleArn: MEMBER, guardrail: { identifier: 'away', version: '1' } })],
          fallbacks: [{ targets: [target('east-2', { shard: 'other' })] }],
          guardrail,
        },
        s: { targets: [target('west', { region: 'us-west-2' })], guardrail },
      },
      tenants: { t: {} },
    });
    expect(applied(template)).toEqual([
      { Effect: 'Allow', Action: 'bedrock:ApplyGuardrail', Resource: [arnOf('us-east-1', 'gr1'), arnOf('us-west-2', 'gr2')] },
    ]);
  });

  test('is not given where no route has a guardrail', () => {
    expect(applied(synthesize(propsOf({ targets: [target('east')] })).template)).toEqual([]);
  });

  test('of another account is given to its role, for the guardrail of its target', () => {
    const stack = new Stack(new App(), 'Member', { env: { account: '222222222222', region: 'us-east-1' } });
    const away = target('away', { roleArn: MEMBER, region: 'us-west-2', guardrail: { identifier: 'away', version: '1' } });
    new InferenceAccountRole(stack, 'Inference', { gatewayAccount: '111111111111', gatewayRoleName: 'gateway', targets: [away] });
    expect(applied(Template.fromStack(stack), 'InferenceRole')).toEqual([
      { Effect: 'Allow', Action: 'bedrock:ApplyGuardrail', Resource: arnOf('us-west-2', 'away', '222222222222') },
    ]);
  });
});

describe('a target without a guardrail is an error', () => {
  const lost = target('lost', { region: 'us-east-2' });
  test.each<[string, RouteProps]>([
    ['a target', { targets: [target('a'), lost] }],
    ['a fallback', { targets: [target('a')], fallbacks: [{ targets: [lost] }] }],
    ['a context window fallback', { targets: [target('a')], contextWindowFallbacks: [{ targets: [target('lost', { region: 'us-east-2', contextWindow: 9e6 })] }] }],
    ['a content filter fallback', { targets: [target('a')], contentFilterFallbacks: [{ targets: [lost] }] }],
  ])('%s', (_, props) => {
    expectError(bind({ ...props, guardrail }), 'MissingGuardrail', "route 'r' has guardrails in us-east-1, us-west-2", "target 'lost' is called in us-east-2", 'RouteGuardrail.perRegion()', '(at Stack)');
  });

  test('in another account, even in a Region that has one', () => {
    expectError(bind({ targets: [target('away', { roleArn: MEMBER })], guardrail }), 'MissingGuardrail', "target 'away' is in another account", 'give the target, or its shard, a guardrail of that account');
  });

  test('in the Region of a stack that does not know it, unless the stack\'s Region is the key', () => {
    const route = (regional: RouteGuardrail) => () => bindRoutes(new Stack(new App(), 'Stack'), { r: { targets: [target('a')], guardrail: regional } });
    expectError(route(guardrail), 'MissingGuardrail', 'the Region of the stack, which is not known at synth', 'stack.region is a key too');
    expect(route(RouteGuardrail.perRegion({ [Aws.REGION]: HERE }))()[0]!.guardrail!.byTarget.get('a')).toEqual(HERE);
  });
});

test('an embedding model has no guardrail', () => {
  const titan = InferenceTarget.onDemand('amazon.titan-embed-text-v2:0');
  expectError(bind({ targets: [titan], guardrail }), 'ContradictoryProperties', "calls 'amazon.titan-embed-text-v2:0'", 'no guardrail to embedding models');
});

test('a target with a guardrail is not called without by a route that has none', () => {
  expectError(bind({ targets: [target('a', { guardrail: HERE })] }), 'ContradictoryProperties', "target 'a' has a guardrail, but route 'r' has none");
});

describe('what names a guardrail', () => {
  const perRegion = (reference: GuardrailReference, region = 'us-east-1') => () => RouteGuardrail.perRegion({ [region]: reference });

  test.each([
    ['arn:aws:bedrock:us-east-1:111111111111:guardrail/gr1', '1', 'not its ARN'], ['', '1', "is '', but"], ['Gr1', '1', "is 'Gr1', but"],
    ['gr1', '0', "is '0', but must be a number such as '1', or 'DRAFT'"], ['gr1', 'latest', "is 'latest'"], ['gr1', '', "is ''"],
  ])('%s, version %s is refused', (identifier, version, message) => {
    expectError(perRegion({ identifier, version }), 'InvalidGuardrail', 'the guardrail of RouteGuardrail.perRegion()', message);
    expectError(() => target('a', { guardrail: { identifier, version } }), 'InvalidGuardrail', `the guardrail of the target for '${SONNET}'`, message);
  });

  test('a Region that is none is refused', () => expectError(perRegion(HERE, 'east'), 'InvalidRegion', "is 'east'"));

  test('a Ref of a guardrail is refused, because it is an ARN', () => {
    const made = new CfnGuardrail(new Stack(), 'Guardrail', { name: 'g', blockedInputMessaging: 'no', blockedOutputsMessaging: 'no' });
    expectError(perRegion({ identifier: made.ref, version: '1' }), 'InvalidGuardrail', 'pass its attrGuardrailId');
    expect(perRegion({ identifier: made.attrGuardrailId, version: made.attrVersion })).not.toThrow();
    expect(perRegion({ identifier: new CfnParameter(made.stack, 'Id').valueAsString, version: '1' })).not.toThrow();
  });
});
