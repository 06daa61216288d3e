import { Duration } from 'aws-cdk-lib';
import { Color, GraphWidget, HorizontalAnnotation, IMetric, YAxisProps } from 'aws-cdk-lib/aws-cloudwatch';
import { CreatedAlarm } from '../alarms/create-alarm';

export const THIRD = 8;
export const HEIGHT = 6;

export interface GraphOptions {
  readonly left: readonly IMetric[];
  readonly right?: readonly IMetric[];
  readonly leftAxis?: YAxisProps;
  readonly stacked?: boolean;
  /** Whose thresholds are drawn. */
  readonly alarms?: readonly CreatedAlarm[];
}

/** A third of a row. */
export function graph(title: string, { left, right = [], leftAxis = {}, stacked = false, alarms = [] }: GraphOptions): GraphWidget {
  return new GraphWidget({
    title,
    width: THIRD,
    height: HEIGHT,
    left: [...left],
    right: [...right],
    stacked,
    leftYAxis: { min: 0, showUnits: false, ...leftAxis },
    rightYAxis: { min: 0, showUnits: false },
    leftAnnotations: thresholdsOf(alarms),
    period: Duration.minutes(5),
  });
}

/** The alarm says itself at what it goes off; where several agree, one line is enough. */
function thresholdsOf(alarms: readonly CreatedAlarm[]): HorizontalAnnotation[] {
  const byValue = new Map<number, HorizontalAnnotation>();
  for (const { graphed, name } of alarms) {
    const annotation = graphed.toAnnotation();
    if (!byValue.has(annotation.value)) byValue.set(annotation.value, { ...annotation, label: `${name.split('/')[0]}: ${annotation.label}`, color: Color.RED });
  }
  return [...byValue.values()];
}
