import { readFileSync } from 'node:fs';
import { Usage } from './protocol';

/** What this process has used so far. */
export function ownUsage(): Usage {
  const { user, system } = process.cpuUsage();
  return { cpuMs: (user + system) / 1000, peakMemoryBytes: peakMemoryBytes() };
}

/** On Linux `maxRSS` starts at the peak of the parent process, so that it says nothing about a small child of a large parent. */
function peakMemoryBytes(): number {
  const own = process.platform === 'linux' ? /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] : undefined;
  return (own === undefined ? process.resourceUsage().maxRSS : Number(own)) * 1024;
}
