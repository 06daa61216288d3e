/**
 * Keeps an outage from being multiplied: attempts beyond a request's first are limited to a share of the requests,
 * for each target and for each tenant. An attempt that succeeds costs nothing, so failing over to a healthy target
 * is never limited; what is limited is knocking at doors that do not open.
 */
export interface RetryBudget {
  /** A request begins. */
  request(tenant: string, targets: readonly string[]): void;
  /** The request may use further targets. */
  consider(targets: readonly string[]): void;
  /** @returns false when the target or the tenant has used up its share */
  take(tenant: string, target: string): boolean;
  /** The attempt was worth it, or was not made. */
  giveBack(tenant: string, target: string): void;
}

/** Failed extra attempts that are always possible, so that a quiet gateway can retry at all. */
const FLOOR = 10;

/** Failed extra attempts that each request earns. */
const RATIO = 0.2;

/** Tenants and targets whose share is remembered; whoever is forgotten starts with the floor. */
const MAX_KEYS = 10_000;

/** Counts in this container only: every container keeps its own share, so all together do. */
export function createRetryBudget(): RetryBudget {
  /** Only those that are not full. */
  const left = new Map<string, number>();

  const change = (key: string, by: number) => {
    const value = Math.min(FLOOR, (left.get(key) ?? FLOOR) + by);
    left.delete(key);
    // A full share is what an unknown key has.
    if (value === FLOOR) return;
    left.set(key, value);
    if (left.size > MAX_KEYS) left.delete(left.keys().next().value!);
  };
  const consider = (targets: readonly string[]) => {
    // Every request names all targets of its route, and while nothing fails there is nothing to give to any.
    if (left.size === 0) return;
    for (const target of targets) change(keyOfTarget(target), RATIO);
  };
  const keyOfTarget = (target: string) => `target ${target}`;
  const keysOf = (tenant: string, target: string) => [`tenant ${tenant}`, keyOfTarget(target)];

  return {
    request(tenant, targets) {
      change(`tenant ${tenant}`, RATIO);
      consider(targets);
    },
    consider,
    take(tenant, target) {
      const keys = keysOf(tenant, target);
      if (keys.some((key) => (left.get(key) ?? FLOOR) < 1)) return false;
      for (const key of keys) change(key, -1);
      return true;
    },
    giveBack(tenant, target) {
      for (const key of keysOf(tenant, target)) change(key, 1);
    },
  };
}
