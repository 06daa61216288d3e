import { Token } from 'aws-cdk-lib';
import { IVpcEndpoint, InterfaceVpcEndpoint } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { GatewayAuth, GatewayEndpoint, ResilientInferenceProps } from '../../../src/index';
import { expectError } from '../support/errors';
import { construct, minimalProps, synthesize } from '../support/synthesis';

function endpointOf(scope: Construct, vpcEndpointId: string): IVpcEndpoint {
  return InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(scope, vpcEndpointId, { vpcEndpointId, port: 443 });
}

function apiOf(more: Partial<ResilientInferenceProps> = {}, ...ids: string[]) {
  const { template } = synthesize((stack) => ({
    ...minimalProps(), endpoint: GatewayEndpoint.privateApi({ vpcEndpoints: ids.map((id) => endpointOf(stack, id)) }), ...more,
  }));
  return Object.values(template.findResources('AWS::ApiGateway::RestApi'))[0]?.Properties;
}

const INVOKE = { Action: 'execute-api:Invoke', Resource: 'execute-api:/*' };

test('a private API is reached through its endpoints', () => {
  expect(apiOf({}, 'vpce-1', 'vpce-2').EndpointConfiguration).toEqual({ Types: ['PRIVATE'], VpcEndpointIds: ['vpce-1', 'vpce-2'] });
});

test('it lets in whoever comes through them, and nobody else', () => {
  expect(apiOf({}, 'vpce-1', 'vpce-2').Policy.Statement).toEqual([
    { Effect: 'Deny', Principal: { AWS: '*' }, ...INVOKE, Condition: { StringNotEquals: { 'aws:SourceVpce': ['vpce-1', 'vpce-2'] } } },
    { Effect: 'Allow', Principal: { AWS: '*' }, ...INVOKE },
  ]);
});

test('where callers are known to IAM, coming through an endpoint allows nothing', () => {
  const foreign = 'arn:aws:iam::222222222222:role/team-b';
  const policy = apiOf({ auth: GatewayAuth.iam(), tenants: { 'team-a': { iamPrincipals: ['arn:aws:iam::111111111111:role/a', foreign] } } }, 'vpce-1').Policy;
  expect(policy.Statement.map(({ Effect, Principal }: { Effect: string; Principal: unknown }) => [Effect, Principal])).toEqual([
    ['Deny', { AWS: '*' }], ['Allow', { AWS: foreign }],
  ]);
});

test('it streams like any other', () => {
  const { template } = synthesize((stack) => ({ ...minimalProps(), endpoint: GatewayEndpoint.privateApi({ vpcEndpoints: [endpointOf(stack, 'vpce-1')] }) }));
  for (const { Properties } of Object.values(template.findResources('AWS::ApiGateway::Method'))) expect(Properties.Integration.ResponseTransferMode).toBe('STREAM');
});

test('a Regional API has no endpoint and no policy', () => {
  const { template } = synthesize({ ...minimalProps(), endpoint: GatewayEndpoint.regional() });
  const [api] = Object.values(template.findResources('AWS::ApiGateway::RestApi'));
  expect(api?.Properties.EndpointConfiguration).toEqual({ Types: ['REGIONAL'] });
  expect(api?.Properties).not.toHaveProperty('Policy');
});

test('a private API without an endpoint is refused', () => {
  expectError(() => construct({ ...minimalProps(), endpoint: GatewayEndpoint.privateApi({ vpcEndpoints: [] }) }), 'MissingVpcEndpoint', 'InferenceVpcEndpoints', '(at Stack/Gateway)');
});

test('what is no id of an endpoint is refused, a token is not looked at', () => {
  const fake = (vpcEndpointId: string) => ({ vpcEndpointId }) as IVpcEndpoint;
  expectError(() => construct({ ...minimalProps(), endpoint: GatewayEndpoint.privateApi({ vpcEndpoints: [fake('vpc-1')] }) }), 'InvalidVpcEndpoint', "'vpc-1'", 'vpce-');
  expect(() => construct({ ...minimalProps(), endpoint: GatewayEndpoint.privateApi({ vpcEndpoints: [fake(Token.asString({ Ref: 'Endpoint' }))] }) })).not.toThrow();
});
