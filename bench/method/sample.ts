import { SubjectName } from '../subjects/subjects';

/** One subject doing one work for a while. */
export interface Sample {
  /** From 1. */
  readonly round: number;
  readonly subject: SubjectName;
  readonly work: string;
  readonly requests: number;
  readonly elapsedMs: number;
  /** What the subject's process used meanwhile. Absent for `direct`. */
  readonly cpuMs?: number;
  /** The most that the subject's process held at once meanwhile; since it started, where the system does not count anew. Absent for `direct`. */
  readonly peakMemoryBytes?: number;
  /** Up to the end of the answer. */
  readonly latencyP50Ms: number;
  readonly latencyP90Ms: number;
  readonly latencyP99Ms: number;
  /** Up to the first byte of the answer's body. */
  readonly firstByteP50Ms: number;
  /** Up to the first token of a streamed answer. Absent: the work does not look for it. */
  readonly firstTokenP50Ms?: number;
  readonly firstTokenP99Ms?: number;
  /** The share of the machine that other programs took meanwhile, from 0 to 1. */
  readonly otherLoad: number;
  /** Requests that reached a target which always fails. */
  readonly refused: number;
  /** Conditional writes that reached the quota table. */
  readonly tableWrites: number;
}
