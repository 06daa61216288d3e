import { amountAt, countAt, filledListAt, objectAt, planError, textAt } from './plan-values';
import { CapacityPlan, QuotaPlan, RouteQuotaPlan, RoutePlan, SharePlan } from '../../src/contract/plan';

type Mutable<Type> = { -readonly [Member in keyof Type]: Type[Member] };

/** How each limit is written. */
const MEMBERS: { readonly [Member in keyof Required<QuotaPlan>]: (value: unknown, path: string) => number } = {
  requestsPerMinute: countAt,
  quotaTokensPerMinute: countAt,
  quotaTokensPerDay: countAt,
  concurrentRequests: countAt,
  usdPerDay: amountAt,
  usdPerMonth: amountAt,
};

/** What names the counters of a route; no letter in it may end the name of an attribute early. */
const PART = /^[0-9a-z]{1,16}$/;

/** The weight is read from it wherever tenants are compared. */
const BUCKET = /^[a-z][0-9a-z]x[1-9]\d{0,3}$/;

export function quotaAt(value: unknown, path: string): QuotaPlan {
  const quota = objectAt(value, path);
  const limits: Mutable<QuotaPlan> = {};
  for (const member of Object.keys(MEMBERS) as (keyof QuotaPlan)[]) {
    if (quota[member] !== undefined) limits[member] = MEMBERS[member](quota[member], `${path}.${member}`);
  }
  if (Object.keys(limits).length === 0) throw planError(path, `a quota with at least one of ${Object.keys(MEMBERS).join(', ')}`, value);
  return limits;
}

export function capacityAt(value: unknown, path: string): CapacityPlan {
  const { guaranteed, ledgerItems, limits, pool } = objectAt(value, path);
  return {
    pool: textAt(pool, `${path}.pool`),
    limits: quotaAt(limits, `${path}.limits`),
    ...(guaranteed === undefined ? {} : { guaranteed: quotaAt(guaranteed, `${path}.guaranteed`) }),
    ...ledgerItemsAt(ledgerItems, `${path}.ledgerItems`),
  };
}

export function ledgerItemsAt(value: unknown, path: string): { readonly ledgerItems?: number } {
  return value === undefined ? {} : { ledgerItems: countAt(value, path) };
}

export function shareAt(value: unknown, path: string): SharePlan {
  const { buckets, guaranteed, maxQueueMs, priority, weight } = objectAt(value, path);
  if (priority !== 'interactive' && priority !== 'batch') throw planError(`${path}.priority`, '"interactive" or "batch"', priority);
  return {
    ...(guaranteed === undefined ? {} : { guaranteed: quotaAt(guaranteed, `${path}.guaranteed`) }),
    weight: countAt(weight, `${path}.weight`),
    priority,
    maxQueueMs: countAt(maxQueueMs, `${path}.maxQueueMs`, 0),
    buckets: filledListAt(buckets, `${path}.buckets`).map((bucket, index) => {
      const name = textAt(bucket, `${path}.buckets[${index}]`);
      if (!BUCKET.test(name)) throw planError(`${path}.buckets[${index}]`, 'a letter, a letter or digit, "x" and a weight', name);
      return name;
    }),
  };
}

export function routeQuotasAt(value: unknown, path: string, routes: ReadonlyMap<string, RoutePlan>): { readonly [route: string]: RouteQuotaPlan } {
  const parts = new Set<string>();
  return Object.fromEntries(Object.entries(objectAt(value, path)).map(([route, json]) => {
    const place = `${path}[${JSON.stringify(route)}]`;
    if (!routes.has(route)) throw planError(place, 'named like one of the routes', route);
    const { part, limits } = objectAt(json, place);
    const name = textAt(part, `${place}.part`);
    if (!PART.test(name) || parts.has(name)) throw planError(`${place}.part`, 'up to 16 lower-case letters and digits that no other route of the tenant has', part);
    parts.add(name);
    return [route, { part: name, limits: quotaAt(limits, `${place}.limits`) }];
  }));
}
