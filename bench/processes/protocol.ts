/** What a child process is asked. */
export interface Question {
  readonly id: number;
  readonly question: string;
  /** Plain data. */
  readonly about?: unknown;
}

/** The first message is what the child says when it is ready; the others are answers. */
export type FromChild =
  | { readonly kind: 'ready'; readonly value: unknown }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly message: string };

/** What a process holds at a moment. */
export interface Held {
  /** What is left on the heap after a forced garbage collection, and what is tied to it outside of the heap. */
  readonly heldBytes: number;
  /** All memory that the process has from the system, collected or not. */
  readonly residentBytes: number;
}

/** What a process has used since it started. */
export interface Usage {
  /** User and system time of all its threads. */
  readonly cpuMs: number;
  readonly peakMemoryBytes: number;
}
