import { Annotations, CfnResource, CustomResource, Duration, RemovalPolicy, Stack, Token, Tokenization } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, Metric, MetricOptions, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { boughtModel } from './bought-model';
import { BreakEven, breakEvenOf, describeBreakEven } from './break-even';
import { checkNotice, checkProvisionedProps } from './check-provisioned-props';
import { CommitmentTerm } from './provisioned-commitment';
import { ProvisionedThroughputProvider } from './provisioned-provider';
import { IProvisionedThroughput, ProvisionedThroughputBase } from './provisioned-throughput-base';
import { ProvisionedThroughputProps } from './provisioned-throughput-props';
import { readableName } from './readable-name';
import { METRIC_NAMESPACE } from '../contract/metrics';
import { BASE_NAME_LENGTH, COMMITMENT_DIMENSION, COMMITMENT_METRIC, CommitmentCheck, PROVISIONED_RESOURCE_TYPE, ProvisionedProperties } from '../contract/provisioned';
import { ResilientInferenceError } from '../private/errors';

const PROVISIONED_ARN = /^arn:[a-z-]+:bedrock:[a-z0-9-]+:\d{12}:provisioned-model\/[a-z0-9]{12}$/;
const WAIT_LIMIT = Duration.minutes(45);
const CHECK_INTERVAL = Duration.hours(6);

/** Properties of an alarm before a commitment ends. */
export interface CommitmentAlarmOptions {
  /**
   * How long before the end: at least a day, and shorter than the commitment.
   *
   * @default - 7 days for a month, 30 days for six months
   */
  readonly notice?: Duration;

  /**
   * The name of the alarm.
   *
   * @default - made by CloudFormation
   */
  readonly alarmName?: string;
}

/**
 * Provisioned Throughput of Amazon Bedrock: model units of one model, for this account and Region alone, paid by the hour
 * whether they are used or not.
 *
 * CloudFormation has no resource for it, so that functions of this package buy it, change it and delete it. They buy
 * nothing twice, whatever is retried or rolled back, and replace nothing while a commitment runs.
 *
 * @example
 * const provisioned = new ProvisionedThroughput(this, 'Nova', {
 *   model: 'amazon.nova-lite-v1:0:300k',
 *   modelUnits: 1,
 *   commitment: ProvisionedCommitment.oneMonth(),
 * });
 * new ResilientInference(this, 'Gateway', {
 *   routes: {
 *     assistant: {
 *       targets: [provisioned.asTarget()],
 *       fallbacks: [{ targets: [InferenceTarget.crossRegion('us.amazon.nova-lite-v1:0')] }],
 *     },
 *   },
 *   tenants: { 'team-a': {} },
 * });
 */
export class ProvisionedThroughput extends ProvisionedThroughputBase {
  /**
   * Provisioned Throughput that exists already.
   *
   * @param arn `arn:aws:bedrock:us-east-1:111111111111:provisioned-model/abcdefghijkl`, or a token that becomes one
   */
  public static fromProvisionedModelArn(scope: Construct, id: string, arn: string): IProvisionedThroughput {
    if (!Token.isUnresolved(arn) && !PROVISIONED_ARN.test(arn)) {
      throw new ResilientInferenceError(
        'InvalidModelId', `model '${arn}' is not the ARN of Provisioned Throughput: expected 'arn:aws:bedrock:REGION:ACCOUNT:provisioned-model/ID' with an id of 12 characters`, scope,
      );
    }
    return new (class extends ProvisionedThroughputBase {
      public readonly provisionedModelArn = arn;
      protected readonly foundationModel = undefined;
    })(scope, id, Token.isUnresolved(arn) ? {} : { environmentFromArn: arn });
  }

  public readonly provisionedModelArn: string;

  /**
   * Its whole name.
   *
   * @attribute
   */
  public readonly provisionedModelName: string;

  /** From where on it is cheaper than on demand, if `pricePerModelUnitHour` was given. */
  public readonly breakEven?: BreakEven;

  /** The alarm before the end of the commitment, if there is one. It has no actions yet: `addAlarmAction()`. */
  public readonly commitmentAlarm?: Alarm;

  protected readonly foundationModel?: string;
  private readonly term?: CommitmentTerm;
  private readonly uniqueName: string;

