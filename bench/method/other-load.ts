import { cpus } from 'node:os';

/** Above this share of other programs latencies mean little, and code stays cold for longer than the warm-up. */
export const QUIET = 0.05;

/** Processor time of the whole machine since it started. */
export interface MachineTime {
  readonly busyMs: number;
  readonly totalMs: number;
}

export function machineTime(): MachineTime {
  let busyMs = 0;
  let totalMs = 0;
  for (const { times } of cpus()) {
    const busy = times.user + times.nice + times.sys + times.irq;
    busyMs += busy;
    totalMs += busy + times.idle;
  }
  return { busyMs, totalMs };
}

/**
 * The share of the machine that other programs took, from 0 to 1.
 * @param ownMs what the processes of the benchmark used in between
 */
export function otherLoad(before: MachineTime, after: MachineTime, ownMs: number): number {
  const total = after.totalMs - before.totalMs;
  if (total <= 0) return 0;
  return Math.min(1, Math.max(0, after.busyMs - before.busyMs - ownMs) / total);
}
