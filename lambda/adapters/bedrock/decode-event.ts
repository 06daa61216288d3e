import { EventStreamCodec } from '@smithy/core/event-streams';
import { Message } from '@smithy/types';
import { parseUsage } from './usage';
import { ConverseEvent } from '../../core/converse';
import { UpstreamError } from '../../core/upstream-error';
import { parseErrorBody, upperCamel } from '../aws/aws-error';

const codec = new EventStreamCodec(
  (bytes) => typeof bytes === 'string' ? bytes : bufferOf(bytes).toString('utf8'),
  (text) => Buffer.from(text, 'utf8'),
);

/**
 * Turns one frame of a streamed answer into an event. Both checksums are verified.
 * @throws UpstreamError for an exception or error frame, `MalformedFrame` for one that cannot be read
 */
export function decodeEvent(frame: Uint8Array): ConverseEvent {
  const { headers, body } = decode(frame);
  switch (header(headers, ':message-type')) {
    case 'event':
      return toEvent(required(headers, ':event-type'), body, frame);
    case 'exception':
      throw exceptionOf(required(headers, ':exception-type'), body);
    case 'error':
      throw new UpstreamError(required(headers, ':error-code'), undefined, header(headers, ':error-message') ?? 'an error without a message');
    default:
      throw malformed(`its message type is ${JSON.stringify(header(headers, ':message-type'))}`);
  }
}

function decode(frame: Uint8Array): Message {
  try {
    return codec.decode(frame);
  } catch (error) {
    throw malformed(error instanceof Error ? error.message : String(error));
  }
}

function toEvent(type: string, payload: Uint8Array, frame: Uint8Array): ConverseEvent {
  switch (type) {
    case 'contentBlockDelta':
      return { kind: 'content', type, payload, frame };
    case 'contentBlockStart':
      return { kind: startsContent(payload) ? 'content' : 'control', type, payload, frame };
    case 'messageStop': {
      const { stopReason } = parse(type, payload);
      return { kind: 'messageStop', type, payload, frame, ...(typeof stopReason === 'string' ? { stopReason } : {}) };
    }
    case 'metadata': {
      const usage = parseUsage(parse(type, payload).usage);
      return { kind: 'metadata', type, payload, frame, ...(usage ? { usage } : {}) };
    }
    default:
      return { kind: 'control', type, payload, frame };
  }
}

/** A block that starts with something to show, such as the name of a tool. */
function startsContent(payload: Uint8Array): boolean {
  const { start } = parse('contentBlockStart', payload);
  return typeof start === 'object' && start !== null && Object.keys(start).length > 0;
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

function parse(type: string, payload: Uint8Array): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(bufferOf(payload).toString('utf8'));
  } catch {
    throw malformed(`the payload of its ${type} event is not JSON`);
  }
  if (typeof value !== 'object' || value === null) throw malformed(`the payload of its ${type} event is not an object`);
  return value as Record<string, unknown>;
}

function header(headers: Message['headers'], name: string): string | undefined {
  const value = headers[name]?.value;
  return typeof value === 'string' ? value : undefined;
}

function required(headers: Message['headers'], name: string): string {
  const value = header(headers, name);
  if (value === undefined || value === '') throw malformed(`it has no ${name} header`);
  return value;
}

function malformed(what: string): UpstreamError {
  return new UpstreamError('MalformedFrame', undefined, `a frame of the stream cannot be read: ${what}`);
}

function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
