import { App, Stack, Token } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { GatewayThrottling, ResilientInference, ResilientInferenceProps } from '../../../src/index';
import { expectError } from '../support/errors';
import { construct, minimalProps, synthesize } from '../support/synthesis';

function templateWith(props: Partial<ResilientInferenceProps> = {}) {
  return synthesize({ ...minimalProps(), ...props }).template;
}

function propertiesOf(type: string, props: Partial<ResilientInferenceProps> = {}) {
  return Object.values(templateWith(props).findResources(type)).map((resource) => resource.Properties);
}

describe('API', () => {
  test('is Regional', () => {
    expect(propertiesOf('AWS::ApiGateway::RestApi')[0]?.EndpointConfiguration).toEqual({ Types: ['REGIONAL'] });
  });

  test('speaks TLS 1.2 at least', () => {
    expect(propertiesOf('AWS::ApiGateway::RestApi')[0]).toMatchObject({ SecurityPolicy: 'SecurityPolicy_TLS13_1_2_PQ_2025_09', EndpointAccessMode: 'BASIC' });
  });

  test('has a name of its own, which API Gateway tells its metrics apart by', () => {
    const names = ['One', 'Two'].flatMap((id) => {
      const stack = new Stack(new App(), id);
      for (const gateway of ['Gateway', 'Second']) new ResilientInference(stack, gateway, minimalProps());
      return Object.values(Template.fromStack(stack).findResources('AWS::ApiGateway::RestApi')).map(({ Properties }) => Properties.Name);
    });
    expect(names).toEqual(['OneGateway', 'OneSecond', 'TwoGateway', 'TwoSecond'].map((start) => expect.stringMatching(`^${start}`)));
    expect(new Set(names).size).toBe(4);
  });

  test('treats no media type as binary, which would change what the function receives', () => {
    expect(propertiesOf('AWS::ApiGateway::RestApi')[0]).not.toHaveProperty('BinaryMediaTypes');
  });

  test('has no policy of its own and no output of its own', () => {
    expect(propertiesOf('AWS::ApiGateway::RestApi')[0]).not.toHaveProperty('Policy');
    expect(templateWith().toJSON().Outputs).toBeUndefined();
  });
});

describe('methods', () => {
  test('are any, on the root and on every path below it', () => {
    const methods = propertiesOf('AWS::ApiGateway::Method');
    expect(methods.map(({ HttpMethod }) => HttpMethod)).toEqual(['ANY', 'ANY']);
    expect(methods.map(({ ResourceId }) => Object.keys(ResourceId)[0]).sort()).toEqual(['Fn::GetAtt', 'Ref']);
    expect(propertiesOf('AWS::ApiGateway::Resource').map(({ PathPart }) => PathPart)).toEqual(['{proxy+}']);
  });

  test('answer no CORS preflight', () => {
    expect(propertiesOf('AWS::ApiGateway::Method').filter(({ HttpMethod }) => HttpMethod === 'OPTIONS')).toEqual([]);
  });

  test('leave it to the function to find out who is calling', () => {
    for (const method of propertiesOf('AWS::ApiGateway::Method')) {
      expect(method.AuthorizationType).toBe('NONE');
      expect(method.ApiKeyRequired ?? false).toBe(false);
    }
  });

  test('stream what the function answers, for as long as it may run', () => {
    for (const { Integration } of propertiesOf('AWS::ApiGateway::Method')) {
      expect(Integration).toMatchObject({ Type: 'AWS_PROXY', IntegrationHttpMethod: 'POST', ResponseTransferMode: 'STREAM', TimeoutInMillis: 900_000 });
      expect(JSON.stringify(Integration.Uri)).toContain('2021-11-15/functions/');
      expect(JSON.stringify(Integration.Uri)).toContain('/response-streaming-invocations');
    }
  });

  test('may invoke the function, from the stage only', () => {
    const permissions = propertiesOf('AWS::Lambda::Permission');
    expect(permissions).toHaveLength(2);
    expect(permissions.every(({ Principal }) => Principal === 'apigateway.amazonaws.com')).toBe(true);
    expect(JSON.stringify(permissions)).not.toContain('test-invoke-stage');
  });
});

