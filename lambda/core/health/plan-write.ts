import { isOutdated } from './breaker';
import { HealthChange, HealthWrite, MAX_SHARED_TARGETS, SharedHealth } from './health-store';
import { FORGET_OPEN_MS, LONGEST_CONFIGURATION_OPEN_MS, TargetHealth } from './target-health';

/** Removed beside another change: few, as each may collide with another writer. */
const MAX_SWEPT = 4;

/** The item outlives everything that it may say. */
const KEEP_MS = FORGET_OPEN_MS + LONGEST_CONFIGURATION_OPEN_MS + 60_000;

/**
 * The write that gives a target its next record, and removes outdated ones on the way.
 * Undefined when the item is full: only an open breaker may push out what is less than that.
 */
export function planWrite(shared: SharedHealth, target: string, next: TargetHealth, now: number): HealthWrite | undefined {
  const expected = shared.get(target);
  const others = [...shared].filter(([name]) => name !== target);
  const removed = others.filter(([, health]) => isOutdated(health, now)).slice(0, MAX_SWEPT);
  if (!expected && removed.length === 0 && others.length >= MAX_SHARED_TARGETS) {
    const lesser = next.kind === 'open' ? others.find(([, health]) => health.kind !== 'open') : undefined;
    if (!lesser) return undefined;
    removed.push(lesser);
  }
  return {
    changes: [{ target, expected, next }, ...removed.map(([name, health]): HealthChange => ({ target: name, expected: health, next: undefined }))],
    maxTargets: MAX_SHARED_TARGETS,
    expiresAt: Math.ceil((now + KEEP_MS) / 1000),
  };
}
