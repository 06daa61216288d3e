import { IncomingHttpHeaders } from 'node:http';
import { UpstreamError } from '../../core/upstream-error';

/** What is read of a JSON error body. */
export interface ErrorBody {
  readonly code?: string;
  readonly message?: string;
  readonly originalStatusCode?: number;
}

/** Longer messages are cut: they end up in logs and answers. */
const MAX_MESSAGE_LENGTH = 2_000;

/** The error of a response whose status is not a success, with the name that the wire gives it. */
export function awsError(status: number, headers: IncomingHttpHeaders, body: Uint8Array, now: number): UpstreamError {
  const parsed = parseErrorBody(body);
  const header = headers['x-amzn-errortype'];
  const code = typeof header === 'string' && header !== '' ? plainName(header) : parsed.code;
  return new UpstreamError(
    code ?? nameOfStatus(status),
    status,
    parsed.message ?? `the service answered with status ${status} and no message`,
    {
      ...(parsed.originalStatusCode === undefined ? {} : { originalStatusCode: parsed.originalStatusCode }),
      ...retryAfter(headers, now),
      ...requestIdDetail(headers),
    },
  );
}

/** Reads the shapes in which AWS and model providers put an error; anything else has neither code nor message. */
export function parseErrorBody(body: Uint8Array): ErrorBody {
  const outer = jsonObject(body);
  const inner = typeof outer.error === 'object' && outer.error !== null ? outer.error as Record<string, unknown> : {};
  const code = text(outer.__type) ?? text(outer.code) ?? text(inner.type);
  const message = text(outer.message) ?? text(outer.Message) ?? text(inner.message);
  const original = outer.originalStatusCode;
  return {
    ...(code === undefined ? {} : { code: upperCamel(plainName(code)) }),
    ...(message === undefined ? {} : { message: message.slice(0, MAX_MESSAGE_LENGTH) }),
    ...(typeof original === 'number' ? { originalStatusCode: original } : {}),
  };
}

/** `overloaded_error` and `throttlingException` as `OverloadedError` and `ThrottlingException`. */
export function upperCamel(name: string): string {
  return name.split('_').map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

/** Without the namespace before `#` and the address after `:`, as the SDKs cut it. */
function plainName(name: string): string {
  const withoutAddress = name.split(',')[0]!.split(':')[0]!;
  return withoutAddress.slice(withoutAddress.indexOf('#') + 1).trim();
}

function nameOfStatus(status: number): string {
  return status === 529 ? 'OverloadedError' : `HttpStatus${status}`;
}

function retryAfter(headers: IncomingHttpHeaders, now: number): { retryAfterMs?: number } {
  const milliseconds = headers['x-amz-retry-after'];
  if (typeof milliseconds === 'string' && /^\d+$/.test(milliseconds)) return { retryAfterMs: Number(milliseconds) };
  const value = headers['retry-after'];
  if (value === undefined) return {};
  if (/^\d+$/.test(value)) return { retryAfterMs: Number(value) * 1000 };
  const date = Date.parse(value);
  return Number.isNaN(date) ? {} : { retryAfterMs: Math.max(0, date - now) };
}

/** The service's own id of a request. */
export function requestIdOf(headers: IncomingHttpHeaders): string | undefined {
  const id = headers['x-amzn-requestid'] ?? headers['x-amz-request-id'];
  return typeof id === 'string' ? id : undefined;
}

function requestIdDetail(headers: IncomingHttpHeaders): { requestId?: string } {
  const requestId = requestIdOf(headers);
  return requestId === undefined ? {} : { requestId };
}

/** The JSON object that the bytes hold, or an empty one. */
function jsonObject(bytes: Uint8Array): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'));
    return typeof value === 'object' && value !== null ? value as Record<string, unknown> : {};
  } catch {
    return {};
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
