import { availableParallelism } from 'node:os';

/** Lets so many starts run at the same time and keeps the others waiting in line. */
export interface StartGate {
  /** @returns what to call when the start is over, however it went */
  enter(): Promise<() => void>;
}

/**
 * AWS gives every environment a processor of its own to start on. Here they share a few: starting them all at once
 * would starve the services that the handlers wait for.
 */
export function createStartGate(limit: number = availableParallelism()): StartGate {
  const waiting: (() => void)[] = [];
  let running = 0;
  return {
    async enter() {
      if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
      else running++;
      let left = false;
      return () => {
        if (left) return;
        left = true;
        const next = waiting.shift();
        if (next) next();
        else running--;
      };
    },
  };
}
