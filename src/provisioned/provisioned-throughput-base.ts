import { IResource, Resource, Token } from 'aws-cdk-lib';
import { Metric, MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { readableName } from './readable-name';
import { INVOKE_ACTIONS } from '../iam/target-statements';
import { ResilientInferenceError } from '../private/errors';
import { InferenceTarget } from '../targets/inference-target';
import { OnDemandTargetOptions } from '../targets/target-options';

/** Provisioned Throughput of Amazon Bedrock, made here or elsewhere. */
export interface IProvisionedThroughput extends IResource {
  /**
   * What is called in the place of a model id.
   *
   * @attribute
   */
  readonly provisionedModelArn: string;

  /**
   * A target of routes that calls it. When it is full Bedrock throttles, and the request goes to the next target or tier.
   *
   * @param options such as the `capacity`, from which on it is not even called
   */
  asTarget(options?: OnDemandTargetOptions): InferenceTarget;

  /** Lets a principal call it, streamed and not. The gateway has this permission for its targets already. */
  grantInvoke(grantee: IGrantable): Grant;

  /**
   * A metric that Bedrock itself keeps of it, such as `InputTokenCount`. Sum, over five minutes.
   *
   * https://docs.aws.amazon.com/bedrock/latest/userguide/monitoring-runtime-metrics.html
   */
  metric(metricName: string, options?: MetricOptions): Metric;

  /** Calls that succeeded. Sum. */
  metricInvocations(options?: MetricOptions): Metric;

  /** Calls that were refused because it was full. Sum. */
  metricInvocationThrottles(options?: MetricOptions): Metric;
}

const NAME_LENGTH = 100;

/** What can be done with one wherever it comes from. */
export abstract class ProvisionedThroughputBase extends Resource implements IProvisionedThroughput {
  public abstract readonly provisionedModelArn: string;
  /** The foundation model behind it, if it is known. */
  protected abstract readonly foundationModel?: string;

  /** A target of routes that calls it. */
  public asTarget(options: OnDemandTargetOptions = {}): InferenceTarget {
    const { region: here } = this.env;
    const known = !Token.isUnresolved(here);
    if (known && options.region !== undefined && !Token.isUnresolved(options.region) && options.region !== here) {
      throw new ResilientInferenceError('WrongRegion', `the target's region is '${options.region}', but the Provisioned Throughput is in '${here}': remove region`, this);
    }
    return InferenceTarget.onDemand(this.provisionedModelArn, {
      ...options,
      region: options.region ?? (known ? here : undefined),
      foundationModel: options.foundationModel ?? this.foundationModel,
      name: options.name ?? readableName(this, NAME_LENGTH),
    });
  }

  /** Lets a principal call it, streamed and not. */
  public grantInvoke(grantee: IGrantable): Grant {
    return Grant.addToPrincipal({ grantee, actions: INVOKE_ACTIONS, resourceArns: [this.provisionedModelArn] });
  }

  /** A metric that Bedrock itself keeps of it. */
  public metric(metricName: string, options: MetricOptions = {}): Metric {
    return new Metric({
      namespace: 'AWS/Bedrock', metricName, statistic: Stats.SUM, dimensionsMap: { ModelId: this.provisionedModelArn }, ...options,
    }).attachTo(this);
  }

  /** Calls that succeeded. */
  public metricInvocations(options?: MetricOptions): Metric {
    return this.metric('Invocations', options);
  }

  /** Calls that were refused because it was full. */
  public metricInvocationThrottles(options?: MetricOptions): Metric {
    return this.metric('InvocationThrottles', options);
  }
}
