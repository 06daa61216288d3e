import { Names } from 'aws-cdk-lib';
import { CfnBasePathMappingV2, CfnDomainNameAccessAssociation, CfnDomainNameV2, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { InterfaceVpcEndpoint, IVpcEndpoint } from 'aws-cdk-lib/aws-ec2';
import { ARecord, IHostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { InterfaceVpcEndpointTarget } from 'aws-cdk-lib/aws-route53-targets';
import { Construct, IConstruct } from 'constructs';
import { onlyThrough } from './api-policy';
import { GatewayDomain } from './gateway-domain';
import { ResilientInferenceError } from '../private/errors';

/**
 * What is different about the domain of a private API.
 *
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-custom-domains.html
 */
export function checkPrivateDomain(scope: IConstruct, { domainName, hostedZone }: GatewayDomain, vpcEndpoints: readonly IVpcEndpoint[]): void {
  if (domainName.startsWith('*.')) {
    throw new ResilientInferenceError('InvalidDomain', `domain.domainName is '${domainName}', but the domain of a private API cannot be a wildcard: name one host, for which a wildcard certificate will do`, scope);
  }
  if (hostedZone) endpointOfRecord(scope, domainName, vpcEndpoints);
}

/** The domain, what it leads to, through which VPC endpoints, and where it is found. */
export function createPrivateDomain(
  scope: Construct, api: RestApi, { domainName, certificate, hostedZone, basePath }: GatewayDomain, vpcEndpoints: readonly IVpcEndpoint[],
): CfnDomainNameV2 {
  const created = new CfnDomainNameV2(scope, 'PrivateDomain', {
    domainName,
    certificateArn: certificate.certificateArn,
    endpointConfiguration: { types: ['PRIVATE'] },
    // The only one that they have.
    securityPolicy: 'TLS_1_2',
    // Beside the policy of the API, which has to let callers in as well.
    policy: onlyThrough(vpcEndpoints),
  });
  const domainNameArn = created.attrDomainNameArn;
  new CfnBasePathMappingV2(scope, 'PrivateDomainMapping', { domainNameArn, basePath, restApiId: api.restApiId, stage: api.deploymentStage.stageName });
  for (const endpoint of vpcEndpoints) {
    new CfnDomainNameAccessAssociation(scope, `PrivateDomainAccess${Names.nodeUniqueId(endpoint.node)}`, {
      domainNameArn, accessAssociationSource: endpoint.vpcEndpointId, accessAssociationSourceType: 'VPCE',
    });
  }
  if (hostedZone) createRecord(scope, domainName, hostedZone, vpcEndpoints);
  return created;
}

function createRecord(scope: Construct, domainName: string, zone: IHostedZone, vpcEndpoints: readonly IVpcEndpoint[]): void {
  const target = RecordTarget.fromAlias(new InterfaceVpcEndpointTarget(endpointOfRecord(scope, domainName, vpcEndpoints)));
  new ARecord(scope, 'DomainRecord', { zone, recordName: `${domainName}.`, target });
}

/** A record leads to one endpoint, whose own name has to be known. */
function endpointOfRecord(scope: IConstruct, domainName: string, vpcEndpoints: readonly IVpcEndpoint[]): InterfaceVpcEndpoint {
  const [endpoint, ...others] = vpcEndpoints;
  if (endpoint instanceof InterfaceVpcEndpoint && others.length === 0) return endpoint;
  throw new ResilientInferenceError(
    'ContradictoryProperties',
    `domain.hostedZone was given, but ${others.length > 0 ? `there are ${vpcEndpoints.length} VPC endpoints, and a record leads to one` : 'the VPC endpoint was imported, and its DNS name is not known'}: `
    + `remove hostedZone, and make a record for ${domainName} in the private zone of each VPC that leads to its endpoint`,
    scope,
  );
}
