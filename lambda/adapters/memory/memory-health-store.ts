import { HealthStore, HealthWrite, requireDistinctTargets, SharedHealth } from '../../core/health/health-store';
import { TargetHealth } from '../../core/health/target-health';

/** The shared health in memory, with the meaning of the real one, for tests and simulations. Forgets nothing by itself. */
export interface MemoryHealthStore extends HealthStore {
  /** What stands there. */
  health(): SharedHealth;
  /** Deletes the item if it has expired, as DynamoDB does at some time. @param now seconds since the epoch */
  deleteExpired(now: number): void;
}

export function createMemoryHealthStore(): MemoryHealthStore {
  let health: SharedHealth = new Map();
  let expiresAt = 0;
  return {
    read: async () => health,
    async write(write) {
      const after = applyWrite(health, write);
      if (!after) return { written: false, health };
      health = after;
      expiresAt = write.expiresAt;
      return { written: true, health };
    },
    health: () => health,
    deleteExpired(now) {
      if (expiresAt <= now) health = new Map();
    },
  };
}

/** The item after the write, or undefined when an expectation does not hold or there is no room. */
function applyWrite(before: SharedHealth, write: HealthWrite): SharedHealth | undefined {
  requireDistinctTargets(write);
  const after = new Map(before);
  for (const { target, expected, next } of write.changes) {
    if (!isSame(before.get(target), expected)) return undefined;
    if (next) after.set(target, next);
    else after.delete(target);
  }
  return after.size > before.size && after.size > write.maxTargets ? undefined : after;
}

function isSame(standing: TargetHealth | undefined, expected: TargetHealth | undefined): boolean {
  return canonical(standing) === canonical(expected);
}

function canonical(health: TargetHealth | undefined): string {
  return JSON.stringify(Object.entries(health ?? {}).sort(([left], [right]) => left < right ? -1 : 1));
}
