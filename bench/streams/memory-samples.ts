import { STREAM_APIS } from './apis';
import { SubjectName } from '../subjects/subjects';

/** What is measured of memory. */
export interface MemorySchedule {
  readonly rounds: number;
  /** Names of APIs, with those that others are compared with. */
  readonly apis: readonly string[];
  /** Numbers of streams that are open at once. */
  readonly open: readonly number[];
  /** Numbers of chunks of the streams whose readers stop in the middle, or before. */
  readonly standing: readonly number[];
  /** Numbers of chunks of the streams that are read to their end without a pause; each divides the largest. */
  readonly reading: readonly number[];
}

export const MEMORY: MemorySchedule = {
  rounds: 3, apis: STREAM_APIS.map(({ name }) => name), open: [50, 200], standing: [10, 100, 1_000, 10_000], reading: [100, 10_000],
};

/** One API that is passed through, and one that is translated from it. */
export const MEMORY_QUICK: MemorySchedule = { rounds: 1, apis: ['converse', 'chat'], open: [20], standing: [10, 1_000], reading: [] };

/** Streams whose readers stand still, or read, at once. */
export const STREAMS_AT_ONCE = 10;

/** Text of each chunk where the length of streams is varied: so much that long streams do not fit into the buffers of the system's sockets. */
export const LARGE_CHUNK_BYTES = 4_096;

/** The same in an API that says all of the text again at the end, in several events. */
export const REPEATED_CHUNK_BYTES = 256;

/**
 * Readers stop in the middle, and no later than here: whoever reads much and fast gets larger buffers from the system, which
 * would then take all the rest of a long stream.
 */
export const LAST_CHUNK_READ = 100;

export type MemorySample = OpenSample | StandingSample | ReadingSample;

/** When, and of what. */
export interface Taken {
  /** From 1. */
  readonly round: number;
  readonly subject: SubjectName;
  /** The name of an API. */
  readonly work: string;
}

/** Streams that the upstream holds in the middle, and whose readers have read all that came. */
export interface OpenSample extends Taken {
  readonly kind: 'open';
  readonly streams: number;
  /** More than before they were opened. */
  readonly heldBytesPerStream: number;
  readonly residentBytesPerStream: number;
}

/** Streams whose readers have stopped. */
export interface StandingSample extends Taken {
  readonly kind: 'standing';
  readonly chunks: number;
  readonly heldBytesPerStream: number;
  /** Of all chunks, the share that the upstream could write before it was held up. */
  readonly shareSent: number;
}

/** As many chunks, in longer or shorter streams, read without a pause. */
export interface ReadingSample extends Taken {
  readonly kind: 'reading';
  readonly chunks: number;
  /** The most that the process had from the system. */
  readonly peakBytes: number;
}
