import { Token } from 'aws-cdk-lib';
import { EndpointType } from 'aws-cdk-lib/aws-apigateway';
import { IVpcEndpoint } from 'aws-cdk-lib/aws-ec2';
import { IConstruct } from 'constructs';
import { BoundEndpoint } from './bound-endpoint';
import { ResilientInferenceError } from '../private/errors';

/** What `GatewayEndpoint.privateApi()` needs to know. */
export interface PrivateEndpointOptions {
  /**
   * The interface endpoints for `execute-api` through which callers reach the API, such as that of `InferenceVpcEndpoints`.
   * At least one. Nothing that comes another way is let in.
   */
  readonly vpcEndpoints: IVpcEndpoint[];
}

/** From where the API can be reached. Answers are streamed through either kind. */
export abstract class GatewayEndpoint {
  /** The internet, and through it everywhere: who may call is up to `auth`. */
  public static regional(): GatewayEndpoint {
    return gatewayEndpoint(() => ({ type: EndpointType.REGIONAL, vpcEndpoints: [] }));
  }

  /**
   * Certain VPC endpoints only. The API has a resource policy that denies whatever does not come through one of them, and
   * its URL is known to the DNS of their VPCs.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-apis.html
   *
   * @example
   * declare const vpc: IVpc;
   * const endpoints = new InferenceVpcEndpoints(this, 'Endpoints', { vpc, executeApi: true });
   * new ResilientInference(this, 'Gateway', {
   *   endpoint: GatewayEndpoint.privateApi({ vpcEndpoints: [endpoints.executeApi!] }),
   *   routes: { 'claude-sonnet': { targets: [InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-6')] } },
   *   tenants: { 'team-a': {} },
   * });
   */
  public static privateApi(options: PrivateEndpointOptions): GatewayEndpoint {
    return gatewayEndpoint((scope) => {
      const ids = options.vpcEndpoints.map(({ vpcEndpointId }) => vpcEndpointId);
      if (ids.length === 0) {
        throw new ResilientInferenceError(
          'MissingVpcEndpoint', 'vpcEndpoints is empty, so nobody could reach the API: pass an interface endpoint for execute-api, such as that of InferenceVpcEndpoints', scope,
        );
      }
      const wrong = ids.find((id) => !Token.isUnresolved(id) && !/^vpce-[0-9a-f]+$/.test(id));
      if (wrong !== undefined) {
        throw new ResilientInferenceError('InvalidVpcEndpoint', `the id of a VPC endpoint is '${wrong}', but must be such as 'vpce-0123456789abcdef0'`, scope);
      }
      return { type: EndpointType.PRIVATE, vpcEndpoints: options.vpcEndpoints };
    });
  }

  /** @internal */
  public abstract _bind(scope: IConstruct): BoundEndpoint;
}

function gatewayEndpoint(bind: GatewayEndpoint['_bind']): GatewayEndpoint {
  return new (class extends GatewayEndpoint {
    /** @internal */
    public _bind(scope: IConstruct): BoundEndpoint {
      return bind(scope);
    }
  })();
}
