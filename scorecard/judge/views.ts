/** What one caller got. Times are milliseconds from when it asked. */
export interface CallerView {
  /** The HTTP status, when there was an answer at all. */
  readonly status?: number;
  /** All text, or the arguments of all tool calls, as far as they came. */
  readonly text: string;
  /** The reason for which the answer says that it ended; absent when it does not say. */
  readonly finish?: string;
  readonly error?: CallerError;
  readonly retryAfterSeconds?: number;
  /** The target that the gateway says has answered. */
  readonly target?: string;
  readonly usage?: { readonly inputTokens: number; readonly outputTokens: number };
  readonly wallMs: number;
  /** When the first piece of content came; streamed answers only. */
  readonly firstTokenMs?: number;
  /** It never ended: the scorecard gave up waiting. */
  readonly hung?: boolean;
  /** The caller left on purpose. */
  readonly left?: boolean;
}

export interface CallerError {
  /** `answer`: an error status; `inBand`: an error inside a stream that had begun; `connection`: no word at all. */
  readonly kind: 'answer' | 'inBand' | 'connection';
  /** What a program tells errors apart by: the exception's name, or OpenAI's `type`. Absent when the shape is not the API's own. */
  readonly name?: string;
  readonly message: string;
}

/** One call as it reached Bedrock. Times are milliseconds from when the first caller of the scenario asked. */
export interface AttemptView {
  readonly account: string;
  readonly region: string;
  readonly model: string;
  readonly startedMs: number;
  readonly endedMs?: number;
  /** `running` until it has ended; otherwise Bedrock's own word for the end. */
  readonly outcome: string;
  /** Pieces of content that left Bedrock. */
  readonly contentEvents: number;
  readonly lastContentMs?: number;
  /** It asked the model to continue a text. */
  readonly prefilled: boolean;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** The whole answer, as it comes when nothing is wrong. */
export interface CanonicalAnswer {
  readonly text: string;
  readonly finish: string;
  readonly usage: { readonly inputTokens: number; readonly outputTokens: number };
}

/** One thing that has to hold beside the answer. */
export interface Check {
  readonly what: string;
  readonly passed: boolean;
  /** What was seen, when it did not hold. */
  readonly seen?: string;
}

/** Both sides of one scenario. */
export interface Observation {
  /** Everybody who asked, in order. Never empty. */
  readonly callers: readonly CallerView[];
  readonly attempts: readonly AttemptView[];
  /** What the scenario itself looked at. */
  readonly checks: readonly Check[];
}
