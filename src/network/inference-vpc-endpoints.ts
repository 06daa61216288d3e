import {
  GatewayVpcEndpoint, GatewayVpcEndpointAwsService, InterfaceVpcEndpoint, InterfaceVpcEndpointAwsService, ISecurityGroup, IVpc, SubnetSelection,
} from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';

/** Properties of `InferenceVpcEndpoints`. */
export interface InferenceVpcEndpointsProps {
  /** The VPC of the gateway's function. */
  readonly vpc: IVpc;

  /**
   * The subnets of the function: where the interface endpoints are, and whose route tables lead to DynamoDB.
   *
   * @default - as for a function: private subnets, isolated ones if there are none with a way out
   */
  readonly subnets?: SubnetSelection;

  /**
   * Of the interface endpoints. They have to let HTTPS in from whoever uses them.
   *
   * @default - a new one for each, which lets HTTPS in from the VPC
   */
  readonly securityGroups?: ISecurityGroup[];

  /**
   * Whether there is an endpoint for STS, which a gateway with targets in other accounts needs.
   *
   * @default true
   */
  readonly sts?: boolean;

  /**
   * Whether there is an endpoint for `execute-api`, through which callers in the VPC reach private APIs. While there is one,
   * the VPC reaches every other API Gateway API at its default address through it, too, which works for private ones alone.
   *
   * @default false
   */
  readonly executeApi?: boolean;

  /**
   * Whether there is an endpoint for CloudWatch Logs, which the instances of `GatewayCompute.managedInstances()` need for logs and
   * for the metrics that are made of them. Other functions do without.
   *
   * @default false
   */
  readonly logs?: boolean;

  /**
   * Whether there is an endpoint for X-Ray, which the instances of `GatewayCompute.managedInstances()` need for `tracing`.
   *
   * @default false
   */
  readonly xray?: boolean;
}

/**
 * The VPC endpoints that a gateway in a VPC without a way to the internet needs: Bedrock's runtime and STS in the Region of
 * the VPC, and DynamoDB. What the function logs reaches CloudWatch without any, unless it runs on managed instances (`logs`).
 * Other Regions have no endpoint here.
 *
 * A VPC has each of them once, so several gateways share one `InferenceVpcEndpoints`.
 *
 * @example
 * declare const vpc: IVpc;
 * new InferenceVpcEndpoints(this, 'Endpoints', { vpc });
 * new ResilientInference(this, 'Gateway', {
 *   vpc,
 *   routes: { 'claude-sonnet': { targets: [InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-6')] } },
 *   tenants: { 'team-a': {} },
 * });
 */
export class InferenceVpcEndpoints extends Construct {
  /** Calls to models. */
  public readonly bedrockRuntime: InterfaceVpcEndpoint;

  /** Quotas and API keys. It costs nothing. */
  public readonly dynamoDb: GatewayVpcEndpoint;

  /** Roles of other accounts, unless it was left out. */
  public readonly sts?: InterfaceVpcEndpoint;

  /** Callers of private APIs, if there is to be one. */
  public readonly executeApi?: InterfaceVpcEndpoint;

  /** Logs of managed instances, if there is to be one. */
  public readonly logs?: InterfaceVpcEndpoint;

  /** Traces of managed instances, if there is to be one. */
  public readonly xray?: InterfaceVpcEndpoint;

  constructor(scope: Construct, id: string, props: InferenceVpcEndpointsProps) {
    super(scope, id);
    const { vpc, subnets, securityGroups } = props;
    const endpoint = (name: string, service: InterfaceVpcEndpointAwsService) =>
      new InterfaceVpcEndpoint(this, name, { vpc, service, subnets, securityGroups, privateDnsEnabled: true });
    this.bedrockRuntime = endpoint('BedrockRuntime', InterfaceVpcEndpointAwsService.BEDROCK_RUNTIME);
    this.dynamoDb = new GatewayVpcEndpoint(this, 'DynamoDb', {
      vpc, service: GatewayVpcEndpointAwsService.DYNAMODB, subnets: [vpc.selectSubnets(subnets)],
    });
    if (props.sts ?? true) this.sts = endpoint('Sts', InterfaceVpcEndpointAwsService.STS);
    if (props.executeApi) this.executeApi = endpoint('ExecuteApi', InterfaceVpcEndpointAwsService.APIGATEWAY);
    if (props.logs) this.logs = endpoint('Logs', InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS);
    if (props.xray) this.xray = endpoint('XRay', InterfaceVpcEndpointAwsService.XRAY);
  }
}
