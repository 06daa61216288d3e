import { Operation } from '../operation';

/** One call that reached the simulated Bedrock, however it ended. */
export interface Attempt {
  readonly requestId: string;
  /** When it arrived, in milliseconds since the epoch. */
  readonly time: number;
  readonly account: string;
  /** The source Region. */
  readonly region: string;
  /** The model id as the caller wrote it. */
  readonly model: string;
  readonly operation: Operation;
  readonly outcome: Outcome;
  /** The Region that served it; absent when it failed before one was chosen. */
  readonly inferenceRegion?: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** From arrival to the end. */
  readonly durationMs: number;
}

/**
 * `success`; `cancelled` when the caller left; `connectionLost` when the connection was dropped; `incomplete` when a stream
 * ended without its terminal events or with a broken frame; otherwise the name of the error.
 */
export type Outcome = string;
