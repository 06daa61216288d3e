import { Token } from 'aws-cdk-lib';
import { DomainName, EndpointAccessMode, EndpointType, RestApi, SecurityPolicy } from 'aws-cdk-lib/aws-apigateway';
import { AaaaRecord, ARecord, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { ApiGatewayDomain } from 'aws-cdk-lib/aws-route53-targets';
import { Construct, IConstruct } from 'constructs';
import { BoundEndpoint } from './bound-endpoint';
import { checkPrivateDomain } from './create-private-domain';
import { GatewayDomain } from './gateway-domain';
import { ResilientInferenceError } from '../private/errors';

const DOMAIN_NAME = /^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$/;
/** Source: https://docs.aws.amazon.com/apigateway/latest/api/API_CreateBasePathMapping.html, without what an URL would encode. */
const BASE_PATH = /^[A-Za-z0-9$_.+!*'()-]{1,300}$/;

export function checkDomain(scope: IConstruct, domain: GatewayDomain, { type, vpcEndpoints }: BoundEndpoint): void {
  const { domainName, basePath } = domain;
  if (!Token.isUnresolved(domainName) && !(DOMAIN_NAME.test(domainName) && domainName.length <= 255)) {
    throw new ResilientInferenceError('InvalidDomain', `domain.domainName is '${domainName}', but must be a domain name in lower case, such as 'inference.example.com'`, scope);
  }
  if (type === EndpointType.PRIVATE) checkPrivateDomain(scope, domain, vpcEndpoints);
  if (basePath === undefined) return;
  if (Token.isUnresolved(basePath)) {
    throw new ResilientInferenceError('TokenNotAllowed', 'domain.basePath is a token, but how the API is mapped depends on it: pass a literal path', scope);
  }
  if (!BASE_PATH.test(basePath)) {
    throw new ResilientInferenceError(
      'InvalidDomain', `domain.basePath is '${basePath}', but must be one segment of a path, without slashes, such as 'llm': leave it out to have the domain for the API alone`, scope,
    );
  }
}

/** The domain, what it leads to, and where it is found. */
export function createDomain(scope: Construct, api: RestApi, domain: GatewayDomain, securityPolicy: SecurityPolicy): DomainName {
  const { domainName, certificate, hostedZone, basePath } = domain;
  const created = new DomainName(scope, 'Domain', {
    domainName,
    certificate,
    endpointType: EndpointType.REGIONAL,
    // What counts is the API's own policy, which is the same: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-custom-domain-tls-version.html
    securityPolicy,
    endpointAccessMode: securityPolicy === SecurityPolicy.TLS_1_2 ? undefined : EndpointAccessMode.BASIC,
    mapping: api,
    basePath,
  });
  if (hostedZone) {
    const target = RecordTarget.fromAlias(new ApiGatewayDomain(created));
    new ARecord(scope, 'DomainRecord', { zone: hostedZone, recordName: `${domainName}.`, target });
    new AaaaRecord(scope, 'DomainRecordIpv6', { zone: hostedZone, recordName: `${domainName}.`, target });
  }
  return created;
}
