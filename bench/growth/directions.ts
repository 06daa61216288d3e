import { GrowthSample } from './samples';

export type DirectionName = 'targets' | 'tenants' | 'chunks' | 'streams' | 'prompt';

/** One way in which a gateway or its work can grow. */
export interface Direction {
  readonly name: DirectionName;
  readonly title: string;
  /** What the sizes count. */
  readonly axis: string;
  readonly sizes: readonly number[];
  readonly quickSizes: readonly number[];
  readonly series: readonly Series[];
  /** That of the CPU time first. */
  readonly measures: readonly Measure[];
}

export interface Series {
  readonly name: string;
  readonly title: string;
}

/** What is read off a sample, and how it should grow. */
export interface Measure {
  /** Part of the name of its plot. */
  readonly name: string;
  readonly title: string;
  readonly unit: string;
  readonly expected: 'flat' | 'linear';
  /** Undefined where the sample does not have it. */
  readonly of: (sample: GrowthSample) => number | undefined;
}

const KIB = 1024;
const MIB = 1024 * 1024;

/** Of the streams that are open at once. */
export const CHUNKS_OF_PACED_STREAM = 10;

const CPU: Measure = {
  name: 'cpu', title: 'CPU time of a request', unit: 'ms', expected: 'flat', of: ({ cpuMs, requests }) => cpuMs / requests,
};
const LATENCY: Measure = {
  name: 'latency', title: 'Latency, median', unit: 'ms', expected: 'flat', of: ({ latencyP50Ms }) => latencyP50Ms,
};
const LOG: Measure = {
  name: 'log', title: 'Logged for a request', unit: 'KB', expected: 'flat', of: ({ logBytes, requests }) => logBytes / requests / 1000,
};

const STREAM_SERIES: readonly Series[] = [
  { name: 'converse', title: 'ConverseStream, passed through' },
  { name: 'chat', title: 'OpenAI chat completions, translated' },
];

export const DIRECTIONS: readonly Direction[] = [
  {
    name: 'targets',
    title: 'Targets of a route',
    axis: 'targets',
    sizes: [2, 5, 10, 20, 50, 100, 200, 500],
    quickSizes: [2, 20, 200],
    series: [{ name: 'converse', title: 'Converse' }],
    measures: [{ ...CPU, expected: 'linear' }, { ...LATENCY, expected: 'linear' }, LOG],
  },
  {
    name: 'tenants',
    title: 'Tenants of a gateway',
    axis: 'tenants',
    sizes: [1, 10, 100, 1_000, 10_000],
    quickSizes: [1, 1_000],
    series: [{ name: 'one', title: 'one of them calls' }, { name: 'all', title: 'all of them call, one after the other' }],
    measures: [
      CPU,
      LATENCY,
      { name: 'reads', title: 'Reads of the table for a request', unit: 'reads', expected: 'flat', of: ({ tableReads, requests }) => tableReads / requests },
      { name: 'memory', title: 'Memory of the process', unit: 'MiB', expected: 'linear', of: ({ heldBytes }) => heldBytes && heldBytes / MIB },
    ],
  },
  {
    name: 'chunks',
    title: 'Length of a stream',
    axis: 'chunks',
    sizes: [10, 30, 100, 300, 1_000, 3_000, 10_000],
    quickSizes: [10, 1_000],
    series: STREAM_SERIES,
    measures: [
      { ...CPU, title: 'CPU time of a stream', expected: 'linear' },
      { name: 'memory', title: 'Memory of an open stream, half of it read', unit: 'KiB', expected: 'flat', of: ({ heldBytes }) => heldBytes && heldBytes / KIB },
    ],
  },
  {
    name: 'streams',
    title: 'Streams at once in one environment',
    axis: 'streams at once',
    sizes: [1, 10, 100, 500],
    quickSizes: [1, 50],
    series: STREAM_SERIES,
    measures: [
      { ...CPU, title: `CPU time of a stream of ${CHUNKS_OF_PACED_STREAM} chunks` },
      { name: 'first-token', title: 'First token, median', unit: 'ms', expected: 'flat', of: ({ firstTokenP50Ms }) => firstTokenP50Ms },
      { name: 'memory', title: 'Memory of an open stream', unit: 'KiB', expected: 'flat', of: ({ heldBytes }) => heldBytes && heldBytes / KIB },
    ],
  },
  {
    name: 'prompt',
    title: 'Size of a prompt',
    axis: 'bytes of the request body',
    sizes: [1_000, 4_000, 16_000, 64_000, 256_000, 1_000_000, 3_000_000, 6_000_000],
    quickSizes: [1_000, 100_000, 1_000_000],
    series: [
      { name: 'proxy', title: 'Converse through a bare proxy that signs' },
      { name: 'converse', title: 'Converse, turns of 1 KB' },
      { name: 'document', title: 'Converse, one document' },
      { name: 'chat', title: 'OpenAI chat completions, turns of 1 KB' },
    ],
    measures: [
      { ...CPU, expected: 'linear' },
      { ...LATENCY, expected: 'linear' },
      { name: 'memory', title: 'Peak of memory above rest', unit: 'MiB', expected: 'linear', of: ({ peakBytes }) => peakBytes && peakBytes / MIB },
    ],
  },
];

export function sizesOf({ sizes, quickSizes }: Direction, quick: boolean): readonly number[] {
  return quick ? quickSizes : sizes;
}
