/** What a reader of a streamed answer gets before the guardrail has looked at it. */
export enum GuardrailStreamProcessing {
  /** Nothing: Bedrock holds back each piece of an answer until it has been checked. */
  SYNC = 'sync',

  /** Everything: pieces are sent while they are checked, and the stream ends when the guardrail finds something. */
  ASYNC = 'async',
}

/** What callers learn of how a guardrail has judged. */
export enum GuardrailTrace {
  /** Whether it has intervened. */
  DISABLED = 'disabled',

  /** Also what it has found, word for word. */
  ENABLED = 'enabled',

  /** Also what it has looked for and not found. */
  ENABLED_FULL = 'enabled_full',
}
