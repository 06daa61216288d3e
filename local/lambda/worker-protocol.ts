/** What the host of an execution environment and the worker thread inside it tell each other. */

/** What the worker is started with. */
export interface EnvironmentSetup {
  readonly codeDirectory: string;
  /** `index.handler` */
  readonly handler: string;
  readonly functionName: string;
  readonly functionArn: string;
  readonly memoryMegabytes: number;
  readonly logGroup: string;
  readonly logStream: string;
  readonly logFormat: 'Text' | 'JSON';
  /** Bytes of a response that may be on their way to a reader who has not taken them. */
  readonly creditBytes: number;
  /** By how much the clock is wrong. */
  readonly clockOffsetMillis: number;
}

export type ToWorker =
  | { readonly kind: 'invoke'; readonly requestId: string; readonly event: string; readonly remainingMillis: number; readonly traceId: string }
  /** The reader has taken this many bytes. */
  | { readonly kind: 'credit'; readonly requestId: string; readonly bytes: number }
  /** The reader has gone: the next write fails. */
  | { readonly kind: 'readerGone'; readonly requestId: string }
  | { readonly kind: 'setClock'; readonly offsetMillis: number }
  /** Asks for `held`. */
  | { readonly kind: 'measure' };

export interface ReportedError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'initError'; readonly error: ReportedError }
  | { readonly kind: 'log'; readonly message: string }
  /** The first bytes are about to follow. */
  | { readonly kind: 'start'; readonly requestId: string; readonly contentType: string; readonly streaming: boolean }
  | { readonly kind: 'chunk'; readonly requestId: string; readonly bytes: Uint8Array }
  /** Bytes that the thread holds: one answer for each question, in order. */
  | { readonly kind: 'held'; readonly bytes: number }
  /** The response is complete; the handler may still be at work. */
  | { readonly kind: 'end'; readonly requestId: string }
  | {
    readonly kind: 'done';
    readonly requestId: string;
    readonly heapBytes: number;
    readonly error?: ReportedError;
    /** The worker ends itself after this: the environment cannot be used again. */
    readonly fatal: boolean;
  };

/** The content type of a response that begins with metadata and eight NUL bytes. */
export const HTTP_INTEGRATION_RESPONSE = 'application/vnd.awslambda.http-integration-response';
