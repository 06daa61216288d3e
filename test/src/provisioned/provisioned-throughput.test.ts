import { App, CfnParameter, Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { InferenceTarget, ProvisionedCommitment, ProvisionedThroughput, ProvisionedThroughputProps, ResilientInference } from '../../../src/index';
import { ErrorCode } from '../../../src/private/errors';
import { expectError } from '../support/errors';
import { actionsOf, allStatements, arn, INVOKE, statementsOf } from '../support/policies';
import { ENV, synthesize } from '../support/synthesis';

const NOVA = 'amazon.nova-lite-v1:0:300k';
const CUSTOM = `arn:aws:bedrock:us-east-1:111111111111:custom-model/${NOVA}/abcdefghijkl`;
const TYPE = 'Custom::BedrockProvisionedThroughput';
const RETAINED = 'arn:aws:bedrock:us-east-1:111111111111:provisioned-model/abcdefghijkl';

const PROPS: ProvisionedThroughputProps = { model: NOVA, modelUnits: 1 };

function stackOf(env: { account?: string; region?: string } = ENV): Stack {
  return new Stack(new App(), 'Stack', { env });
}

function make(props: Partial<ProvisionedThroughputProps> = {}, stack = stackOf()) {
  const provisioned = new ProvisionedThroughput(stack, 'Nova', { ...PROPS, ...props });
  return { stack, provisioned, template: () => Template.fromStack(stack) };
}

describe('the resource', () => {
  test('by default: no commitment, deleted with the stack, a name of its own', () => {
    const { template } = make();
    template().hasResource(TYPE, {
      DeletionPolicy: 'Delete',
      UpdateReplacePolicy: 'Delete',
      Properties: { Name: 'Stack-Nova', Model: NOVA, ModelUnits: '1', WaitSeconds: '2700', Commitment: Match.absent(), Tags: Match.absent() },
    });
    template().resourceCountIs('AWS::CloudWatch::Alarm', 0);
    template().resourceCountIs('AWS::Events::Rule', 0);
  });

  test('with everything', () => {
    const { stack, template } = make({
      modelUnits: 3, commitment: ProvisionedCommitment.sixMonths(), provisionedModelName: 'chat_1', waitLimit: Duration.minutes(20), tags: { team: 'search' },
    });
    template().hasResourceProperties(TYPE, { Name: 'chat_1', ModelUnits: '3', Commitment: 'SixMonths', WaitSeconds: '1200', Tags: { team: 'search' } });
    expect(stack.node.findChild('Nova')).toBeDefined();
  });

  test.each<[string, ProvisionedCommitment | undefined, RemovalPolicy | undefined, string]>([
    ['is kept under a commitment, except where its creation is rolled back', ProvisionedCommitment.oneMonth(), undefined, 'RetainExceptOnCreate'],
    ['is deleted under a commitment if that is wanted', ProvisionedCommitment.oneMonth(), RemovalPolicy.DESTROY, 'Delete'],
    ['is kept without a commitment if that is wanted', undefined, RemovalPolicy.RETAIN, 'Retain'],
  ])('what leaves the stack %s; what is replaced always goes', (_, commitment, removalPolicy, DeletionPolicy) => {
    make({ commitment, removalPolicy }).template().hasResource(TYPE, { DeletionPolicy, UpdateReplacePolicy: 'Delete' });
  });

  test('takes tokens where a deployment knows more', () => {
    const stack = stackOf();
    const parameter = (id: string, type = 'String') => new CfnParameter(stack, id, { type });
    const { template } = make({
      model: parameter('Model').valueAsString,
      modelUnits: parameter('Units', 'Number').valueAsNumber,
      provisionedModelName: parameter('Name').valueAsString,
      tags: { team: parameter('Team').valueAsString },
      foundationModel: NOVA,
    }, stack);
    template().hasResourceProperties(TYPE, { Model: { Ref: 'Model' }, ModelUnits: { Ref: 'Units' }, Name: { Ref: 'Name' }, Tags: { team: { Ref: 'Team' } } });
  });

  test('two of a stack share what makes them, and have names of their own', () => {
    const stack = stackOf();
    new ProvisionedThroughput(stack, 'First', PROPS);
    new ProvisionedThroughput(stack, 'Second', { ...PROPS, model: CUSTOM });
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::StepFunctions::StateMachine', 1);
    template.resourceCountIs('AWS::Lambda::Function', 5);
    expect(Object.values(template.findResources(TYPE)).map(({ Properties }) => Properties.Name)).toEqual(['Stack-First', 'Stack-Second']);
  });
});

describe('the functions', () => {
  test('run on the same Node.js as the gateway, and log into one group that is kept for a month', () => {
    const template = make({ commitment: ProvisionedCommitment.oneMonth() }).template();
    const own = Object.values(template.findResources('AWS::Lambda::Function', { Properties: { Handler: Match.stringLikeRegexp('^index\\.') } }));
    expect(own.map(({ Properties: { Handler, Runtime, Timeout } }) => [Handler, Runtime, Timeout]).sort()).toEqual([
      ['index.checkCommitment', 'nodejs24.x', 600], ['index.isComplete', 'nodejs24.x', 600], ['index.onEvent', 'nodejs24.x', 600],
    ]);
    template.allResourcesProperties('AWS::Lambda::Function', { LoggingConfig: { LogGroup: { Ref: Match.stringLikeRegexp('^ProvisionedThroughputProviderLogGroup') } } });
    template.resourceCountIs('AWS::Logs::LogGroup', 1);
    template.hasResource('AWS::Logs::LogGroup', { DeletionPolicy: 'Delete', Properties: { RetentionInDays: 30 } });
  });

  test('may do exactly what they need: no wildcard action, no managed policy, no resource of everything', () => {
    const template = make({ commitment: ProvisionedCommitment.oneMonth() }).template();
    const statements = allStatements(template);
    expect(statements.flatMap(actionsOf).filter((action) => action.includes('*'))).toEqual([]);
    expect(statements.filter(({ Resource }) => [Resource].flat().includes('*'))).toEqual([]);
    for (const { Properties } of Object.values(template.findResources('AWS::IAM::Role'))) expect(Properties.ManagedPolicyArns).toBeUndefined();
  });

  const all = arn('bedrock:us-east-1:111111111111:provisioned-model/*');
  const bedrockOf = (template: Template, role: string) => statementsOf(template, role)
    .flatMap((statement) => actionsOf(statement).filter((action) => action.startsWith('bedrock:')).map((action) => [action, statement.Resource]));

  test('buys for the models of the stack alone, and changes what is provisioned alone', () => {
    const { template } = make();
    expect(bedrockOf(template(), 'ProvisionedThroughputProviderOnEventRole')).toEqual([
      ['bedrock:GetProvisionedModelThroughput', all],
      ['bedrock:TagResource', all],
      ['bedrock:CreateProvisionedModelThroughput', arn(`bedrock:us-east-1::foundation-model/${NOVA}`)],
    ]);
    expect(bedrockOf(template(), 'ProvisionedThroughputProviderIsCompleteRole')).toEqual([
      'Get', 'Update', 'Delete',
    ].map((verb) => [`bedrock:${verb}ProvisionedModelThroughput`, all]).concat([['bedrock:TagResource', all], ['bedrock:UntagResource', all]]));
  });

  test('may put a custom model in the place of another', () => {
    const { template } = make({ model: CUSTOM });
    expect(bedrockOf(template(), 'ProvisionedThroughputProviderOnEventRole')).toContainEqual(['bedrock:CreateProvisionedModelThroughput', CUSTOM]);
    expect(bedrockOf(template(), 'ProvisionedThroughputProviderIsCompleteRole')).toContainEqual(['bedrock:UpdateProvisionedModelThroughput', CUSTOM]);
  });

  test('a check looks at its own Provisioned Throughput alone', () => {
    const { template } = make({ commitment: ProvisionedCommitment.oneMonth() });
    const [ref] = Object.keys(template().findResources(TYPE));
    expect(bedrockOf(template(), 'ProvisionedThroughputProviderCheckerRole')).toEqual([['bedrock:GetProvisionedModelThroughput', { Ref: ref }]]);
  });
});

describe('the commitment', () => {
  test.each([[ProvisionedCommitment.oneMonth(), 7], [ProvisionedCommitment.sixMonths(), 30]])('is measured every six hours, with an alarm before it ends', (commitment, Threshold) => {
    const { provisioned, template } = make({ commitment });
    const [ref] = Object.keys(template().findResources(TYPE));
    template().hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(6 hours)',
      Targets: [Match.objectLike({ InputTransformer: Match.absent(), Input: { 'Fn::Join': ['', ['{"arn":"', { Ref: ref }, '","name":"Stack-Nova"}']] } })],
    });
    template().hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'ResilientInference',
      MetricName: 'ProvisionedCommitmentDaysLeft',
      Dimensions: [{ Name: 'ProvisionedThroughput', Value: 'Stack-Nova' }],
      Statistic: 'Minimum',
      Period: 86_400,
      EvaluationPeriods: 1,
      ComparisonOperator: 'LessThanThreshold',
      Threshold,
      TreatMissingData: 'missing',
    });
    expect(provisioned.commitmentAlarm).toBeDefined();
  });

  test('can have other alarms', () => {
    const { provisioned, template } = make({ commitment: ProvisionedCommitment.sixMonths(), commitmentNotice: Duration.days(60) });
    provisioned.alarmBeforeCommitmentEnd('Last', { notice: Duration.days(3), alarmName: 'last-call' });
    const alarms = Object.values(template().findResources('AWS::CloudWatch::Alarm')).map(({ Properties: { Threshold, AlarmName } }) => [Threshold, AlarmName]);
    expect(alarms).toEqual([[60, undefined], [3, 'last-call']]);
  });

  test('has no metric and no alarm where there is none', () => {
    const { provisioned } = make();
    expectError(() => provisioned.metricCommitmentDaysLeft(), 'ContradictoryProperties', 'there is no commitment', '(at Stack/Nova)');
    expectError(() => provisioned.alarmBeforeCommitmentEnd('Alarm'), 'ContradictoryProperties', 'there is no commitment');
    expect(make({ commitment: ProvisionedCommitment.none() }).provisioned.commitmentAlarm).toBeUndefined();
  });

  test.each([[Duration.hours(12), '12 hours'], [Duration.days(28), '28 days']])('an alarm of a month with a notice of %s is refused', (notice, said) => {
    const { provisioned } = make({ commitment: ProvisionedCommitment.oneMonth() });
    expectError(() => provisioned.alarmBeforeCommitmentEnd('Alarm', { notice }), 'InvalidDuration', `notice is ${said}`, 'from 1 day to 27 days');
  });
});

