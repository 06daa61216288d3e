import { FrameParts, splitFrame } from './split-frame';
import { UpstreamError } from '../../core/upstream-error';
import { parseErrorBody, upperCamel } from '../aws/aws-error';

/** What a frame says. */
export interface EventMessage {
  readonly type: string;
  readonly payload: Uint8Array;
}

/**
 * Reads one frame of a streamed answer. Both checksums are verified.
 * @throws UpstreamError for an exception or error frame, `MalformedFrame` for one that cannot be read
 */
export function readMessage(frame: Uint8Array): EventMessage {
  const { headers, payload } = partsOf(frame);
  switch (header(headers, ':message-type')) {
    case 'event':
      return { type: required(headers, ':event-type'), payload };
    case 'exception':
      throw exceptionOf(required(headers, ':exception-type'), payload);
    case 'error':
      throw new UpstreamError(required(headers, ':error-code'), undefined, header(headers, ':error-message') ?? 'an error without a message');
    default:
      throw malformed(`its message type is ${JSON.stringify(header(headers, ':message-type'))}`);
  }
}

/** The payload of an event as an object. @throws UpstreamError `MalformedFrame` */
export function parsePayload(type: string, payload: Uint8Array): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(bufferOf(payload).toString('utf8'));
  } catch {
    throw malformed(`the payload of its ${type} event is not JSON`);
  }
  if (typeof value !== 'object' || value === null) throw malformed(`the payload of its ${type} event is not an object`);
  return value as Record<string, unknown>;
}

export function malformed(what: string): UpstreamError {
  return new UpstreamError('MalformedFrame', undefined, `a frame of the stream cannot be read: ${what}`);
}

function partsOf(frame: Uint8Array): FrameParts {
  try {
    return splitFrame(frame);
  } catch (error) {
    throw malformed(error instanceof Error ? error.message : String(error));
  }
}

function exceptionOf(type: string, body: Uint8Array): UpstreamError {
  const { message, originalStatusCode } = parseErrorBody(body);
  return new UpstreamError(
    upperCamel(type),
    undefined,
    message ?? 'an exception without a message',
    originalStatusCode === undefined ? {} : { originalStatusCode },
  );
}

function header(headers: FrameParts['headers'], name: string): string | undefined {
  const value = headers[name]?.value;
  return typeof value === 'string' ? value : undefined;
}

function required(headers: FrameParts['headers'], name: string): string {
  const value = header(headers, name);
  if (value === undefined || value === '') throw malformed(`it has no ${name} header`);
  return value;
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
