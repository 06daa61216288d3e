import {
  CfnRestApi, LambdaIntegration, LogGroupLogDestination, MethodOptions, ResponseTransferMode, RestApi, SecurityPolicy,
} from 'aws-cdk-lib/aws-apigateway';
import { PolicyDocument } from 'aws-cdk-lib/aws-iam';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ACCESS_LOG_FORMAT } from './access-log-format';
import { BoundEndpoint } from './bound-endpoint';
import { GATEWAY_TIMEOUT } from './gateway-function';
import { GatewayThrottling } from './gateway-throttling';

export interface GatewayApiOptions {
  /** No other gateway of the account and Region is called so. */
  readonly name: string;
  readonly handler: IFunction;
  readonly throttling: Required<GatewayThrottling>;
  /** Absent: no access log. */
  readonly accessLogGroup?: ILogGroup;
  readonly cloudWatchRole: boolean;
  /** What API Gateway itself checks before it asks the function. */
  readonly methods: MethodOptions;
  /** From where callers can come. */
  readonly endpoint: BoundEndpoint;
  readonly tlsPolicy: SecurityPolicy;
  /** Whether the address that AWS gives the API is switched off. */
  readonly disableDefaultEndpoint: boolean;
  readonly tracing: boolean;
  /** Who may call from where, as far as API Gateway checks that. */
  readonly policy?: PolicyDocument;
}

/** A REST API that passes every request to the function and streams what it answers. */
export function createGatewayApi(scope: Construct, options: GatewayApiOptions): RestApi {
  const { handler, throttling, accessLogGroup } = options;
  const api = new RestApi(scope, 'Api', {
    // The dimension of API Gateway's own metrics: two APIs of one name would be counted as one.
    restApiName: options.name,
    description: 'Resilient inference gateway in front of Amazon Bedrock',
    endpointConfiguration: endpointConfiguration(options.endpoint),
    // False is what API Gateway takes for absent.
    disableExecuteApiEndpoint: options.disableDefaultEndpoint || undefined,
    cloudWatchRole: options.cloudWatchRole,
    policy: options.policy,
    deployOptions: {
      throttlingRateLimit: throttling.rateLimit,
      throttlingBurstLimit: throttling.burstLimit,
      tracingEnabled: options.tracing || undefined,
      ...accessLogGroup && { accessLogDestination: new LogGroupLogDestination(accessLogGroup), accessLogFormat: ACCESS_LOG_FORMAT },
    },
  });
  const integration = new LambdaIntegration(handler, {
    responseTransferMode: ResponseTransferMode.STREAM,
    timeout: GATEWAY_TIMEOUT,
    allowTestInvoke: false,
  });
  api.root.addMethod('ANY', integration, options.methods);
  api.root.addProxy({ defaultIntegration: integration, defaultMethodOptions: options.methods });
  setTlsPolicy(api, options.tlsPolicy);
  // The stack has outputs of its own.
  api.node.tryRemoveChild('Endpoint');
  return api;
}

function endpointConfiguration({ type, vpcEndpoints }: BoundEndpoint) {
  return { types: [type], ...vpcEndpoints.length > 0 && { vpcEndpoints: [...vpcEndpoints] } };
}

/** Without one a Regional endpoint also speaks TLS 1.0. `RestApi` has no property for it yet. */
function setTlsPolicy(api: RestApi, policy: SecurityPolicy): void {
  const resource = api.node.defaultChild as CfnRestApi;
  resource.securityPolicy = policy;
  // STRICT would also refuse requests that arrive through a domain name of another endpoint type.
  if (policy !== SecurityPolicy.TLS_1_2) resource.endpointAccessMode = 'BASIC';
}
