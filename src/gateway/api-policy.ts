import { IVpcEndpoint } from 'aws-cdk-lib/aws-ec2';
import { AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { BoundAuth } from './bound-auth';
import { BoundEndpoint } from './bound-endpoint';
import { THIS_API } from './iam-principals';

/**
 * The resource policy of the API, unless it needs none. A private API cannot be deployed without one. Where callers are not
 * known to IAM, somebody has to be allowed: everybody whom the denial leaves.
 *
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html
 */
export function apiPolicy({ vpcEndpoints }: BoundEndpoint, auth: BoundAuth): PolicyDocument | undefined {
  const ofCallers = auth.resourcePolicyStatements;
  if (vpcEndpoints.length === 0) return ofCallers.length === 0 ? undefined : new PolicyDocument({ statements: [...ofCallers] });
  return onlyThrough(vpcEndpoints, auth.signed ? ofCallers : undefined);
}

/** @param callers whom of those who come through one of the endpoints it lets in. Absent: all of them */
export function onlyThrough(vpcEndpoints: readonly IVpcEndpoint[], callers?: readonly PolicyStatement[]): PolicyDocument {
  const everybody = { principals: [new AnyPrincipal()], actions: ['execute-api:Invoke'], resources: [THIS_API] };
  return new PolicyDocument({
    statements: [
      new PolicyStatement({
        ...everybody,
        effect: Effect.DENY,
        conditions: { StringNotEquals: { 'aws:SourceVpce': vpcEndpoints.map(({ vpcEndpointId }) => vpcEndpointId) } },
      }),
      ...callers ?? [new PolicyStatement(everybody)],
    ],
  });
}
