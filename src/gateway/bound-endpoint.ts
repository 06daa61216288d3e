import { EndpointType } from 'aws-cdk-lib/aws-apigateway';
import { IVpcEndpoint } from 'aws-cdk-lib/aws-ec2';

/** An endpoint that was checked. */
export interface BoundEndpoint {
  readonly type: EndpointType;
  /** Empty for an API that is not private. */
  readonly vpcEndpoints: readonly IVpcEndpoint[];
}
