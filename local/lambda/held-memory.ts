import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Bytes that this thread cannot do without: its JavaScript heap, and what hangs on it outside the heap, after what
 * nobody needs any more has been thrown away. Node.js counts both by thread; the stacks and the code of the process
 * are not among them.
 */
export function heldBytes(): number {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  // What the first run lets go of outside the heap is counted out by the second.
  collectGarbage();
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
