import { Stack, Token } from 'aws-cdk-lib';
import { SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { GatewayDomain, GatewayEndpoint, ResilientInferenceProps } from '../../../src/index';
import { expectError } from '../support/errors';
import { construct, minimalProps, synthesize } from '../support/synthesis';

const certificate = Certificate.fromCertificateArn(new Stack(), 'Certificate', 'arn:aws:acm:us-east-1:111111111111:certificate/c');
const DOMAIN: GatewayDomain = { domainName: 'inference.example.com', certificate };
const withDomain = (more: Partial<GatewayDomain> = {}, props: Partial<ResilientInferenceProps> = {}) =>
  ({ ...minimalProps(), domain: { ...DOMAIN, ...more }, ...props });

function propertiesOf(type: string, props: ResilientInferenceProps) {
  return Object.values(synthesize(props).template.findResources(type)).map(({ Properties }) => Properties);
}

test('the domain is Regional, with the certificate that was given', () => {
  expect(propertiesOf('AWS::ApiGateway::DomainName', withDomain())).toEqual([{
    DomainName: 'inference.example.com',
    EndpointConfiguration: { Types: ['REGIONAL'] },
    RegionalCertificateArn: certificate.certificateArn,
    SecurityPolicy: 'SecurityPolicy_TLS13_1_2_PQ_2025_09',
    EndpointAccessMode: 'BASIC',
  }]);
});

test('it leads to the stage, and its address is what clients are told', () => {
  const { template, inference } = synthesize(withDomain());
  const [mapping] = Object.values(template.findResources('AWS::ApiGateway::BasePathMapping'));
  expect(mapping?.Properties).toMatchObject({ Stage: { Ref: expect.stringMatching(/Stageprod/) } });
  expect(mapping?.Properties).not.toHaveProperty('BasePath');
  expect(inference.url).toBe('https://inference.example.com/');
});

test('a base path is known to API Gateway, to the function and to clients', () => {
  const { template, inference } = synthesize(withDomain({ basePath: 'llm' }));
  template.hasResourceProperties('AWS::ApiGateway::BasePathMapping', { BasePath: 'llm' });
  template.hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: { GATEWAY_BASE_PATH: 'llm' } } });
  expect(inference.url).toBe('https://inference.example.com/llm/');
});

test('the address of AWS is switched off unless it is kept', () => {
  const disabled = (props: ResilientInferenceProps) => propertiesOf('AWS::ApiGateway::RestApi', props)[0]?.DisableExecuteApiEndpoint;
  expect(disabled(withDomain())).toBe(true);
  expect(disabled(withDomain({ keepDefaultEndpoint: true }))).toBeUndefined();
  expect(disabled(minimalProps())).toBeUndefined();
});

test('a hosted zone gets records for both kinds of addresses', () => {
  const { template } = synthesize((stack) => withDomain({
    hostedZone: HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' }),
  }));
  const records = Object.values(template.findResources('AWS::Route53::RecordSet')).map(({ Properties }) => Properties);
  expect(records.map(({ Type, Name }) => [Type, Name])).toEqual([['A', 'inference.example.com.'], ['AAAA', 'inference.example.com.']]);
  for (const { AliasTarget } of records) expect(AliasTarget.DNSName).toEqual({ 'Fn::GetAtt': [expect.stringMatching(/^GatewayDomain/), 'RegionalDomainName'] });
});

test('without a hosted zone nothing is written into any', () => {
  expect(propertiesOf('AWS::Route53::RecordSet', withDomain())).toEqual([]);
});

test.each(['Inference.example.com', 'https://inference.example.com', 'inference', '-a.example.com', 'a..example.com', `${'a.'.repeat(130)}com`])('the name %s is refused', (domainName) => {
  expectError(() => construct(withDomain({ domainName })), 'InvalidDomain', `'${domainName}'`, 'lower case', '(at Stack/Gateway)');
});

test.each(['', '/llm', 'a/b', 'a b', 'ü'])("the base path '%s' is refused", (basePath) => {
  expectError(() => construct(withDomain({ basePath })), 'InvalidDomain', `'${basePath}'`, 'one segment');
});

test('the name may be a token, the base path may not', () => {
  const token = Token.asString({ Ref: 'Value' });
  expect(() => construct(withDomain({ domainName: token }))).not.toThrow();
  expectError(() => construct(withDomain({ basePath: token })), 'TokenNotAllowed', 'domain.basePath');
});

test('a private API has no such domain', () => {
  const endpoint = GatewayEndpoint.privateApi({ vpcEndpoints: [{ vpcEndpointId: 'vpce-1' } as never] });
  expectError(() => construct(withDomain({}, { endpoint })), 'ContradictoryProperties', 'domain', 'privateApi()');
});

describe('what callers have to speak', () => {
  test('is the same at both addresses', () => {
    const props = withDomain({}, { tlsPolicy: SecurityPolicy.TLS13_1_3_2025_09 });
    for (const type of ['AWS::ApiGateway::RestApi', 'AWS::ApiGateway::DomainName']) {
      expect(propertiesOf(type, props)[0]).toMatchObject({ SecurityPolicy: 'SecurityPolicy_TLS13_1_3_2025_09', EndpointAccessMode: 'BASIC' });
    }
  });

  test('can be TLS 1.2 in its old form, which knows no access mode', () => {
    for (const type of ['AWS::ApiGateway::RestApi', 'AWS::ApiGateway::DomainName']) {
      const [properties] = propertiesOf(type, withDomain({}, { tlsPolicy: SecurityPolicy.TLS_1_2 }));
      expect(properties).toMatchObject({ SecurityPolicy: 'TLS_1_2' });
      expect(properties).not.toHaveProperty('EndpointAccessMode');
    }
  });

  test.each([[SecurityPolicy.TLS_1_0, 'TLS 1.0'], [SecurityPolicy.TLS13_2025_EDGE, 'edge-optimized']])('is not %s', (tlsPolicy, reason) => {
    expectError(() => construct({ ...minimalProps(), tlsPolicy }), 'InvalidTlsPolicy', tlsPolicy, reason, '(at Stack/Gateway)');
  });
});
