import { Duration, Token } from 'aws-cdk-lib';
import { ComparisonOperator, IMetric, MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import { AlarmDefinition } from './alarm-definition';
import { AlarmSeverity } from './alarm-severity';
import { GatewayAlarmOptions } from './gateway-alarm-options';
import { isEnabled } from './is-enabled';
import { MonitoredGateway } from '../monitored-gateway';

const MINUTES = 3;
const DEFAULT_PERCENT = 80;
/** Of every account until it asks for more. Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const DEFAULT_ACCOUNT_LIMIT = 1000;

/**
 * An alarm on copies of functions that run at once: of the gateway's own where some are reserved for it, of all of the account
 * otherwise. Functions on managed instances do not count there, and too many requests for them are `functionThrottles`.
 */
export function defineConcurrency(
  scope: IConstruct, gateway: MonitoredGateway, { functionConcurrency: options = {} }: GatewayAlarmOptions,
): readonly AlarmDefinition[] {
  const { percent = DEFAULT_PERCENT, accountLimit = DEFAULT_ACCOUNT_LIMIT, severity = AlarmSeverity.TICKET } = options;
  const { compute } = gateway;
  if (!isEnabled(scope, { name: 'functionConcurrency', options, impossible: withoutThreshold(compute) })) return [];
  const reserved = compute.kind === 'lambda' ? compute.reservedConcurrentExecutions : undefined;
  return [{
    kind: 'metric',
    name: 'functionConcurrency',
    id: 'FunctionConcurrency',
    section: 'function-concurrency',
    severity,
    summary: reserved === undefined
      ? `Functions of the account use ${percent} % of the ${accountLimit} copies that may run at once.`
      : `The function of the gateway uses ${percent} % of the ${reserved} copies that are reserved for it.`,
    metric: concurrencyOf(gateway),
    threshold: Math.ceil((percent / 100) * (reserved ?? accountLimit)),
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: MINUTES,
    datapointsToAlarm: MINUTES,
  }];
}

/** Nothing runs of a function that is switched off, and nothing can be computed of a token. */
function withoutThreshold(compute: MonitoredGateway['compute']): string | undefined {
  if (compute.kind === 'managedInstances') {
    return 'compute is GatewayCompute.managedInstances(), whose requests do not count towards the concurrency of the account. '
      + 'Use functionThrottles, which tells of requests that found no room';
  }
  const { reservedConcurrentExecutions: reserved } = compute;
  if (reserved === 0) return 'reservedConcurrentExecutions is 0, so nothing runs. Raise it';
  return reserved !== undefined && Token.isUnresolved(reserved)
    ? 'reservedConcurrentExecutions is a token, of which no threshold can be computed. Pass a literal number' : undefined;
}

export function concurrencyOf({ handler, compute }: MonitoredGateway): IMetric {
  const options = { statistic: Stats.MAXIMUM, period: Duration.minutes(1) };
  if (compute.kind === 'managedInstances') return concurrencyInEnvironments(handler);
  return compute.reservedConcurrentExecutions === undefined
    ? new Metric({ namespace: 'AWS/Lambda', metricName: 'ConcurrentExecutions', label: 'copies of all functions', ...options })
    : handler.metric('ConcurrentExecutions', { label: 'copies', ...options });
}

/**
 * Requests at once in the fullest environment, beside the most that one takes, every five minutes. A search, because the
 * dimensions beside that of the function are not the same in all of the documentation.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-managed-instances-monitoring.html
 */
function concurrencyInEnvironments({ functionName }: IFunction): IMetric {
  return new MathExpression({
    expression: `SEARCH('Namespace="AWS/Lambda" FunctionName="${functionName}" MetricName=("ExecutionEnvironmentConcurrency" OR "ExecutionEnvironmentConcurrencyLimit")', 'Maximum', 300)`,
    label: '${PROP(\'MetricName\')}',
    period: Duration.minutes(5),
  });
}
