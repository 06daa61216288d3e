import { TargetHealth } from './target-health';

/** The one shared item: every target that is not simply healthy, by name. */
export type SharedHealth = ReadonlyMap<string, TargetHealth>;

/** One target's record, replaced if it is still what was expected. */
export interface HealthChange {
  readonly target: string;
  /** What must stand there; undefined: nothing. */
  readonly expected: TargetHealth | undefined;
  /** What shall stand there; undefined: nothing. */
  readonly next: TargetHealth | undefined;
}

/** All changes happen, or none. */
export interface HealthWrite {
  /** Each target at most once. */
  readonly changes: readonly HealthChange[];
  /** No write makes the item hold more targets than this. */
  readonly maxTargets: number;
  /** Seconds since the epoch after which the item may be deleted. */
  readonly expiresAt: number;
}

export interface HealthWriteResult {
  /** False: an expectation did not hold, or there was no room. */
  readonly written: boolean;
  /** What stands there now. */
  readonly health: SharedHealth;
}

/** Rejects when the store does not answer in time or fails; whether a write happened is then not known. */
export interface HealthStore {
  read(): Promise<SharedHealth>;
  write(write: HealthWrite): Promise<HealthWriteResult>;
}

/** As many records of about 130 bytes, with their targets' names, stay below 8 KB: two units for a read, eight for a write, in the worst case. */
export const MAX_SHARED_TARGETS = 40;

/** @throws Error for a write that changes nothing, or one target twice */
export function requireDistinctTargets({ changes }: HealthWrite): void {
  const targets = changes.map(({ target }) => target);
  if (targets.length > 0 && new Set(targets).size === targets.length) return;
  throw new Error(`a write of the shared health changes at least one target, each of them once, not ${JSON.stringify(targets)}`);
}
