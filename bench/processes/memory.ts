import { writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Held } from './protocol';

/** What this process holds right now, without what nobody needs any more. */
export function heldMemory(): Held {
  collectGarbage();
  const { heapUsed, external, rss } = process.memoryUsage();
  return { heldBytes: heapUsed + external, residentBytes: rss };
}

/** From here on the peak of this process is counted anew, from what is needed still. @returns false where the system cannot do that: only Linux can */
export function forgetPeak(): boolean {
  collectGarbage();
  return restartPeak();
}

/** The same, from whatever the process holds. */
export function restartPeak(): boolean {
  try {
    // Source: https://man7.org/linux/man-pages/man5/proc_pid_clear_refs.5.html
    writeFileSync('/proc/self/clear_refs', '5');
    return true;
  } catch {
    return false;
  }
}

let collect: (() => void) | undefined;

function collectGarbage(): void {
  if (collect === undefined) {
    // Not by a flag at the start, which would set what is measured apart from what is deployed.
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as () => void;
  }
  // What was freed by a finalizer or held by the first pass is gone after the second one.
  collect();
  collect();
}
