import { ACCOUNT, awsRequest, callJson, createWorld, errorOf, EU_SONNET, GLOBAL_SONNET, HAIKU_3, SONNET, US_SONNET } from './support';
import { AwsError } from '../../../local/aws/service';
import { authorizationChecks, AuthorizationCheck } from '../../../local/bedrock/authorize-call';
import { resolveModel } from '../../../local/bedrock/model-id';
import { Operation } from '../../../local/bedrock/operation';
import { GEOGRAPHIES } from '../../../src/contract/geographies';

interface Called {
  readonly operation?: Operation;
  readonly region?: string;
  readonly registered?: Map<string, string>;
}

function checksOf(called: string, options: Called = {}): readonly AuthorizationCheck[] {
  const region = options.region ?? 'us-east-1';
  const model = resolveModel(called, { accountId: ACCOUNT, region }, options.registered ?? new Map());
  return authorizationChecks(options.operation ?? 'Converse', model, region);
}

describe('what IAM is asked', () => {
  test('on demand: the foundation model in the Region that is called, and nothing else', () => {
    expect(checksOf(HAIKU_3)).toEqual([{
      action: 'bedrock:InvokeModel',
      resource: `arn:aws:bedrock:us-east-1::foundation-model/${HAIKU_3}`,
      context: { 'aws:RequestedRegion': 'us-east-1' },
    }]);
  });

  test.each([
    ['Converse', ['bedrock:InvokeModel']],
    ['InvokeModel', ['bedrock:InvokeModel']],
    ['ConverseStream', ['bedrock:InvokeModelWithResponseStream']],
    ['InvokeModelWithResponseStream', ['bedrock:InvokeModelWithResponseStream']],
    ['CountTokens', ['bedrock:CountTokens', 'bedrock:InvokeModel']],
  ] as const)('%s needs %j', (operation, actions) => {
    expect(checksOf(HAIKU_3, { operation }).map((check) => check.action)).toEqual(actions);
  });

  test('a geographic profile: the profile, then its model in the source and in every destination Region', () => {
    const [profile, ...models] = checksOf(EU_SONNET, { region: 'eu-west-1' });
    const arn = `arn:aws:bedrock:eu-west-1:${ACCOUNT}:inference-profile/${EU_SONNET}`;
    expect(profile).toEqual({ action: 'bedrock:InvokeModel', resource: arn, context: { 'aws:RequestedRegion': 'eu-west-1' } });
    expect(models.map((check) => check.resource).sort()).toEqual(GEOGRAPHIES.eu.map((region) => `arn:aws:bedrock:${region}::foundation-model/${SONNET}`));
    expect(models[0].resource).toContain(':eu-west-1:');
    for (const check of models) {
      expect(check.context).toEqual({ 'aws:RequestedRegion': check.resource.split(':')[3], 'bedrock:InferenceProfileArn': arn });
    }
  });

  test('a Global profile: three resources, the last without Region and account', () => {
    const arn = `arn:aws:bedrock:us-east-1:${ACCOUNT}:inference-profile/${GLOBAL_SONNET}`;
    expect(checksOf(GLOBAL_SONNET).map(({ resource, context }) => ({ resource, context }))).toEqual([
      { resource: arn, context: { 'aws:RequestedRegion': 'us-east-1' } },
      {
        resource: `arn:aws:bedrock:us-east-1::foundation-model/${SONNET}`,
        context: { 'aws:RequestedRegion': 'us-east-1', 'bedrock:InferenceProfileArn': arn },
      },
      {
        resource: `arn:aws:bedrock:::foundation-model/${SONNET}`,
        context: { 'aws:RequestedRegion': 'unspecified', 'bedrock:InferenceProfileArn': arn },
      },
    ]);
  });

  test('a registered application profile: itself, the profile that it copies and the models, conditioned on its own ARN', () => {
    const arn = `arn:aws:bedrock:us-east-1:${ACCOUNT}:application-inference-profile/abc`;
    const checks = checksOf(arn, { registered: new Map([[arn, US_SONNET]]) });
    expect(checks.map((check) => check.resource)).toEqual([
      arn,
      `arn:aws:bedrock:us-east-1:${ACCOUNT}:inference-profile/${US_SONNET}`,
      ...GEOGRAPHIES.us.map((region) => `arn:aws:bedrock:${region}::foundation-model/${SONNET}`),
    ]);
    const [own, ...others] = checks.map((check) => check.context['bedrock:InferenceProfileArn']);
    expect(own).toBeUndefined();
    expect(others.every((through) => through === arn)).toBe(true);
  });

  test('Provisioned Throughput: its own ARN', () => {
    const arn = `arn:aws:bedrock:us-east-1:${ACCOUNT}:provisioned-model/abc`;
    expect(checksOf(arn, { registered: new Map([[arn, HAIKU_3]]) }).map((check) => check.resource)).toEqual([arn]);
  });

  test('in GovCloud every resource is of its partition', () => {
    for (const check of checksOf(`us-gov.${SONNET}`, { region: 'us-gov-east-1' })) expect(check.resource).toMatch(/^arn:aws-us-gov:bedrock:us-gov-/);
  });
});

describe('a call that IAM denies', () => {
  const deny = (action: string, resource: string) => {
    if (resource.includes(':us-west-2:')) throw new AwsError('AccessDeniedException', 403, `not authorized to perform ${action} on ${resource}`);
  };

  test('fails although another Region might have served it, and costs nothing', async () => {
    const { bedrock, sinks } = createWorld();
    bedrock.setQuota({ model: US_SONNET }, { requestsPerMinute: 1 });
    const error = await errorOf(bedrock.handle(awsRequest(US_SONNET, { authorize: deny })));
    expect(error).toMatchObject({ code: 'AccessDeniedException', status: 403 });
    expect(bedrock.attempts).toMatchObject([{ outcome: 'AccessDeniedException', model: US_SONNET, outputTokens: 0 }]);
    expect(sinks.valuesOf('InvocationClientErrors')).toEqual([1]);
    await expect(callJson(bedrock, US_SONNET)).resolves.toHaveProperty('stopReason', 'end_turn');
  });
});
