import { execFileSync } from 'node:child_process';

/** Who runs where, so that the client and the upstream never take time from what is measured. */
export interface Cores {
  /** One, for the subjects; only one of them works at a time. */
  readonly subject: readonly number[];
  readonly others: readonly number[];
}

/** @returns undefined when there is only one core, which everybody then shares */
export function divideCores(available: readonly number[]): Cores | undefined {
  return available.length < 2 ? undefined : { subject: available.slice(-1), others: available.slice(0, -1) };
}

/**
 * Reads a list such as `0,2-4`.
 * @throws Error for anything else
 */
export function parseCoreList(text: string): readonly number[] {
  return text.trim().split(',').flatMap((part) => {
    const [, first, last] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? [];
    const count = Number(last ?? first) - Number(first) + 1;
    if (!(count >= 1)) throw new Error(`${JSON.stringify(text)} is not a list of cores: expected something like "0,2-4"`);
    return Array.from({ length: count }, (_, index) => Number(first) + index);
  });
}

/**
 * Keeps this process off the core of the subjects.
 * @returns undefined where cores cannot be assigned: no Linux, no `taskset`, or only one core
 */
export function takeCores(): Cores | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const cores = divideCores(parseCoreList(taskset('--cpu-list', '--pid', String(process.pid)).replace(/^.*:/, '')));
    if (cores) taskset('--all-tasks', '--cpu-list', '--pid', cores.others.join(','), String(process.pid));
    return cores;
  } catch {
    return undefined;
  }
}

function taskset(...words: string[]): string {
  return execFileSync('taskset', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}
