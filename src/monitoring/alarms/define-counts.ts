import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, IMetric, MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { IConstruct } from 'constructs';
import { AlarmDefinition, MetricAlarmDefinition } from './alarm-definition';
import { CountAlarmOptions } from './alarm-options';
import { AlarmSeverity } from './alarm-severity';
import { GatewayAlarmOptions } from './gateway-alarm-options';
import { isEnabled } from './is-enabled';
import { MetricName, METRICS } from '../../contract/metrics';
import { gatewayMetric } from '../gateway-metrics';
import { callsOtherAccounts, counts, hasGuarantees, MonitoredGateway } from '../monitored-gateway';

interface Window {
  readonly period: Duration;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
}

const MINUTE = Duration.minutes(1);
const FIVE_MINUTES = Duration.minutes(5);
const TWO_OF_FIVE_MINUTES: Window = { period: MINUTE, evaluationPeriods: 5, datapointsToAlarm: 2 };
const TWO_OF_THREE: Window = { period: FIVE_MINUTES, evaluationPeriods: 3, datapointsToAlarm: 2 };
/** A target that is parked is probed every 15 minutes: until then its alarm stays. */
const ONCE_IN_20_MINUTES: Window = { period: FIVE_MINUTES, evaluationPeriods: 4, datapointsToAlarm: 1 };
const ONCE_IN_15_MINUTES: Window = { period: FIVE_MINUTES, evaluationPeriods: 3, datapointsToAlarm: 1 };

/**
 * What Bedrock's metrics about its invocation log may have as dimensions: «`Across all model IDs` dimension» is what the page says,
 * and how the console calls metrics without any. Not confirmed, so both are read.
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/monitoring-runtime-metrics.html
 */
const ALL_MODELS: readonly Readonly<Record<string, string>>[] = [{}, { ModelId: 'Across all model IDs' }];
const DELIVERY_FAILURES = {
  logs: 'ModelInvocationLogsCloudWatchDeliveryFailure',
  objects: 'ModelInvocationLogsS3DeliveryFailure',
  large: 'ModelInvocationLargeDataS3DeliveryFailure',
};

