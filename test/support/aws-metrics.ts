/** A metric that AWS publishes itself, as its documentation has it. */
export interface AwsMetric {
  readonly namespace: string;
  readonly name: string;
  readonly unit: 'Count';
  /** The statistic that says something of it. */
  readonly statistic: 'Sum' | 'Maximum';
  /** Every set of dimensions that it is published with. */
  readonly dimensionSets: readonly Readonly<Record<string, string>>[];
}

/** Stands for a value that a deployment decides. */
export const ANY = '*';

const OF_FUNCTIONS: readonly Readonly<Record<string, string>>[] = [{}, { FunctionName: ANY }, { FunctionName: ANY, Resource: ANY }];

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html, read in November 2026. */
const LAMBDA: readonly AwsMetric[] = [
  { namespace: 'AWS/Lambda', name: 'Errors', unit: 'Count', statistic: 'Sum', dimensionSets: OF_FUNCTIONS },
  { namespace: 'AWS/Lambda', name: 'Throttles', unit: 'Count', statistic: 'Sum', dimensionSets: OF_FUNCTIONS },
  { namespace: 'AWS/Lambda', name: 'ConcurrentExecutions', unit: 'Count', statistic: 'Maximum', dimensionSets: OF_FUNCTIONS },
];

/**
 * The page says «`Across all model IDs` dimension», which is how the console calls metrics without any; whether it is a value of
 * `ModelId` instead was not tried in an account. It names no unit.
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/monitoring-runtime-metrics.html, read in November 2026.
 */
const BEDROCK: readonly AwsMetric[] = [
  'ModelInvocationLogsCloudWatchDeliveryFailure', 'ModelInvocationLogsS3DeliveryFailure', 'ModelInvocationLargeDataS3DeliveryFailure',
].map((name): AwsMetric => ({
  namespace: 'AWS/Bedrock', name, unit: 'Count', statistic: 'Sum', dimensionSets: [{}, { ModelId: 'Across all model IDs' }],
}));

export const AWS_METRICS: readonly AwsMetric[] = [...LAMBDA, ...BEDROCK];
