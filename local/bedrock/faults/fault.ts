import { Operation } from '../operation';

/** Which calls a fault applies to; an absent field matches every call. */
export interface FaultMatch {
  readonly account?: string;
  /** The source Region: the one that the call is signed for. */
  readonly region?: string;
  /** The Region that serves the call. */
  readonly inferenceRegion?: string;
  /** A foundation model (however it is reached), a profile id, or an ARN. */
  readonly model?: string;
  readonly operation?: Operation;
}

/** Answers with an error before any content. */
export interface ErrorFault {
  readonly kind: 'error';
  /** A modeled error, `overloaded_error`, `FTUFormNotFilled`, `MPAgreementBeingCreated`, `ServiceControlPolicyDeny`, or any name with a status. */
  readonly name: string;
  readonly status?: number;
  readonly message?: string;
  /** Further fields of the body, such as `originalStatusCode`. */
  readonly fields?: Readonly<Record<string, unknown>>;
  /** Sent as `Retry-After`; Bedrock's own throttling sends none. */
  readonly retryAfterSeconds?: number;
}

export interface ThrottleFault {
  readonly kind: 'throttle';
  /** Which limit the message speaks of. */
  readonly dimension: 'requestsPerMinute' | 'tokensPerMinute' | 'tokensPerDay';
}

/**
 * Nothing that matches is served. `unavailable` answers 503, `reset` drops the connection before the headers,
 * `silence` never answers. Cross-Region calls go to the destinations that are not in outage.
 */
export interface OutageFault {
  readonly kind: 'outage';
  readonly mode: 'unavailable' | 'reset' | 'silence';
}

/** Time added before the first byte. */
export interface LatencyFault {
  readonly kind: 'latency';
  readonly ms: number;
}

/** Something that happens to a stream after it has carried so many content events. */
export type StreamFault =
  /** The connection drops. */
  | { readonly kind: 'cut'; readonly afterEvents: number }
  /** The stream ends as if complete, without its terminal events. */
  | { readonly kind: 'end'; readonly afterEvents: number }
  /** Nothing comes for a while, then the stream goes on. */
  | { readonly kind: 'stall'; readonly afterEvents: number; readonly ms: number }
  /** A frame whose checksum is wrong, and then the end. */
  | { readonly kind: 'malformedFrame'; readonly afterEvents: number }
  /** A modeled error as the last event; 0 events means after the opening event. */
  | {
    readonly kind: 'streamException';
    readonly afterEvents: number;
    readonly name: string;
    readonly message?: string;
    readonly fields?: Readonly<Record<string, unknown>>;
  };

/** The answer ends as if a content filter had stopped it. */
export interface ContentFilterFault {
  readonly kind: 'contentFilter';
}

export type TerminalFault = ErrorFault | ThrottleFault | OutageFault;
export type Fault = TerminalFault | LatencyFault | StreamFault | ContentFilterFault;

export interface FaultRule {
  readonly match: FaultMatch;
  readonly fault: Fault;
  /** How many calls it hits; all of them when absent. */
  readonly count?: number;
  /** How long it lasts from when it is added; until it is cleared when absent. */
  readonly forMs?: number;
}

/** Errors that ConverseStream and InvokeModelWithResponseStream send inside a stream. */
export const STREAM_EXCEPTIONS = [
  'InternalServerException', 'ModelStreamErrorException', 'ValidationException', 'ThrottlingException', 'ServiceUnavailableException',
  'ModelTimeoutException',
] as const;

/** ConverseStream has no event for it. */
export const INVOKE_ONLY_STREAM_EXCEPTION = 'ModelTimeoutException';

export function isTerminal(fault: Fault): fault is TerminalFault {
  return fault.kind === 'error' || fault.kind === 'throttle' || fault.kind === 'outage';
}

export function isStreamFault(fault: Fault): fault is StreamFault {
  return 'afterEvents' in fault;
}
