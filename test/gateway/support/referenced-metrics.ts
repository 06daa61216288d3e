import { AnyResource } from '../../../local/assembly/model';
import { MetricKey } from '../../../scorecard/alarms/metric-key';
import { readAlarms } from '../../../scorecard/alarms/read-alarms';

/** A metric that a template refers to, and where. */
export interface Reference extends MetricKey {
  readonly by: string;
  /** A dimension that a query groups by: any value of it will do. */
  readonly groupedBy?: string;
}

interface Widget {
  readonly type: string;
  readonly properties: {
    readonly title?: string;
    readonly metrics?: readonly (readonly unknown[])[];
    readonly alarms?: readonly string[];
    readonly query?: string;
  };
}

const QUERY = /^SELECT SUM\("(\w+)"\) FROM SCHEMA\("(\w+)", "Gateway", "(\w+)"\) WHERE "Gateway" = '(\w+)' GROUP BY "\3" ORDER BY SUM\(\) DESC LIMIT \d+$/;

export function alarmReferences(resources: readonly AnyResource[]): readonly Reference[] {
  return readAlarms(resources).flatMap((alarm) => alarm.kind === 'composite' ? [] : alarm.inputs.map(({ metric }) => ({ ...metric, by: alarm.name })));
}

export function widgetsOf(resources: readonly AnyResource[]): readonly Widget[] {
  return resources.filter(({ type }) => type === 'AWS::CloudWatch::Dashboard')
    .flatMap((resource) => (JSON.parse(String(resource.properties().DashboardBody)) as { readonly widgets: readonly Widget[] }).widgets);
}

export function widgetReferences(resources: readonly AnyResource[]): readonly Reference[] {
  return widgetsOf(resources).flatMap(({ properties: { metrics = [], title = '' } }) => metrics.flatMap((metric) => referenceOf(metric, title)));
}

/** `[namespace, name, dimension, value, …, options]`, or `[{ expression }]`. */
function referenceOf(metric: readonly unknown[], by: string): readonly Reference[] {
  const [first] = metric;
  if (typeof first === 'string') {
    const texts = metric.filter((part): part is string => typeof part === 'string');
    const [namespace = '', name = '', ...dimensions] = texts;
    const pairs = dimensions.flatMap((key, index) => index % 2 === 0 ? [[key, dimensions[index + 1]!] as const] : []);
    return [{ by, namespace, name, dimensions: Object.fromEntries(pairs) }];
  }
  const { expression } = first as { readonly expression: string };
  if (!expression.startsWith('SELECT')) return [];
  const [, name, namespace, groupedBy, gateway] = QUERY.exec(expression) ?? [];
  if (name === undefined) throw new Error(`${by}: ${expression} is no query that this can read`);
  return [{ by, namespace: namespace!, name, dimensions: { Gateway: gateway! }, groupedBy }];
}
