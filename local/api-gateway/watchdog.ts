import { Clock } from '../clock';

export interface Limits {
  /** Longest time between two signs of life. */
  readonly idleMillis: number;
  /** Longest time altogether. */
  readonly totalMillis: number;
}

export interface Watchdog {
  /** A sign of life. */
  touch(): void;
  stop(): void;
}

/** Calls `onExpired` once when a limit is passed. One timer at a time, however many signs of life there are. */
export function startWatchdog(clock: Clock, { idleMillis, totalMillis }: Limits, onExpired: () => void): Watchdog {
  const begin = clock.now();
  const stop = new AbortController();
  let last = begin;
  async function watch(): Promise<void> {
    for (;;) {
      const remaining = Math.min(last + idleMillis, begin + totalMillis) - clock.now();
      if (remaining <= 0) return onExpired();
      await clock.sleep(remaining, stop.signal);
    }
  }
  // Stopping it is the one way in which sleep rejects.
  watch().catch(() => undefined);
  return {
    touch: () => { last = clock.now(); },
    stop: () => stop.abort(),
  };
}
