import { Clock } from '../../../../local/clock';

/** A clock that stands still until it is told to move. */
export interface VirtualClock extends Clock {
  /** Moves on, waking sleepers in the order in which they are due. */
  advance(millis: number): Promise<void>;
  /** Resolves when somebody sleeps for exactly this long. */
  sleeping(millis: number): Promise<void>;
}

export function createVirtualClock(start = Date.UTC(2026, 0, 1)): VirtualClock {
  let now = start;
  let sleepers: { readonly due: number; readonly millis: number; readonly wake: () => void }[] = [];
  let watchers: { readonly millis: number; readonly notify: () => void }[] = [];
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    now: () => now,
    sleep: (millis, signal) => new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const sleeper = { due: now + millis, millis, wake: resolve };
      sleepers.push(sleeper);
      signal?.addEventListener('abort', () => {
        sleepers = sleepers.filter((other) => other !== sleeper);
        reject(signal.reason);
      }, { once: true });
      watchers.filter((watcher) => watcher.millis === millis).forEach(({ notify }) => notify());
      watchers = watchers.filter((watcher) => watcher.millis !== millis);
    }),
    sleeping: (millis) => new Promise((resolve) => {
      if (sleepers.some((sleeper) => sleeper.millis === millis)) resolve();
      else watchers.push({ millis, notify: resolve });
    }),
    advance: async (millis) => {
      const target = now + millis;
      for (;;) {
        const next = sleepers.filter(({ due }) => due <= target).sort((left, right) => left.due - right.due)[0];
        if (next === undefined) break;
        now = next.due;
        sleepers = sleepers.filter((other) => other !== next);
        next.wake();
        await settle();
      }
      now = target;
      await settle();
    },
  };
}
