/** What a gateway did with one size, for a while. */
export interface GrowthSample {
  /** From 1. */
  readonly round: number;
  readonly direction: string;
  readonly series: string;
  readonly size: number;
  readonly requests: number;
  readonly elapsedMs: number;
  /** Of the gateway's process. */
  readonly cpuMs: number;
  /** Up to the end of the answer. */
  readonly latencyP50Ms: number;
  readonly latencyP99Ms: number;
  /** Up to the first token of a streamed answer. Absent: there was none. */
  readonly firstTokenP50Ms?: number;
  readonly firstTokenP99Ms?: number;
  /** Requests to the table that look up keys. */
  readonly tableReads: number;
  /** Conditional writes of the ledger. */
  readonly tableWrites: number;
  readonly logBytes: number;
  /** What is held after a forced garbage collection: by the process, or by one open stream. Absent: not looked at. */
  readonly heldBytes?: number;
  /** More resident memory than the process had before, at its peak. Absent: not looked at, or the system does not tell. */
  readonly peakBytes?: number;
  /** The share of the machine that other programs took meanwhile, from 0 to 1. */
  readonly otherLoad: number;
}
