import { IConstruct } from 'constructs';
import { bindLambda } from './bind-lambda';
import { bindManagedInstances } from './bind-managed-instances';
import { BoundCompute } from './bound-compute';
import { LambdaComputeOptions } from './lambda-compute-options';
import { ManagedInstancesOptions } from './managed-instances-options';

/** On what the function of the gateway runs. */
export abstract class GatewayCompute {
  /**
   * AWS Lambda as ever: as many copies as there are requests at a time, nothing while there are none. Each copy serves one request,
   * and is paid for while that waits for tokens.
   *
   * @example
   * new ResilientInference(this, 'Gateway', {
   *   routes: { 'claude-sonnet': { targets: [InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-6')] } },
   *   tenants: { 'team-a': {} },
   *   compute: GatewayCompute.lambda({ provisionedConcurrentExecutions: 5 }),
   * });
   */
  public static lambda(options: LambdaComputeOptions = {}): GatewayCompute {
    return gatewayCompute((scope) => bindLambda(scope, options));
  }

  /**
   * AWS Lambda on EC2 instances of the account (Lambda Managed Instances): each execution environment serves many requests at once,
   * and instances are paid for by the hour, whether requests come or not. Needs a `vpc`, through which the instances reach
   * everything, CloudWatch Logs among it; or a `capacityProvider` that has one.
   *
   * That such functions can stream answers in Node.js is not documented by AWS and has not been tried in an account: a warning
   * at synth says so, which is to be acknowledged by who has tried it. docs/costs.md has from when on it is cheaper.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances.html
   *
   * @example
   * declare const vpc: IVpc;
   * new ResilientInference(this, 'Gateway', {
   *   routes: { 'claude-sonnet': { targets: [InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-6')] } },
   *   tenants: { 'team-a': {} },
   *   vpc,
   *   compute: GatewayCompute.managedInstances({ maxVcpus: 24 }),
   * });
   */
  public static managedInstances(options: ManagedInstancesOptions = {}): GatewayCompute {
    return gatewayCompute((scope) => bindManagedInstances(scope, options));
  }

  /** @internal */
  public abstract _bind(scope: IConstruct): BoundCompute;
}

function gatewayCompute(bind: GatewayCompute['_bind']): GatewayCompute {
  return new (class extends GatewayCompute {
    /** @internal */
    public _bind(scope: IConstruct): BoundCompute {
      return bind(scope);
    }
  })();
}
