import { AlarmModel, Comparison, MetricAlarm, MetricInput, MissingData } from './alarm-model';
import { MetricKey } from './metric-key';
import { AnyResource } from '../../local/assembly/model';

type Properties = Readonly<Record<string, unknown>>;

/** The alarms of a synthesized app, as they would be deployed. @throws Error for one that says something this cannot evaluate */
export function readAlarms(resources: readonly AnyResource[]): readonly AlarmModel[] {
  return resources.flatMap((resource): AlarmModel[] => {
    if (resource.type === 'AWS::CloudWatch::Alarm') return [metricAlarm(resource)];
    return resource.type === 'AWS::CloudWatch::CompositeAlarm' ? [compositeAlarm(resource)] : [];
  });
}

function compositeAlarm(resource: AnyResource): AlarmModel {
  const properties = resource.properties();
  return { kind: 'composite', ...said(resource, properties), rule: text(properties.AlarmRule) };
}

function metricAlarm(resource: AnyResource): MetricAlarm {
  const properties = resource.properties();
  const parts = list(properties.Metrics);
  const { inputs, expressions, watched, periods } = parts.length === 0 ? single(properties) : several(parts);
  const [period, ...others] = [...new Set(periods)];
  if (period === undefined || others.length > 0 || period % 60 !== 0) throw new Error(`${resource.logicalId} has the periods ${periods.join(', ')}`);
  const evaluationPeriods = number(properties.EvaluationPeriods);
  return {
    kind: 'metric',
    ...said(resource, properties),
    inputs,
    expressions,
    watched,
    periodMinutes: period / 60,
    comparison: text(properties.ComparisonOperator) as Comparison,
    threshold: number(properties.Threshold),
    evaluationPeriods,
    datapointsToAlarm: properties.DatapointsToAlarm === undefined ? evaluationPeriods : number(properties.DatapointsToAlarm),
    missingData: (properties.TreatMissingData ?? 'missing') as MissingData,
  };
}

function said(resource: AnyResource, properties: Properties) {
  return {
    arn: text(resource.attribute('Arn')),
    name: resource.logicalId,
    description: text(properties.AlarmDescription),
    actions: list(properties.AlarmActions).map(text),
  };
}

function single(properties: Properties) {
  const input: MetricInput = { id: 'm', metric: metricOf(properties), statistic: text(properties.Statistic ?? properties.ExtendedStatistic) };
  return { inputs: [input], expressions: [], watched: 'm', periods: [number(properties.Period)] };
}

function several(parts: readonly unknown[]) {
  const queries = parts.map((part) => part as Properties);
  const metrics = queries.filter(({ MetricStat }) => MetricStat !== undefined)
    .map((query) => ({ id: text(query.Id), stat: query.MetricStat as Properties }));
  const math = queries.filter(({ Expression }) => Expression !== undefined);
  const returned = queries.filter(({ ReturnData }) => ReturnData !== false);
  if (returned.length !== 1) throw new Error(`an alarm compares one thing, and ${returned.length} are returned`);
  return {
    inputs: metrics.map(({ id, stat }): MetricInput => ({ id, metric: metricOf(stat.Metric as Properties), statistic: text(stat.Stat) })),
    // CDK writes what is compared first, and what it needs after it.
    expressions: math.map((query) => ({ id: text(query.Id), expression: text(query.Expression) })).reverse(),
    watched: text(returned[0]!.Id),
    periods: metrics.map(({ stat }) => number(stat.Period)),
  };
}

function metricOf(properties: Properties): MetricKey {
  const dimensions = list(properties.Dimensions).map((dimension) => dimension as { readonly Name: string; readonly Value: string });
  return {
    namespace: text(properties.Namespace),
    name: text(properties.MetricName),
    dimensions: Object.fromEntries(dimensions.map(({ Name, Value }) => [Name, Value])),
  };
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw new Error(`an alarm has ${JSON.stringify(value)} where a text belongs`);
  return value;
}

function number(value: unknown): number {
  const read = Number(value);
  if (value === undefined || !Number.isFinite(read)) throw new Error(`an alarm has ${JSON.stringify(value)} where a number belongs`);
  return read;
}
