import { Metric, MetricOptions, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, ILogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Construct, IConstruct } from 'constructs';
import { ATTRIBUTION_KEYS } from '../contract/attribution';

/** The namespace of what metric filters count in the log. */
export const LOG_METRIC_NAMESPACE = 'ResilientInference/InvocationLog';

export const LOG_METRICS = {
  /** Calls that were answered. */
  INVOCATIONS: 'Invocations',
  INPUT_TOKENS: 'InputTokens',
  OUTPUT_TOKENS: 'OutputTokens',
  /** Calls that failed, throttled ones included. */
  ERRORS: 'Errors',
  /** Milliseconds, of Converse without streaming. */
  LATENCY: 'Latency',
} as const;

export type LogMetricName = (typeof LOG_METRICS)[keyof typeof LOG_METRICS];

/**
 * Fields of a record, and where they are not AWS's own words, whose.
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html, and for `inferenceRegion`
 * https://github.com/aws-samples/amazon-bedrock-workshop. `errorCode` is in records that others have published, instead of a body.
 */
const FIELDS = {
  ERROR: '$.errorCode',
  MODEL: '$.modelId',
  SOURCE_REGION: '$.region',
  /** Absent where the source Region has served the call itself. */
  SERVED_REGION: '$.inferenceRegion',
  TENANT: `$.requestMetadata.${ATTRIBUTION_KEYS.tenant}`,
  INPUT_TOKENS: '$.input.inputTokenCount',
  OUTPUT_TOKENS: '$.output.outputTokenCount',
  LATENCY: '$.output.outputBodyJson.metrics.latencyMs',
} as const;

const RECORD = '($.schemaType = "ModelInvocationLog")';
const ANSWERED = `(${FIELDS.ERROR} NOT EXISTS)`;
const text = (field: string) => `(${field} = "*")`;
const number = (field: string) => `(${field} = *)`;

interface LogMetric {
  readonly id: string;
  readonly name: LogMetricName;
  /** Beside those of the dimension and of the value. */
  readonly conditions: readonly string[];
  readonly dimension?: readonly [name: string, field: string];
  /** A number of the record. Otherwise records are counted. */
  readonly value?: string;
}

export interface LogMetricChoice {
  readonly byTenant: boolean;
  /** Whether records hold the texts, from which alone latency is known. */
  readonly withText: boolean;
}

/** A metric filter has one set of dimensions, and publishes nothing for a record that lacks one of its fields. */
function logMetrics({ byTenant, withText }: LogMetricChoice): readonly LogMetric[] {
  const overall = [undefined];
  const model = ['ModelId', FIELDS.MODEL] as const;
  const callers = [...overall, model, ...byTenant ? [['Tenant', FIELDS.TENANT] as const] : []];
  const by = (
    name: LogMetricName, dimensions: readonly LogMetric['dimension'][], more: Partial<LogMetric> = {},
  ): LogMetric[] => dimensions.map((dimension) => ({ id: `${name}${dimension ? `By${dimension[0]}` : ''}`, name, conditions: [ANSWERED], dimension, ...more }));
  return [
    ...by(LOG_METRICS.INVOCATIONS, callers),
    ...by(LOG_METRICS.INVOCATIONS, [['ServedRegion', FIELDS.SERVED_REGION]]),
    ...by(LOG_METRICS.INVOCATIONS, [['ServedRegion', FIELDS.SOURCE_REGION]], {
      id: 'InvocationsBySourceRegion', conditions: [ANSWERED, `(${FIELDS.SERVED_REGION} NOT EXISTS)`],
    }),
    ...by(LOG_METRICS.INPUT_TOKENS, callers, { value: FIELDS.INPUT_TOKENS }),
    ...by(LOG_METRICS.OUTPUT_TOKENS, callers, { value: FIELDS.OUTPUT_TOKENS }),
    ...by(LOG_METRICS.ERRORS, [...overall, model, ['ErrorCode', FIELDS.ERROR]], { conditions: [text(FIELDS.ERROR)] }),
    ...withText ? by(LOG_METRICS.LATENCY, [...overall, model], { value: FIELDS.LATENCY }) : [],
  ];
}

export function createMetricFilters(scope: Construct, logGroup: ILogGroup, choice: LogMetricChoice): void {
  for (const { id, name, conditions, dimension, value } of logMetrics(choice)) {
    const named = [...dimension ? [text(dimension[1])] : [], ...value ? [number(value)] : []];
    new MetricFilter(scope, id, {
      logGroup,
      filterPattern: FilterPattern.literal(`{ ${[...new Set([RECORD, ...conditions, ...named])].join(' && ')} }`),
      metricNamespace: LOG_METRIC_NAMESPACE,
      metricName: name,
      metricValue: value ?? '1',
      ...(dimension && { dimensions: { [dimension[0]]: dimension[1] } }),
    });
  }
}

export function logMetric(scope: IConstruct, metricName: LogMetricName, options: MetricOptions = {}): Metric {
  const statistic = metricName === LOG_METRICS.LATENCY ? Stats.percentile(99) : Stats.SUM;
  return new Metric({ namespace: LOG_METRIC_NAMESPACE, metricName, statistic, ...options }).attachTo(scope);
}

/** Account and Region as a whole. Source: https://docs.aws.amazon.com/bedrock/latest/userguide/monitoring-runtime-metrics.html */
export function deliveryMetric(scope: IConstruct, metricName: string, options: MetricOptions = {}): Metric {
  return new Metric({ namespace: 'AWS/Bedrock', metricName, statistic: Stats.SUM, ...options }).attachTo(scope);
}
