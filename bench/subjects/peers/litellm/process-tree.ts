import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Held, Usage } from '../../../processes/protocol';

/** Linux counts in hundredths of a second for programs. Source: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
const MS_PER_TICK = 10;

/** What a process and those that it has started have used so far. Linux only. */
export function usageOfTree(pid: number): Usage {
  const usages = treeOf(pid).map((each) => ({ cpuMs: cpuMsOf(readFileSync(`/proc/${each}/stat`, 'utf8')), peakMemoryBytes: statusBytes(each, 'VmHWM') }));
  return usages.reduce((sum, usage) => ({ cpuMs: sum.cpuMs + usage.cpuMs, peakMemoryBytes: sum.peakMemoryBytes + usage.peakMemoryBytes }));
}

/** What they hold; of a program that is not ours nobody knows what it could do without. */
export function memoryOfTree(pid: number): Held {
  const residentBytes = treeOf(pid).reduce((sum, each) => sum + statusBytes(each, 'VmRSS'), 0);
  return { heldBytes: residentBytes, residentBytes };
}

export function restartPeakOfTree(pid: number): void {
  for (const each of treeOf(pid)) writeFileSync(`/proc/${each}/clear_refs`, '5');
}

/** User and system time, with that of children that have ended. @param stat a line of `/proc/PID/stat`, where the name may hold anything */
export function cpuMsOf(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks) * MS_PER_TICK, 0);
}

function treeOf(pid: number): readonly number[] {
  const children = readdirSync(`/proc/${pid}/task`)
    .flatMap((thread) => readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' '))
    .filter((text) => text.trim() !== '');
  return [pid, ...children.flatMap((child) => treeOf(Number(child)))];
}

function statusBytes(pid: number, field: string): number {
  const [, kilobytes] = new RegExp(`^${field}:\\s*(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  if (kilobytes === undefined) throw new Error(`the process ${pid} does not tell its ${field}`);
  return Number(kilobytes) * 1024;
}
