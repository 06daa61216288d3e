import { GatewayError } from '../core/gateway-error';
import { ModelAnswer, ModelEvent, ModelHeaders, Usage } from '../core/model-answer';
import { LimitState } from '../core/quotas/limit-state';
import { LimitUsage } from '../core/quotas/usage-report';
import { CountRequest } from '../core/requests/count-request';
import { InferenceRequest, SentFormat } from '../core/requests/inference-request';

/** An HTTP request as the entry hands it to a surface, whatever front received it. */
export interface HttpRequest {
  readonly method: string;
  /** Without stage and query; percent-encoded or not, as the front delivers it. */
  readonly path: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** What tells the wire format of a request. */
export type Addressed = Pick<HttpRequest, 'path' | 'headers'>;

/** A whole HTTP answer. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** What a surface may show of how a request was served. */
export interface ServedBy {
  readonly requestId: string;
  readonly route: string;
  /** In whose words the answer came. */
  readonly format: SentFormat;
  /** Seconds since the epoch. */
  readonly createdAt: number;
  /** Those of Bedrock's headers of a streamed answer that say how it began to be served. */
  readonly upstream?: ModelHeaders;
}

/** Turns the events of one streamed answer into the bytes of one response. Made for one request, holds its state. */
export interface StreamEncoder {
  /** Of the response, as this wire format has them. */
  readonly headers: Readonly<Record<string, string>>;
  /** The bytes of one event; empty when this wire format says nothing at this point. */
  encode(event: ModelEvent): Uint8Array;
  /**
   * After the last event of a complete answer.
   * @param usage undefined when Bedrock did not tell
   * @throws GatewayError when this wire format has no way to show how the answer ended
   */
  end(usage: Usage | undefined): Uint8Array;
  /** In-band, after content has been sent; nothing follows it, no terminator either. */
  fail(error: GatewayError): Uint8Array;
}

/** A parsed request, with the encoders that fit what the caller asked for. */
export interface ParsedCall {
  readonly request: InferenceRequest;
  answer(answer: ModelAnswer, served: ServedBy): HttpAnswer;
  stream(served: ServedBy): StreamEncoder;
}

export interface CountedCall {
  readonly request: CountRequest;
  answer(inputTokens: number, requestId: string): HttpAnswer;
}

/** Who is asking and what may be listed. */
export interface Listing {
  readonly routes: readonly string[];
}

/**
 * One wire format. Pure translation: no clock, no network, no environment.
 * A surface claims requests by path and headers, and owns the shape of everything that is sent to their callers.
 */
export interface Surface {
  readonly name: string;
  /** True for every request that belongs to this surface, well-formed or not. */
  owns(request: Addressed): boolean;
  /**
   * The API key as this wire format carries it.
   * @returns undefined when there is none or when it is malformed
   */
  credential(headers: Readonly<Record<string, string>>): string | undefined;
  /** What the request asks for, decided on method and path alone. @throws GatewayError */
  operation(request: HttpRequest): Operation;
  error(error: GatewayError, requestId: string): HttpAnswer;
  /**
   * How the caller's tenant stands at its limits of a minute, as clients of this wire format read it.
   * @param limits absent: it has none
   * @param now milliseconds since the epoch
   */
  limitHeaders(limits: readonly LimitState[] | undefined, now: number): Readonly<Record<string, string>>;
}

export type Operation =
  /** Answered without a model, after the caller is known. */
  | { readonly kind: 'list'; answer(listing: Listing): HttpAnswer }
  /** How the caller's tenant stands at its limits. */
  | { readonly kind: 'usage'; answer(limits: readonly LimitUsage[]): HttpAnswer }
  /** How many input tokens a request has. @throws GatewayError from `parse` for anything malformed */
  | { readonly kind: 'count'; parse(): CountedCall }
  /** Answered to anybody. */
  | { readonly kind: 'open'; answer(): HttpAnswer }
  /** @throws GatewayError from `parse` for anything malformed */
  | { readonly kind: 'inference'; parse(): ParsedCall };
