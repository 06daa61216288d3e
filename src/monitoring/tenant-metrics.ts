import { Annotations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { DIMENSIONS, METRIC_SHAPES } from '../contract/metrics';

/** With more, what was not asked for would cost more than all else that a gateway costs while nobody calls it. */
const MOST_BY_DEFAULT = 50;
/** A month with values in every hour. Source: https://aws.amazon.com/cloudwatch/pricing/ */
const METRIC_CENTS = 30;

/** Whether metrics tell tenants apart. Says so where they do not and nobody has decided it. */
export function bindTenantMetrics(scope: IConstruct, wanted: boolean | undefined, tenants: number): boolean {
  if (wanted !== undefined || tenants <= MOST_BY_DEFAULT) return wanted ?? true;
  const each = Object.values(METRIC_SHAPES).filter(({ dimensionSets }) => dimensionSets.some((set) => set.join() === DIMENSIONS.TENANT)).length;
  const dollars = Math.round(tenants * each * METRIC_CENTS / 100);
  Annotations.of(scope).addInfo(
    `metrics do not tell the ${tenants} tenants apart, for they would cost up to $${dollars} a month: set monitoring.tenantMetrics to true to have them, or to false to leave it at that`,
  );
  return false;
}
