import { CustomResource, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { checkLoggingProps } from './check-logging-props';
import { allowLargeData, allowLogEncryption, createDeliveryRole } from './delivery-policies';
import { createMetricFilters, deliveryMetric, LOG_METRICS, logMetric } from './log-metrics';
import { LoggingResource } from './logging-resource';
import { ModelInvocationLoggingProps } from './model-invocation-logging-props';
import { renderReplaced } from './render-replaced';
import { createSavedQueries } from './saved-queries';
import { ResilientInferenceError } from '../private/errors';

/**
 * Has Amazon Bedrock write a record of every call in the account and Region to a log group, and makes metrics and saved
 * queries of what they say: by the Region that has served, by tenant, by model.
 *
 * Bedrock has one such setting in an account and Region. This construct comes beside what is configured there already, never
 * removes or changes what it has not made, and fails the deployment where that is not possible; see `existing`.
 *
 * @example
 * new ModelInvocationLogging(this, 'InvocationLogging', { retention: RetentionDays.THREE_MONTHS });
 */
export class ModelInvocationLogging extends Construct {
  /** Where the records are. */
  public readonly logGroup: ILogGroup;

  /** Where large and binary data is, if anywhere. */
  public readonly largeDataBucket?: IBucket;

  /** The role that Bedrock writes with: to its stream of the log group, and nothing else. */
  public readonly deliveryRole: Role;

  /** The function that sets the setting at deployments. */
  public readonly handler: Function;

  /** The setting. What has to wait until calls are logged depends on it. */
  public readonly resource: CustomResource;

  constructor(scope: Construct, id: string, props: ModelInvocationLoggingProps = {}) {
    super(scope, id);
    this.checkAlone();
    checkLoggingProps(this, props);
    const { largeDataBucket, largeDataKeyPrefix, textData = false } = props;

    if (props.encryptionKey) allowLogEncryption(this, props.encryptionKey);
    this.logGroup = props.logGroup ?? new LogGroup(this, 'LogGroup', {
      retention: props.retention ?? RetentionDays.ONE_MONTH,
      encryptionKey: props.encryptionKey,
      removalPolicy: props.removalPolicy ?? RemovalPolicy.DESTROY,
    });
    this.deliveryRole = createDeliveryRole(this, this.logGroup);
    this.largeDataBucket = largeDataBucket;
    const bucketPolicy = largeDataBucket && allowLargeData(this, largeDataBucket, largeDataKeyPrefix).policyDependable;

    const replaced = props.existing?._replaced();
    const setting = new LoggingResource(this, 'Setting', {
      configuration: {
        cloudWatchConfig: {
          logGroupName: this.logGroup.logGroupName,
          roleArn: this.deliveryRole.roleArn,
          ...(largeDataBucket && { largeDataDeliveryS3Config: { bucketName: largeDataBucket.bucketName, keyPrefix: largeDataKeyPrefix } }),
        },
        textDataDeliveryEnabled: textData,
        imageDataDeliveryEnabled: props.imageData ?? false,
        embeddingDataDeliveryEnabled: props.embeddingData ?? false,
        videoDataDeliveryEnabled: props.videoData ?? false,
        audioDataDeliveryEnabled: props.audioData ?? false,
      },
      ...(replaced && { replaces: renderReplaced(replaced) }),
    });
    this.handler = setting.handler;
    this.resource = setting.resource;
    this.resource.node.addDependency(this.logGroup);
    if (bucketPolicy) this.resource.node.addDependency(bucketPolicy);

    createMetricFilters(new Construct(this, 'Metrics'), this.logGroup, { byTenant: props.tenantMetrics ?? true, withText: textData });
    createSavedQueries(new Construct(this, 'Queries'), this.logGroup, { withText: textData });
  }

  /**
   * Calls that were answered, of everybody in the account and Region. Sum, over five minutes unless told otherwise;
   * `dimensionsMap` narrows it by one of `Tenant`, `ModelId` and `ServedRegion`.
   */
  public metricInvocations(options?: MetricOptions): Metric {
    return logMetric(this, LOG_METRICS.INVOCATIONS, options);
  }

  /** Tokens of requests, without those that were read from or written to a prompt cache. Sum; `dimensionsMap` narrows it by `Tenant` or `ModelId`. */
  public metricInputTokens(options?: MetricOptions): Metric {
    return logMetric(this, LOG_METRICS.INPUT_TOKENS, options);
  }

  /** Tokens of answers. Sum; `dimensionsMap` narrows it by `Tenant` or `ModelId`. */
  public metricOutputTokens(options?: MetricOptions): Metric {
    return logMetric(this, LOG_METRICS.OUTPUT_TOKENS, options);
  }

  /**
   * Calls that failed, as far as Bedrock logs them, which AWS does not document. Sum; `dimensionsMap` narrows it by
   * `ErrorCode` or `ModelId`.
   */
  public metricErrors(options?: MetricOptions): Metric {
    return logMetric(this, LOG_METRICS.ERRORS, options);
  }

  /**
   * Milliseconds that Converse took without streaming; of other operations a record says it nowhere where a metric filter could
   * find it. 99th percentile; `dimensionsMap` narrows it by `ModelId`. It needs `textData`.
   *
   * @throws ResilientInferenceError without `textData`
   */
  public metricLatency(options?: MetricOptions): Metric {
    if (!this.node.findChild('Metrics').node.tryFindChild(LOG_METRICS.LATENCY)) {
      throw new ResilientInferenceError(
        'ContradictoryProperties', 'metricLatency() would have no values, because latency is a part of the texts and textData is false: set it, or use InvocationLatency of AWS/Bedrock', this,
      );
    }
    return logMetric(this, LOG_METRICS.LATENCY, options);
  }

  /** Records that Bedrock could not write to the log group. Sum; anything above 0 is a hole in the log. */
  public metricDeliveryFailures(options?: MetricOptions): Metric {
    return deliveryMetric(this, 'ModelInvocationLogsCloudWatchDeliveryFailure', options);
  }

  /** Large or binary data that Bedrock could not write to the bucket. Sum. */
  public metricLargeDataDeliveryFailures(options?: MetricOptions): Metric {
    return deliveryMetric(this, 'ModelInvocationLargeDataS3DeliveryFailure', options);
  }

  private checkAlone(): void {
    const stack = Stack.of(this);
    const known = ![stack.account, stack.region].some((value) => Token.isUnresolved(value));
    const other = this.node.root.node.findAll().find((construct) => construct !== this && construct instanceof ModelInvocationLogging
      && (Stack.of(construct) === stack || known && Stack.of(construct).environment === stack.environment));
    if (!other) return;
    throw new ResilientInferenceError(
      'ContradictoryProperties', `'${other.node.path}' sets the model invocation logging of the same account and Region, and there is only one such setting: remove one of them`, this,
    );
  }
}
