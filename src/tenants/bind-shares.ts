import { createHash } from 'crypto';
import { Duration } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { checkQuota } from './check-quota';
import { Priority } from './priority';
import { TenantProps } from './tenant-props';
import { GuaranteedShare } from './tenant-share';
import { ResilientInferenceError } from '../private/errors';
import { checkPlanDuration, checkPlanNumber } from '../private/validate';

/** A share with its defaults filled in. */
export interface BoundShare {
  readonly guaranteed?: GuaranteedShare;
  readonly weight: number;
  readonly priority: Priority;
  readonly maxQueueTime: Duration;
  readonly buckets: readonly string[];
}

const QUEUE_TIME: { readonly [priority in Priority]: Duration } = {
  [Priority.INTERACTIVE]: Duration.millis(0),
  [Priority.BATCH]: Duration.seconds(10),
};
const LONGEST_QUEUE_TIME = Duration.seconds(60);
const LARGEST_WEIGHT = 1_000;

/** So many tenants have a counter each in the ledger of a pool; more would make it too large. */
const MOST_COUNTED_ALONE = 32;
/** More tenants share so many counters in two rows: two of them meet in both rows once in 256 times. */
const COUNTERS_IN_A_ROW = 16;

/** The shares of all tenants as soon as one of them has one; else none, and whoever comes first gets what there is. */
export function bindShares(scope: IConstruct, tenants: { [name: string]: TenantProps }): ReadonlyMap<string, BoundShare> {
  const names = Object.keys(tenants).sort();
  if (names.every((name) => tenants[name].share === undefined)) return new Map();
  return new Map(names.map((name, index) => [name, bindShare(scope, name, tenants[name], bucketsFor(name, index, names.length))]));
}

function bindShare(scope: IConstruct, tenant: string, { share = {} }: TenantProps, buckets: readonly string[]): BoundShare {
  const { guaranteed, weight = 1, priority = Priority.INTERACTIVE, maxQueueTime = QUEUE_TIME[priority] } = share;
  if (guaranteed) checkQuota(`the guaranteed share of tenant '${tenant}'`, guaranteed, scope);
  checkWeight(scope, tenant, weight);
  checkPlanDuration(`the maxQueueTime of tenant '${tenant}'`, maxQueueTime, { minimum: Duration.millis(0), maximum: LONGEST_QUEUE_TIME }, scope);
  // Whoever meets a counter of another tenant reads from its name how much that one weighs.
  return { guaranteed, weight, priority, maxQueueTime, buckets: buckets.map((bucket) => `${bucket}x${weight}`) };
}

function checkWeight(scope: IConstruct, tenant: string, weight: number): void {
  checkPlanNumber(`the weight of tenant '${tenant}'`, weight, 1, scope);
  if (weight <= LARGEST_WEIGHT) return;
  throw new ResilientInferenceError(
    'InvalidNumber', `the weight of tenant '${tenant}' is ${weight}, but must be at most ${LARGEST_WEIGHT}: weights count relative to each other`, scope,
  );
}

function bucketsFor(tenant: string, index: number, tenants: number): readonly string[] {
  if (tenants <= MOST_COUNTED_ALONE) return [`a${index.toString(36)}`];
  const digest = createHash('sha256').update(tenant).digest();
  return [`a${(digest[0] % COUNTERS_IN_A_ROW).toString(36)}`, `b${(digest[1] % COUNTERS_IN_A_ROW).toString(36)}`];
}
