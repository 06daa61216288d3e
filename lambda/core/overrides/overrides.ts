import { inForce, NOTHING_IN_FORCE, OverridesInForce } from './in-force';
import { OverrideChange, overrideChanges, OverridesByAttribute } from './override-changes';
import { OverrideStore, StoredOverrides } from './override-store';
import { shardOf } from './shard-of';
import { isExpired, Override, OverrideProblem, OVERRIDES_MAX_AGE_MS, OverrideSubject, parseOverride } from '../../../src/contract/overrides';
import { LoadedPlan } from '../loaded-plan';

export interface OverridesOptions {
  readonly store: OverrideStore;
  readonly plan: LoadedPlan;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Told what this container sees for the first time, all of one moment together; never about none. */
  readonly onChanges?: (changes: readonly OverrideChange[]) => void;
  /** Something stands in the table that means nothing for this plan. Told once, as long as it stands there. */
  readonly onIgnored?: (problem: OverrideProblem) => void;
  /** The table did not answer; what was known before stays. */
  readonly onStoreFailure?: (error: unknown) => void;
}

/** What operators have taken away from the plan, as far as this container knows. Nothing throws or rejects. */
export interface Overrides {
  /** Reads them in the background if they are not known or too old. To be called in the turn in which the table is read anyway. */
  refresh(): void;
  /** The same however old they are: somebody is reading the table in this turn, and one call reads both. */
  refreshAlong(): void;
  /** What counts for a request that arrives now: no older than `OVERRIDES_MAX_AGE_MS`, as long as the table answers. Without a wait, except when it is. */
  current(): Promise<OverridesInForce>;
  /** Resolves when all that was begun in the background has ended. */
  idle(): Promise<void>;
}

/** How long to leave a table alone that has just failed. */
export const STORE_PAUSE_MS = 2_000;

export function createOverrides({ store, plan, now, onChanges, onIgnored, onStoreFailure }: OverridesOptions): Overrides {
  const shards = new Set([...plan.targets.values()].map(shardOf));
  let known: OverridesByAttribute = new Map();
  let active: OverridesByAttribute = new Map();
  const asDeployed = plan.drainedShards ? inForce([], plan.drainedShards) : NOTHING_IN_FORCE;
  let view = asDeployed;
  let ignored: ReadonlySet<string> = new Set();
  let nextExpiry = Infinity;
  let seenAt = -Infinity;
  let pauseUntil = -Infinity;
  let reading: Promise<void> | undefined;

  const isInPlan = ({ kind, name }: OverrideSubject): boolean => {
    switch (kind) {
      case 'tenant':
      case 'limit': return plan.tenants.has(name);
      case 'target': return plan.targets.has(name);
      case 'route': return plan.routes.has(name);
      case 'shard': return shards.has(name);
    }
  };

  const apply = () => {
    const time = now();
    const next = new Map([...known].filter(([, override]) => override.effect !== 'cleared' && !isExpired(override, time)));
    const changes = overrideChanges(active, next, known, time);
    active = next;
    view = next.size === 0 ? asDeployed : inForce(next.values(), plan.drainedShards);
    nextExpiry = Math.min(...[...next.values()].map(({ until }) => until === undefined ? Infinity : until * 1000));
    if (changes.length > 0) onChanges?.(changes);
  };

  const see = (stored: StoredOverrides) => {
    const overrides = new Map<string, Override>();
    const problems = new Map<string, OverrideProblem>();
    for (const [attribute, text] of stored) {
      const override = parseOverride(attribute, text);
      if (typeof override === 'string') problems.set(`${attribute} ${text}`, override);
      else if (isInPlan(override)) overrides.set(attribute, override);
      else problems.set(`${attribute} ${text}`, 'unknownName');
    }
    for (const [place, problem] of problems) if (!ignored.has(place)) onIgnored?.(problem);
    ignored = new Set(problems.keys());
    known = overrides;
    apply();
  };

  const read = async (): Promise<void> => {
    const begunAt = now();
    try {
      see(await store.read());
      seenAt = begunAt;
    } catch (error) {
      pauseUntil = now() + STORE_PAUSE_MS;
      onStoreFailure?.(error);
    } finally {
      reading = undefined;
    }
  };

  const refreshAlong = () => {
    if (now() >= pauseUntil) reading ??= read();
  };
  const isOld = () => now() - seenAt >= OVERRIDES_MAX_AGE_MS;
  const refresh = () => {
    if (isOld()) refreshAlong();
  };

  return {
    refresh,
    refreshAlong,
    async current() {
      refresh();
      if (isOld()) await reading;
      if (now() >= nextExpiry) apply();
      return view;
    },
    idle: async () => reading,
  };
}
