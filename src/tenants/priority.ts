/** Who waits when capacity is scarce. */
export enum Priority {
  /** Somebody waits for the answer: it is served while there is any capacity left for its tenant. */
  INTERACTIVE = 'interactive',

  /** Nobody waits for the answer: a fifth of what tenants share is left to interactive work, and requests wait for capacity. */
  BATCH = 'batch',
}
