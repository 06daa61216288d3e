import { Duration } from 'aws-cdk-lib';
import { IMetric, MathExpression } from 'aws-cdk-lib/aws-cloudwatch';

export interface Share {
  readonly part: IMetric;
  readonly whole: IMetric;
  /** With less than that of one of them the share counts as 0. */
  readonly least: { readonly of: 'part' | 'whole'; readonly count: number };
  readonly label: string;
  readonly period: Duration;
}

/** Percent that one metric is of another. Where neither has a value there is none: nobody has asked. */
export function shareOf({ part, whole, least, label, period }: Share): IMetric {
  return new MathExpression({
    expression: `IF(${least.of} >= ${least.count}, 100 * part / whole, 0)`,
    usingMetrics: { part, whole },
    label,
    period,
  });
}
