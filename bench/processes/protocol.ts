/** What a child process is asked. */
export interface Question {
  readonly id: number;
  readonly question: string;
}

/** The first message is what the child says when it is ready; the others are answers. */
export type FromChild =
  | { readonly kind: 'ready'; readonly value: unknown }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly message: string };

/** What a process has used since it started. */
export interface Usage {
  /** User and system time of all its threads. */
  readonly cpuMs: number;
  readonly peakMemoryBytes: number;
}
