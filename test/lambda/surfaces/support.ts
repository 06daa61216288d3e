import { EventStreamCodec } from '@smithy/core/event-streams';
import { fromUtf8, toUtf8 } from '@smithy/core/serde';
import { ConverseAnswer, ConverseBody, ConverseEvent } from '../../../lambda/core/converse';
import { ErrorReason, GatewayError, isGatewayError, STATUS_OF_REASON } from '../../../lambda/core/gateway-error';
import { Usage } from '../../../lambda/core/model-answer';
import { InferenceRequest } from '../../../lambda/core/requests/inference-request';
import { HttpAnswer, HttpRequest, ParsedCall, ServedBy, StreamEncoder, Surface } from '../../../lambda/surfaces/surface';

export const REASONS = Object.keys(STATUS_OF_REASON) as ErrorReason[];

export const USAGE: Usage = { inputTokens: 10, outputTokens: 20, cacheReadInputTokens: 300, cacheWriteInputTokens: 4000 };

export const SERVED: ServedBy = { requestId: 'request-1', route: 'claude-sonnet', format: 'converse', createdAt: 1_790_000_000 };

export const codec = new EventStreamCodec(toUtf8, fromUtf8);

export function bytes(written: string): Uint8Array {
  return new TextEncoder().encode(written);
}

export function text(raw: Uint8Array): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(raw);
}

export function json(answer: HttpAnswer): unknown {
  return JSON.parse(text(answer.body));
}

/** A request as a front hands it on; an object is sent as JSON. */
export function httpRequest(method: string, path: string, body: unknown = {}, headers: Record<string, string> = {}): HttpRequest {
  return {
    method,
    path,
    headers: { 'content-type': 'application/json', ...headers },
    body: body instanceof Uint8Array ? body : bytes(JSON.stringify(body)),
  };
}

export function parsedCall(surface: Surface, request: HttpRequest): ParsedCall {
  const operation = surface.operation(request);
  if (operation.kind !== 'inference') throw new Error(`expected an inference operation, got ${operation.kind}`);
  return operation.parse();
}

/** What was thrown; anything but a GatewayError, or nothing, fails the test. */
export function refusalOf(action: () => unknown): GatewayError {
  try {
    action();
  } catch (error) {
    if (isGatewayError(error)) return error;
    throw error;
  }
  throw new Error('expected a refusal, but nothing was thrown');
}

/** True when it was accepted. Anything thrown but a GatewayError that can be rendered fails the test. */
export function acceptedOr<Result>(action: () => Result): Result | undefined {
  try {
    return action();
  } catch (error) {
    if (isGatewayError(error) && error.message.length > 0 && error.message.length < 1000) return undefined;
    throw error;
  }
}

const KINDS: Readonly<Record<string, ConverseEvent['kind']>> = {
  messageStart: 'control',
  contentBlockStart: 'control',
  contentBlockStop: 'control',
  contentBlockDelta: 'content',
  messageStop: 'messageStop',
  metadata: 'metadata',
};

/** One event as Bedrock frames it. */
export function converseEvent(type: string, payload: unknown): ConverseEvent {
  const raw = bytes(JSON.stringify(payload));
  return {
    kind: KINDS[type] ?? 'control',
    type,
    payload: raw,
    frame: codec.encode({
      headers: {
        ':message-type': { type: 'string', value: 'event' },
        ':event-type': { type: 'string', value: type },
        ':content-type': { type: 'string', value: 'application/json' },
      },
      body: raw,
    }),
    ...(type === 'metadata' ? { usage: USAGE } : {}),
  };
}

export function converseAnswer(content: unknown, stopReason = 'end_turn'): ConverseAnswer {
  return { body: bytes(JSON.stringify({ output: { message: { role: 'assistant', content } }, stopReason })), usage: USAGE, stopReason };
}

/** Every byte that one encoder produces for a complete stream. */
export function streamed(encoder: StreamEncoder, events: readonly ConverseEvent[]): string {
  return [...events.map((event) => encoder.encode(event)), encoder.end(USAGE)].map(text).join('');
}

/** The data of each event, read as the HTML standard says for this subset. */
export function dataOf(stream: string): string[] {
  const pieces = stream.split('\n\n');
  if (pieces.pop() !== '') throw new Error('the last event is not closed');
  return pieces.map((piece) => {
    if (!piece.startsWith('data: ') || /[\r\n]/.test(piece)) throw new Error(`not one line of data: ${piece}`);
    return piece.slice('data: '.length);
  });
}

/** The path of every value in a JSON document. */
export function allPaths(value: unknown, at: readonly string[] = []): (readonly string[])[] {
  const own = at.length === 0 ? [] : [at];
  if (typeof value !== 'object' || value === null) return own;
  return [...own, ...Object.entries(value).flatMap(([name, inner]) => allPaths(inner, [...at, name]))];
}

/** A copy of a JSON document with another value at one path. */
export function replaced(value: unknown, [name, ...rest]: readonly string[], replacement: unknown): unknown {
  if (name === undefined) return replacement;
  const copy = (Array.isArray(value) ? [...value as unknown[]] : { ...value as object }) as Record<string, unknown>;
  copy[name] = replaced(copy[name], rest, replacement);
  return copy;
}

/** The body of a request as Converse gets it. */
export function converseBodyOf(request: InferenceRequest): ConverseBody {
  if (request.kind === 'translated') return request.converse().body;
  if (request.kind !== 'converse') throw new Error(`expected a request for Converse, got one for ${request.kind}`);
  return request.body;
}