describe('as a target', () => {
  test('is called by its ARN, which a variable carries to the gateway, and nothing else is allowed', () => {
    const { template, plan } = synthesizeWith((provisioned) => provisioned.asTarget({ capacity: { requestsPerMinute: 10 } }));
    const [[name, target]] = Object.entries(plan.targets) as [[string, (typeof plan.targets)[string]]];
    expect(name).toBe('Stack-Nova');
    expect(target).toMatchObject({ modelId: { env: 'GATEWAY_VALUE_1' }, foundationModel: NOVA, region: 'us-east-1', shard: 'home', contextWindow: 300_000, burndown: 1 });
    const [ref] = Object.keys(template.findResources(TYPE));
    template.hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: { GATEWAY_VALUE_1: { Ref: ref } } } });
    expect(statementsOf(template, 'GatewayRoleDefaultPolicy').filter((each) => actionsOf(each).some((action) => action.startsWith('bedrock:'))))
      .toEqual([{ Effect: 'Allow', Action: INVOKE, Resource: { Ref: ref } }]);
  });

  test('has the options that a target has', () => {
    const { plan } = synthesizeWith((provisioned) => provisioned.asTarget({ name: 'mine', maxOutputTokens: 100, region: 'us-east-1' }));
    expect(plan.targets.mine).toMatchObject({ maxOutputTokens: 100 });
  });

  test('of a custom model knows what the user says is behind it', () => {
    const { plan } = synthesizeWith((provisioned) => provisioned.asTarget(), { model: CUSTOM, foundationModel: 'amazon.nova-lite-v1:0' });
    expect(plan.targets['Stack-Nova']).toMatchObject({ foundationModel: 'amazon.nova-lite-v1:0' });
  });

  test('is in its own Region', () => {
    expectError(() => make().provisioned.asTarget({ region: 'us-west-2' }), 'WrongRegion', "is 'us-west-2', but the Provisioned Throughput is in 'us-east-1'");
  });

  function synthesizeWith(target: (provisioned: ProvisionedThroughput) => InferenceTarget, more: Partial<ProvisionedThroughputProps> = {}) {
    return synthesize((stack) => {
      const provisioned = new ProvisionedThroughput(stack, 'Nova', { ...PROPS, ...more });
      return { routes: { r: { targets: [target(provisioned)], fallbacks: [] } }, tenants: { a: {} } };
    });
  }
});

