import { abandoned, afterBeginning, afterFailure, afterSuccess, claimed, isOutdated, Transition } from './breaker';
import { effectOf } from './failure-effects';
import { HealthStore, SharedHealth } from './health-store';
import { believed } from './opinions';
import { JudgedCandidate, orderByHealth } from './order-by-health';
import { planWrite } from './plan-write';
import { FAILURES_TO_OPEN, OpenCause, TargetHealth } from './target-health';
import { Candidate } from '../attempts/candidates';
import { FailureName } from '../failures/failure-classes';
import { Random } from '../ports';

/** A breaker opened or closed by what this container has seen. Over all containers each one is told once, while the table answers. */
export interface BreakerChange {
  readonly target: string;
  /** `reopened`: its probe failed. */
  readonly change: 'opened' | 'reopened' | 'recovered';
  /** Why it is open, or was. */
  readonly cause: OpenCause;
  /** Absent when it has recovered. */
  readonly openUntil?: number;
}

export interface HealthOptions {
  readonly store: HealthStore;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly random: Random;
  readonly onChange?: (change: BreakerChange) => void;
  /** The table did not answer; nothing has opened or closed for that. */
  readonly onStoreFailure?: (error: unknown) => void;
}

/** The health of all targets, as far as this container knows. Nothing throws or rejects; only `judge` and `idle` are to be waited for. */
export interface Health {
  /** Reads what others have found out, in the background, if the last time was long ago. To be called as early in a request as can be. */
  refresh(): void;
  /**
   * All candidates in the order in which to try them. Without a write or a wait, except for the one request that probes:
   * it has claimed the probe when this resolves, and must report how the attempt ended, or that there was none.
   */
  judge(candidates: readonly Candidate[]): Promise<readonly JudgedCandidate[]>;
  /** The target has begun to answer. @param startedAt when the attempt began */
  began(target: string, startedAt: number): void;
  /** Its answer is complete. @param startedAt when the attempt began */
  succeeded(target: string, startedAt: number): void;
  failed(target: string, failure: FailureName): void;
  /** An attempt ended without saying anything about its target (the caller left), or was not made after all. */
  abandoned(target: string): void;
  /** Resolves when all that was begun in the background has ended. */
  idle(): Promise<void>;
}

/** How old the knowledge of a container may grow while it serves requests. */
export const REFRESH_MS = 2_000;

/** How long to leave a table alone that has just failed: until then this container's own opinion has to do. */
export const STORE_PAUSE_MS = 2_000;

/** Against other writers: who loses so often, has lost to as many failures as it takes. */
const MAX_WRITES = FAILURES_TO_OPEN;

export function createHealth({ store, now, random, onChange, onStoreFailure }: HealthOptions): Health {
  let shared: SharedHealth = new Map();
  /** What could not be shared: counts until a newer view of the table says better. */
  const own = new Map<string, TargetHealth>();
  /** The `openUntil` that this container's probe has set, by target. */
  const claims = new Map<string, number>();
  const pending = new Set<Promise<unknown>>();
  let reading: Promise<void> | undefined;
  let seenAt = -Infinity;
  let views = 0;
  let pauseUntil = -Infinity;

  const healthOf = (target: string) => own.get(target) ?? shared.get(target);

  const see = (health: SharedHealth) => {
    shared = health;
    seenAt = now();
    views++;
    for (const [target, opinion] of own) {
      if (isOutdated(opinion, now()) || believed(shared.get(target), opinion) !== opinion) own.delete(target);
    }
  };

  const storeFailed = (error: unknown) => {
    pauseUntil = now() + STORE_PAUSE_MS;
    onStoreFailure?.(error);
  };

  const inBackground = (work: Promise<unknown>) => {
    const watched = work.catch((error: unknown) => onStoreFailure?.(error)).finally(() => pending.delete(watched));
    pending.add(watched);
  };

  const read = async (): Promise<void> => {
    const viewsBefore = views;
    try {
      const health = await store.read();
      // A write that was answered meanwhile may know more than this read.
      if (views === viewsBefore) see(health);
    } catch (error) {
      storeFailed(error);
    } finally {
      reading = undefined;
    }
  };

  const refresh = (): Promise<void> | undefined => {
    if (!reading && now() >= Math.max(seenAt + REFRESH_MS, pauseUntil)) {
      reading = read();
      inBackground(reading);
    }
    return reading;
  };

  const tell = (target: string, before: TargetHealth | undefined, next: TargetHealth) => {
    if (next.kind === 'open' && (before?.kind !== 'open' || before.openedAt !== next.openedAt)) {
      const { cause, openUntil } = next;
      onChange?.({ target, change: before?.kind === 'open' ? 'reopened' : 'opened', cause, openUntil });
    }
    if (next.kind === 'recovering' && before?.kind === 'open') onChange?.({ target, change: 'recovered', cause: before.cause });
  };

  const changeOwn = (target: string, transition: Transition): TargetHealth | undefined => {
    const before = healthOf(target);
    const next = transition(before, now());
    if (!next || next === before) return undefined;
    own.set(target, next);
    tell(target, before, next);
    return next;
  };

  /** @returns the record that this container has put in place, undefined when there was nothing to change or others were faster */
  const change = async (target: string, transition: Transition): Promise<TargetHealth | undefined> => {
    for (let writes = 0; writes < MAX_WRITES; writes++) {
      const before = healthOf(target);
      const next = transition(before, now());
      if (!next || next === before) return undefined;
      const write = now() < pauseUntil ? undefined : planWrite(shared, target, next, now());
      if (!write) return changeOwn(target, transition);
      try {
        const { written, health } = await store.write(write);
        if (written) own.delete(target);
        see(health);
        if (!written) continue;
        tell(target, before, next);
        return next;
      } catch (error) {
        storeFailed(error);
      }
    }
    return undefined;
  };

  const claim = async (target: string): Promise<boolean> => {
    const health = await change(target, claimed);
    if (health?.kind === 'open') claims.set(target, health.openUntil);
    return health !== undefined;
  };

  /** Suspicions of others are answered only by those who have heard of them. */
  const afterReading = (target: string, transition: Transition) => inBackground((async () => {
    await refresh();
    await change(target, transition);
  })());

  const takeClaim = (target: string): number | undefined => {
    const held = claims.get(target);
    claims.delete(target);
    return held;
  };

  return {
    refresh: () => void refresh(),

    async judge(candidates) {
      void refresh();
      const order = (probing: boolean) => orderByHealth(candidates, { now: now(), random, probing, healthOf });
      const judged = order(true);
      const first = judged[0];
      if (first?.verdict !== 'probe' || await claim(first.candidate.target.name)) return judged;
      return order(false);
    },

    began(target, startedAt) {
      takeClaim(target);
      afterReading(target, afterBeginning(startedAt));
    },

    succeeded(target, startedAt) {
      afterReading(target, afterSuccess(startedAt));
    },

    failed(target, failure) {
      inBackground(change(target, afterFailure(effectOf(failure), takeClaim(target))));
    },

    abandoned(target) {
      inBackground(change(target, abandoned(takeClaim(target))));
    },

    async idle() {
      while (pending.size > 0) await Promise.allSettled(pending);
    },
  };
}