describe('throttling', () => {
  function settingsWith(throttling?: GatewayThrottling) {
    return propertiesOf('AWS::ApiGateway::Stage', { throttling })[0]?.MethodSettings;
  }

  test('lets 1,000 requests a second and 2,000 at once through', () => {
    expect(settingsWith()).toEqual([expect.objectContaining({ HttpMethod: '*', ResourcePath: '/*', ThrottlingRateLimit: 1000, ThrottlingBurstLimit: 2000 })]);
  });

  test('is what was set', () => {
    expect(settingsWith({ rateLimit: 5, burstLimit: 10 })).toEqual([expect.objectContaining({ ThrottlingRateLimit: 5, ThrottlingBurstLimit: 10 })]);
    expect(settingsWith({ rateLimit: 5 })).toEqual([expect.objectContaining({ ThrottlingRateLimit: 5, ThrottlingBurstLimit: 2000 })]);
  });

  test.each([0, -1, 1.5, NaN])('%s is refused', (value) => {
    expectError(() => construct({ ...minimalProps(), throttling: { rateLimit: value } }), 'InvalidNumber', `throttling.rateLimit is ${value}`, '(at Stack/Gateway)');
    expectError(() => construct({ ...minimalProps(), throttling: { burstLimit: value } }), 'InvalidNumber', `throttling.burstLimit is ${value}`);
  });

  test('a token is passed on', () => {
    expect(settingsWith({ rateLimit: Token.asNumber({ Ref: 'Rate' }) })).toEqual([expect.objectContaining({ ThrottlingRateLimit: { Ref: 'Rate' } })]);
  });
});

describe('access log', () => {
  function formatOf(): Record<string, string> {
    return JSON.parse(propertiesOf('AWS::ApiGateway::Stage')[0]?.AccessLogSetting.Format);
  }

  test('goes to a log group of its own that keeps its lines for a month', () => {
    expect(propertiesOf('AWS::ApiGateway::Stage')[0]?.AccessLogSetting.DestinationArn).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^GatewayAccessLogGroup/), 'Arn'] });
    const groups = propertiesOf('AWS::Logs::LogGroup');
    expect(groups).toHaveLength(2);
    expect(groups.every(({ RetentionInDays }) => RetentionInDays === 30)).toBe(true);
  });

  test('is a JSON line that tells the request from its id to its outcome', () => {
    expect(formatOf()).toMatchObject({ requestId: '$context.requestId', status: '$context.status', path: '$context.path', responseLatency: '$context.responseLatency' });
  });

  test('holds nothing that a caller writes into headers, query or body', () => {
    for (const value of Object.values(formatOf())) {
      expect(value).toMatch(/^\$context\.[A-Za-z.]+$/);
      expect(value).not.toMatch(/header|userAgent|querystring|body|authorizer|apiKey|error\.message/i);
    }
  });

  test('can be switched off, together with what it needs', () => {
    const { template, inference } = synthesize({ ...minimalProps(), accessLogging: false });
    expect(inference.accessLogGroup).toBeUndefined();
    template.resourceCountIs('AWS::Logs::LogGroup', 1);
    template.resourceCountIs('AWS::ApiGateway::Account', 0);
    expect(propertiesOf('AWS::ApiGateway::Stage', { accessLogging: false })[0]).not.toHaveProperty('AccessLogSetting');
  });
});

describe('the account’s CloudWatch role', () => {
  test('is set because access logs need it, and stays when the stack goes', () => {
    const template = templateWith();
    const [account] = Object.values(template.findResources('AWS::ApiGateway::Account'));
    expect(account).toMatchObject({ DeletionPolicy: 'Retain' });
  });

  test('is left alone when told so', () => {
    const template = templateWith({ cloudWatchRole: false });
    template.resourceCountIs('AWS::ApiGateway::Account', 0);
    template.resourceCountIs('AWS::IAM::Role', 1);
    expect(propertiesOf('AWS::ApiGateway::Stage', { cloudWatchRole: false })[0]).toHaveProperty('AccessLogSetting');
  });

  test('cannot be asked for when nothing needs it', () => {
    expectError(
      () => construct({ ...minimalProps(), accessLogging: false, cloudWatchRole: true }),
      'ContradictoryProperties', 'cloudWatchRole is true', 'accessLogging is false', '(at Stack/Gateway)',
    );
  });
});