  constructor(scope: Construct, id: string, props: ProvisionedThroughputProps) {
    super(scope, id);
    this.term = props.commitment?._term();
    checkProvisionedProps(this, props, this.term);
    const model = boughtModel(this, props.model, props.foundationModel);
    this.foundationModel = model.foundationModel;
    this.breakEven = breakEvenOf(this, props, model.foundationModel, Stack.of(this).region);
    if (this.breakEven) Annotations.of(this).addInfo(`this Provisioned Throughput ${describeBreakEven(this.breakEven)}`);

    const provider = ProvisionedThroughputProvider.of(this);
    provider.allow(model);
    this.uniqueName = readableName(this, BASE_NAME_LENGTH);
    const resource = new CustomResource(this, 'Resource', {
      serviceToken: provider.serviceToken,
      resourceType: PROVISIONED_RESOURCE_TYPE,
      properties: this.propertiesOf(props) as unknown as Record<string, unknown>,
    });
    // Only for what leaves the stack: what was replaced has to go, or both would be paid for.
    const removalPolicy = props.removalPolicy ?? (this.term ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY);
    (resource.node.defaultChild as CfnResource).applyRemovalPolicy(removalPolicy, { applyToUpdateReplacePolicy: false });
    this.provisionedModelArn = resource.ref;
    this.provisionedModelName = resource.getAttString('ProvisionedModelName');
    if (!this.term) return;
    this.measureCommitment(provider);
    this.commitmentAlarm = this.alarmBeforeCommitmentEnd('CommitmentAlarm', { notice: props.commitmentNotice });
  }

  /**
   * Days that are left of the commitment, measured every six hours; below 0 when it is over. When it renews itself, they
   * are those of the next one. Minimum, over a day.
   */
  public metricCommitmentDaysLeft(options: MetricOptions = {}): Metric {
    if (!this.term) {
      throw new ResilientInferenceError('ContradictoryProperties', 'there is no commitment, and so no metric of what is left of it: set commitment, or remove what reads the metric', this);
    }
    return new Metric({
      namespace: METRIC_NAMESPACE,
      metricName: COMMITMENT_METRIC,
      statistic: Stats.MINIMUM,
      period: Duration.days(1),
      dimensionsMap: { [COMMITMENT_DIMENSION]: this.uniqueName },
      ...options,
    }).attachTo(this);
  }

  /**
   * A further alarm before the commitment ends and renews itself, beside `commitmentAlarm`. Without measurements it goes
   * to INSUFFICIENT_DATA: give it an action for that too.
   */
  public alarmBeforeCommitmentEnd(id: string, options: CommitmentAlarmOptions = {}): Alarm {
    const metric = this.metricCommitmentDaysLeft();
    if (options.notice) checkNotice(this, 'notice', options.notice, this.term);
    const notice = options.notice ?? this.term?.notice ?? Duration.days(1);
    return new Alarm(this, id, {
      alarmName: options.alarmName,
      alarmDescription: `The commitment of the Provisioned Throughput ${this.uniqueName} ends in less than ${notice.toHumanString()} and renews itself then: decide whether it is to stay`,
      metric,
      threshold: notice.toDays({ integral: false }),
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.MISSING,
    });
  }

  private propertiesOf(props: ProvisionedThroughputProps): ProvisionedProperties {
    const { provisionedModelName, model, modelUnits, tags = {}, waitLimit = WAIT_LIMIT } = props;
    return {
      Name: provisionedModelName ?? this.uniqueName,
      Model: model,
      ModelUnits: Tokenization.stringifyNumber(modelUnits),
      ...this.term && { Commitment: this.term.duration },
      ...Object.keys(tags).length > 0 && { Tags: { ...tags } },
      WaitSeconds: `${waitLimit.toSeconds()}`,
    };
  }

  private measureCommitment(provider: ProvisionedThroughputProvider): void {
    const check: CommitmentCheck = { arn: this.provisionedModelArn, name: this.uniqueName };
    new Rule(this, 'CommitmentCheck', {
      description: `Measures how much is left of the commitment of ${this.uniqueName}`,
      schedule: Schedule.rate(CHECK_INTERVAL),
      targets: [new LambdaFunction(provider.checkerFor(this.provisionedModelArn), { event: RuleTargetInput.fromObject(check) })],
    });
  }
}
