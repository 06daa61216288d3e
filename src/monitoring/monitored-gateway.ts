import { IFunction } from 'aws-cdk-lib/aws-lambda';
import { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { BoundCompute } from '../compute/bound-compute';
import { Plan } from '../contract/plan';

/** What is to be known of a gateway to watch it. */
export interface MonitoredGateway {
  readonly name: string;
  readonly handler: IFunction;
  readonly logGroup: ILogGroup;
  readonly compute: BoundCompute;
  readonly plan: Plan;
}

/** What Bedrock counts together, by the names that the gateway measures it under. */
export function poolsOf({ targets }: Plan): readonly string[] {
  return [...new Set(Object.entries(targets).map(([name, { capacity }]) => capacity?.pool ?? name))].sort();
}

export function hasFallbacks({ routes }: Plan): boolean {
  return Object.values(routes).some(({ tiers, contextFallbacks, filterFallbacks }) => tiers.length > 1 || contextFallbacks || filterFallbacks);
}

/** Whether anything is counted in the table. */
export function counts({ tenants, targets }: Plan): boolean {
  return Object.values(tenants).some(({ quota, routeQuotas, share }) => quota || routeQuotas || share?.guaranteed)
    || Object.values(targets).some(({ capacity }) => capacity);
}

export function hasGuarantees({ tenants }: Plan): boolean {
  return Object.values(tenants).some(({ share }) => share?.guaranteed);
}

export function callsOtherAccounts({ targets }: Plan): boolean {
  return Object.values(targets).some(({ role }) => role);
}
