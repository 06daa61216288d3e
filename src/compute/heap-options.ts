/** What heaps have to fit into. */
export interface HeapRoom {
  /** Of the whole environment. */
  readonly memoryMegabytes: number;
  /** Threads that run the handler, each with a heap of its own. */
  readonly threads: number;
}

/** For all that is in no heap: Node.js itself takes 45 MB, the rest is for buffers. */
const LEAST_OUTSIDE_MEGABYTES = 64;
const SHARE_OUTSIDE = 1 / 4;

/** More costs memory and saves hardly any processor time (decision 0039). */
const MOST_SEMI_SPACE_MEGABYTES = 16;

/** What Lambda's own start script gives to a semi-space; it is not exceeded where memory is short. */
const LAMBDA_SEMI_SPACE_SHARE = 0.05;

/** The young generation of V8 is three of them. */
const SEMI_SPACES = 3;

/** Of its share, what a thread gets for its young generation; the rest is for what lasts. */
const YOUNG_SHARE = 1 / 4;

/** Twice what a thread needs for the largest request there is: 6 MB with a character outside of Latin 1 (decision 0039). */
const LARGEST_REQUEST_MEGABYTES = 128;

/**
 * The limits of V8's heap, as `NODE_OPTIONS` has them. Both, since Lambda's start script sets neither where one is there. They
 * are those of each thread: V8 takes them for every isolate of the process.
 *
 * What a thread may hold for long is at least what the largest request needs, so that all threads together may be allowed more
 * than there is: no limit of each could prevent that and leave room for one such request.
 */
export function heapOptions({ memoryMegabytes, threads }: HeapRoom): string {
  const room = memoryMegabytes - Math.max(LEAST_OUTSIDE_MEGABYTES, memoryMegabytes * SHARE_OUTSIDE);
  const share = room / threads;
  const semiSpace = powerOfTwo(Math.min(MOST_SEMI_SPACE_MEGABYTES, memoryMegabytes * LAMBDA_SEMI_SPACE_SHARE, share * YOUNG_SHARE / SEMI_SPACES));
  const young = SEMI_SPACES * semiSpace;
  const old = Math.floor(Math.min(room - young, Math.max(LARGEST_REQUEST_MEGABYTES, share - young)));
  return `--max-semi-space-size=${semiSpace} --max-old-space-size=${old}`;
}

/** V8 rounds up to one, so this rounds down. */
function powerOfTwo(megabytes: number): number {
  return 2 ** Math.max(0, Math.floor(Math.log2(megabytes)));
}