describe('one that exists already', () => {
  test('is a target, grants and has metrics', () => {
    const stack = stackOf();
    const imported = ProvisionedThroughput.fromProvisionedModelArn(stack, 'Imported', RETAINED);
    const role = new Role(stack, 'Caller', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    imported.grantInvoke(role).assertSuccess();
    new ResilientInference(stack, 'Gateway', {
      routes: { r: { targets: [imported.asTarget({ foundationModel: NOVA })] } }, tenants: { a: {} },
    });
    const template = Template.fromStack(stack);
    expect(statementsOf(template, 'CallerDefaultPolicy')).toEqual([{ Effect: 'Allow', Action: INVOKE, Resource: RETAINED }]);
    template.resourceCountIs(TYPE, 0);
    template.resourceCountIs('AWS::StepFunctions::StateMachine', 0);
    expect(imported.metricInvocationThrottles()).toMatchObject({ namespace: 'AWS/Bedrock', metricName: 'InvocationThrottles', dimensions: { ModelId: RETAINED }, statistic: 'Sum' });
    expect(imported.metricInvocations({ statistic: 'Average' })).toMatchObject({ metricName: 'Invocations', statistic: 'Average' });
    expect(imported.metric('InputTokenCount')).toMatchObject({ metricName: 'InputTokenCount' });
  });

  test('may have an ARN that a deployment knows', () => {
    const stack = stackOf();
    const arnParameter = new CfnParameter(stack, 'Arn').valueAsString;
    expect(ProvisionedThroughput.fromProvisionedModelArn(stack, 'Imported', arnParameter).asTarget().modelId).toBe(arnParameter);
  });

  test.each(['', 'abcdefghijkl', 'arn:aws:bedrock:us-east-1:111111111111:custom-model/x/abcdefghijkl', 'arn:aws:bedrock:us-east-1:111111111111:provisioned-model/*'])('is refused as %j', (bad) => {
    expectError(() => ProvisionedThroughput.fromProvisionedModelArn(stackOf(), 'Imported', bad), 'InvalidModelId', `model '${bad}' is not the ARN of Provisioned Throughput`);
  });

  test('of another Region cannot be called here', () => {
    const stack = stackOf();
    const imported = ProvisionedThroughput.fromProvisionedModelArn(stack, 'Imported', RETAINED);
    expectError(() => imported.asTarget({ region: 'eu-west-1' }), 'WrongRegion', "is in 'us-east-1'");
  });
});

describe('break-even', () => {
  test('is the number of tokens a minute that cost as much on demand', () => {
    // 2 units at $20 an hour; 3 of 4 tokens are input: (0.75 × 0.06 + 0.25 × 0.24) / 1,000,000 = $0.000000105 a token.
    const { stack, provisioned } = make({ modelUnits: 2, pricePerModelUnitHour: 20 });
    expect(provisioned.breakEven).toEqual({ usdPerHour: 40, inputShare: 0.75, tokensPerMinute: 6_349_207 });
    Annotations.fromStack(stack).hasInfo('/Stack/Nova', Match.stringLikeRegexp('costs \\$40\\.00 an hour, as much as 6,349,207 tokens a minute on demand'));
  });

  test('counts with another share and another price', () => {
    const { provisioned } = make({ pricePerModelUnitHour: 6, inputShare: 1, onDemandPrice: { inputPerMillionTokens: 1, outputPerMillionTokens: 5 } });
    expect(provisioned.breakEven).toEqual({ usdPerHour: 6, inputShare: 1, tokensPerMinute: 100_000 });
    expect(make().provisioned.breakEven).toBeUndefined();
  });

  test.each<[string, Partial<ProvisionedThroughputProps>, { region?: string }]>([
    ['the model', { model: CUSTOM }, ENV],
    ["'amazon.nova-lite-v1:0:300k'", {}, { ...ENV, region: 'eu-west-1' }],
    ["'amazon.nova-lite-v1:0:300k'", {}, {}],
  ])('needs a price on demand that is known: that of %s is not', (said, props, env) => {
    expectError(() => make({ ...props, pricePerModelUnitHour: 1 }, stackOf(env)), 'MissingPrice', `the price of ${said} on demand is not known here`, 'pass onDemandPrice');
  });
});

describe('bad input', () => {
  const token = Token.asNumber({ Ref: 'Number' });
  const price = { inputPerMillionTokens: 1, outputPerMillionTokens: 2 };

  test.each<[string, Partial<ProvisionedThroughputProps>, ErrorCode, string]>([
    ['an empty model', { model: '' }, 'InvalidModelId', "model '' is not a model id"],
    ['a profile', { model: 'us.amazon.nova-lite-v1:0' }, 'InvalidModelId', 'is the id of a geographic profile'],
    ['Provisioned Throughput', { model: RETAINED }, 'InvalidModelId', 'is bought for a foundation model'],
    ['a model of another Region', { model: 'arn:aws:bedrock:us-west-2::foundation-model/amazon.nova-lite-v1:0' }, 'WrongRegion', "of 'us-west-2', but the stack is in 'us-east-1'"],
    ['a custom model of another Region', { model: CUSTOM.replace('us-east-1', 'eu-west-1') }, 'WrongRegion', "of 'eu-west-1'"],
    ['a foundation model that is named twice', { foundationModel: NOVA }, 'ContradictoryProperties', 'remove foundationModel'],
    ['something else behind a custom model', { model: CUSTOM, foundationModel: 'nova' }, 'InvalidModelId', "model 'nova' is the foundationModel of a target"],
    ['no unit', { modelUnits: 0 }, 'InvalidNumber', 'modelUnits is 0'],
    ['half a unit', { modelUnits: 1.5 }, 'InvalidNumber', 'modelUnits is 1.5'],
    ['a name with a space', { provisionedModelName: 'my model' }, 'InvalidName', "provisionedModelName is 'my model'"],
    ['a name with two hyphens', { provisionedModelName: 'a--b' }, 'InvalidName', 'single hyphens'],
    ['a name that ends with one', { provisionedModelName: 'a-' }, 'InvalidName', "'a-'"],
    ['a name that is too long', { provisionedModelName: 'a'.repeat(55) }, 'InvalidName', '1 to 54'],
    ['an empty name', { provisionedModelName: '' }, 'InvalidName', "''"],
    ['a tag of AWS', { tags: { 'aws:x': '1' } }, 'InvalidTag', "tags have the key 'aws:x'"],
    ['a tag with a strange value', { tags: { x: '<' } }, 'InvalidTag', "tags have '<' for 'x'"],
    ['51 tags', { tags: Object.fromEntries(Array.from({ length: 51 }, (_, index) => [`k${index}`, 'v'])) }, 'InvalidTag', 'tags are 51, but a resource has at most 50'],
    ['a snapshot', { removalPolicy: RemovalPolicy.SNAPSHOT }, 'InvalidRemovalPolicy', 'has no snapshots'],
    ['a short wait', { waitLimit: Duration.minutes(4) }, 'InvalidDuration', 'waitLimit is 4 minutes, but must be whole seconds from 5 minutes to 50 minutes'],
    ['a long wait', { waitLimit: Duration.minutes(51) }, 'InvalidDuration', 'waitLimit is 51 minutes'],
    ['a wait of a fraction', { waitLimit: Duration.millis(300_500) }, 'InvalidDuration', 'waitLimit'],
    ['a wait that is a token', { waitLimit: Duration.seconds(token) }, 'TokenNotAllowed', 'waitLimit is a token'],
    ['a notice of no commitment', { commitmentNotice: Duration.days(3) }, 'ContradictoryProperties', 'commitmentNotice is 3 days, but there is no commitment'],
    ['a notice as long as the commitment', { commitment: ProvisionedCommitment.oneMonth(), commitmentNotice: Duration.days(30) }, 'InvalidDuration', 'from 1 day to 27 days'],
    ['a price of 0', { pricePerModelUnitHour: 0 }, 'InvalidNumber', 'pricePerModelUnitHour is 0'],
    ['a price that is a token', { pricePerModelUnitHour: token }, 'TokenNotAllowed', 'pricePerModelUnitHour is a token'],
    ['a price and units that are a token', { pricePerModelUnitHour: 1, modelUnits: token }, 'TokenNotAllowed', 'modelUnits is a token'],
    ['a price on demand of 0', { pricePerModelUnitHour: 1, onDemandPrice: { ...price, outputPerMillionTokens: 0 } }, 'InvalidNumber', 'onDemandPrice.outputPerMillionTokens is 0'],
    ['a price on demand alone', { onDemandPrice: price }, 'ContradictoryProperties', 'onDemandPrice was given'],
    ['a share alone', { inputShare: 0.5 }, 'ContradictoryProperties', 'inputShare was given'],
    ['a share above 1', { pricePerModelUnitHour: 1, inputShare: 75 }, 'InvalidNumber', 'inputShare is 75'],
  ])('%s', (_, props, code, fragment) => {
    expectError(() => make(props), code, fragment);
  });
});
