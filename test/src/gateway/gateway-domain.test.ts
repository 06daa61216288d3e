import { App, Stack, Token } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { InterfaceVpcEndpoint, Vpc } from 'aws-cdk-lib/aws-ec2';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { GatewayAuth, GatewayDomain, GatewayEndpoint, InferenceVpcEndpoints, ResilientInference, ResilientInferenceProps } from '../../../src/index';
import { expectError } from '../support/errors';
import { construct, ENV, minimalProps, synthesize } from '../support/synthesis';

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

describe('the domain of a private API', () => {
  interface Endpoints {
    readonly made?: number;
    readonly imported?: number;
  }
  const privately = ({ made = 1, imported = 0 }: Endpoints = {}, more: Partial<GatewayDomain> = {}, props: Partial<ResilientInferenceProps> = {}) =>
    (stack: Stack): ResilientInferenceProps => {
      const vpcs = Array.from({ length: made }, (_, index) => new Vpc(stack, `Vpc${index}`, { natGateways: 0 }));
      const endpoint = GatewayEndpoint.privateApi({
        vpcEndpoints: [
          ...vpcs.map((vpc, index) => new InferenceVpcEndpoints(stack, `Endpoints${index}`, { vpc, executeApi: true }).executeApi!),
          ...Array.from({ length: imported }, (_, index) =>
            InterfaceVpcEndpoint.fromInterfaceVpcEndpointAttributes(stack, `Imported${index}`, { vpcEndpointId: `vpce-${index}`, port: 443 })),
        ],
      });
      return withDomain(more, { endpoint, ...props });
    };
  const privateZone = (stack: Stack) => HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' });
  const constructed = (props: (stack: Stack) => ResilientInferenceProps) => {
    const stack = new Stack(new App(), 'Stack', { env: ENV });
    return new ResilientInference(stack, 'Gateway', props(stack));
  };

  test('is a private one, for the endpoints of the API alone', () => {
    const { template, inference } = synthesize(privately({ imported: 1 }, { basePath: 'llm' }));
    const [endpointId] = Object.keys(template.findResources('AWS::EC2::VPCEndpoint', { Properties: { ServiceName: Match.stringLikeRegexp('execute-api') } }));
    const [[domainId, domain] = [], ...others] = Object.entries(template.findResources('AWS::ApiGateway::DomainNameV2'));
    expect(others).toEqual([]);
    const everybody = { Action: 'execute-api:Invoke', Principal: { AWS: '*' }, Resource: 'execute-api:/*' };
    expect(domain!.Properties).toEqual({
      DomainName: 'inference.example.com',
      CertificateArn: certificate.certificateArn,
      EndpointConfiguration: { Types: ['PRIVATE'] },
      SecurityPolicy: 'TLS_1_2',
      Policy: {
        Version: '2012-10-17',
        Statement: [
          { ...everybody, Effect: 'Deny', Condition: { StringNotEquals: { 'aws:SourceVpce': [{ Ref: endpointId }, 'vpce-0'] } } },
          { ...everybody, Effect: 'Allow' },
        ],
      },
    });
    const domainNameArn = { 'Fn::GetAtt': [domainId, 'DomainNameArn'] };
    template.hasResourceProperties('AWS::ApiGateway::BasePathMappingV2', {
      DomainNameArn: domainNameArn, BasePath: 'llm', RestApiId: Match.anyValue(), Stage: { Ref: Match.stringLikeRegexp('Stageprod') },
    });
    const sources = Object.values(template.findResources('AWS::ApiGateway::DomainNameAccessAssociation')).map(({ Properties }) => Properties);
    expect(sources).toEqual([{ Ref: endpointId }, 'vpce-0'].map((source) =>
      ({ DomainNameArn: domainNameArn, AccessAssociationSource: source, AccessAssociationSourceType: 'VPCE' })));
    expect(inference.url).toBe('https://inference.example.com/llm/');
    expect(inference).toMatchObject({ privateDomainName: expect.anything(), domainName: undefined });
    template.resourceCountIs('AWS::ApiGateway::DomainName', 0);
  });

  test('lets in whom IAM lets in, and asks the API as well', () => {
    const iamPrincipals = ['arn:aws:iam::222222222222:role/app'];
    const { template } = synthesize(privately({}, {}, { auth: GatewayAuth.iam(), tenants: { a: { iamPrincipals } } }));
    const principals = (type: string) => Object.values(template.findResources(type)).map(({ Properties }) =>
      (Properties.Policy.Statement as { Effect: string; Principal: unknown }[]).map(({ Effect, Principal }) => [Effect, Principal]));
    expect(principals('AWS::ApiGateway::DomainNameV2')).toEqual([[['Deny', { AWS: '*' }], ['Allow', { AWS: '*' }]]]);
    expect(principals('AWS::ApiGateway::RestApi')).toEqual([[['Deny', { AWS: '*' }], ['Allow', { AWS: iamPrincipals[0] }]]]);
  });

  test('keeps the address of AWS, which is no less private, unless it is to go', () => {
    const disabled = (more: Partial<GatewayDomain>) => {
      const [api] = Object.values(synthesize(privately({}, more)).template.findResources('AWS::ApiGateway::RestApi'));
      return api!.Properties.DisableExecuteApiEndpoint;
    };
    expect([{}, { keepDefaultEndpoint: true }, { keepDefaultEndpoint: false }].map(disabled)).toEqual([undefined, undefined, true]);
  });

  test('is found in a private zone, which leads to the endpoint', () => {
    const { template } = synthesize((stack) => privately({}, { hostedZone: privateZone(stack) })(stack));
    const records = Object.values(template.findResources('AWS::Route53::RecordSet')).map(({ Properties }) => Properties);
    expect(records).toMatchObject([{ Type: 'A', Name: 'inference.example.com.' }]);
    expect(JSON.stringify(records[0].AliasTarget)).toMatch(/Endpoints0ExecuteApi.*DnsEntries/);
  });

  test.each([
    ['two endpoints', { made: 2 }, 'there are 2 VPC endpoints'], ['one that was imported', { made: 0, imported: 1 }, 'the VPC endpoint was imported'],
  ])('has no record where it is not clear where to: %s', (_, endpoints, reason) => {
    expectError(() => constructed((stack) => privately(endpoints, { hostedZone: privateZone(stack) })(stack)), 'ContradictoryProperties', reason, 'remove hostedZone', '(at Stack/Gateway)');
    expect(() => constructed(privately(endpoints))).not.toThrow();
  });

  test('is no wildcard', () => {
    expectError(() => constructed(privately({}, { domainName: '*.example.com' })), 'InvalidDomain', "'*.example.com'", 'cannot be a wildcard');
  });
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