/** Alarms on how often something happens. */
export function defineCounts(
  scope: IConstruct, { name: gateway, plan, handler }: MonitoredGateway, options: GatewayAlarmOptions,
): readonly AlarmDefinition[] {
  const uncounted = counts(plan) ? undefined : 'nothing is counted. Give a tenant a quota or a target a capacity';
  const own = (name: MetricName, { period }: Window) => gatewayMetric(scope, gateway, name, { period, statistic: Stats.SUM });
  const rows: readonly Row[] = [
    row('allTargetsOpen', options.allTargetsOpen, {
      severity: AlarmSeverity.PAGE,
      summary: 'Requests find every target of their route avoided for its failures.',
      metric: own(METRICS.ALL_TARGETS_OPEN, TWO_OF_FIVE_MINUTES),
      window: TWO_OF_FIVE_MINUTES,
    }),
    row('tenantStarvation', options.tenantStarvation, {
      impossible: hasGuarantees(plan) ? undefined : 'no tenant has a guarantee. Give one share.guaranteed',
      severity: AlarmSeverity.TICKET,
      summary: 'Tenants are refused for want of capacity within what they are guaranteed.',
      metric: own(METRICS.STARVED_REQUESTS, TWO_OF_FIVE_MINUTES),
      window: TWO_OF_FIVE_MINUTES,
    }),
    row('ledgerErrors', options.ledgerErrors, {
      impossible: uncounted,
      severity: AlarmSeverity.PAGE,
      summary: 'Quota ledgers fail: tenants are refused, or not limited.',
      metric: own(METRICS.LEDGER_ERRORS, TWO_OF_THREE),
      window: TWO_OF_THREE,
      usual: 5,
    }),
    row('quotaInvariant', options.quotaInvariant, {
      impossible: uncounted,
      severity: AlarmSeverity.PAGE,
      summary: 'More was counted than a limit allows.',
      metric: own(METRICS.QUOTA_INVARIANT_VIOLATIONS, ONCE_IN_15_MINUTES),
      window: ONCE_IN_15_MINUTES,
    }),
    row('configurationFaults', options.configurationFaults, {
      severity: AlarmSeverity.TICKET,
      summary: 'A target cannot be used as it is set up.',
      metric: own(METRICS.CONFIGURATION_FAULTS, ONCE_IN_20_MINUTES),
      window: ONCE_IN_20_MINUTES,
    }),
    row('credentialFailures', options.credentialFailures, {
      impossible: callsOtherAccounts(plan) ? undefined : 'no target is in another account. Add one',
      severity: AlarmSeverity.TICKET,
      summary: 'STS gives no credentials for another account.',
      metric: own(METRICS.CREDENTIAL_FAILURES, ONCE_IN_20_MINUTES),
      window: ONCE_IN_20_MINUTES,
    }),
    row('functionErrors', options.functionErrors, {
      severity: AlarmSeverity.PAGE,
      summary: 'Invocations of the function of the gateway end with an error of Lambda.',
      metric: handler.metricErrors({ period: FIVE_MINUTES }),
      window: TWO_OF_THREE,
      usual: 3,
    }),
    row('functionThrottles', options.functionThrottles, {
      severity: AlarmSeverity.PAGE,
      summary: 'Lambda refuses invocations of the function of the gateway.',
      metric: handler.metricThrottles({ period: FIVE_MINUTES }),
      window: TWO_OF_THREE,
    }),
    row('invocationLogDelivery', options.invocationLogDelivery ?? { enabled: false }, {
      severity: AlarmSeverity.TICKET,
      summary: 'Lines of the invocation log of Bedrock are not delivered.',
      metric: undelivered(),
      window: ONCE_IN_15_MINUTES,
    }),
  ];
  return rows.filter((each) => isEnabled(scope, each)).map(definitionOf);
}

interface Row extends CountTexts {
  readonly name: string;
  readonly options: CountAlarmOptions;
}

interface CountTexts {
  /** Why the gateway cannot set it off, and what would change that. Absent: it can. */
  readonly impossible?: string;
  readonly severity: AlarmSeverity;
  readonly summary: string;
  readonly metric: IMetric;
  readonly window: Window;
  /** The threshold unless another one is given. Absent: 1. */
  readonly usual?: number;
}

function row(name: string, options: CountAlarmOptions = {}, texts: CountTexts): Row {
  return { ...texts, name, options };
}

function definitionOf({ name, options, severity, summary, metric, window, usual = 1 }: Row): MetricAlarmDefinition {
  return {
    kind: 'metric',
    name,
    id: name.charAt(0).toUpperCase() + name.slice(1),
    section: name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
    severity: options.severity ?? severity,
    summary,
    metric,
    threshold: options.threshold ?? usual,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: window.evaluationPeriods,
    datapointsToAlarm: window.datapointsToAlarm,
  };
}

/** To wherever it was to be delivered: each has values only where it is. If it came under both dimensions, it would be the same twice. */
function undelivered(): IMetric {
  const [plain, named] = ALL_MODELS.map((dimensionsMap, index) => {
    const usingMetrics = Object.fromEntries(Object.entries(DELIVERY_FAILURES).map(([id, metricName]) => [
      `${id}${index}`, new Metric({ namespace: 'AWS/Bedrock', metricName, dimensionsMap, statistic: Stats.SUM }),
    ]));
    return new MathExpression({ expression: Object.keys(usingMetrics).map((id) => `FILL(${id}, 0)`).join(' + '), usingMetrics, period: FIVE_MINUTES });
  });
  return new MathExpression({
    expression: 'IF(plain >= named, plain, named)', usingMetrics: { plain: plain!, named: named! }, label: 'not delivered', period: FIVE_MINUTES,
  });
}
