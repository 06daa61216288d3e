import { serverSentEvent, serverSentEventOf } from './events';
import { ModelAnswer, ModelEvent } from '../../../core/model-answer';
import { EVENT_STREAM } from '../../shared/server-sent-events';
import { HttpAnswer, ServedBy, StreamEncoder } from '../../surface';
import { anthropicErrorBody } from '../error-shape';

const NOTHING = new Uint8Array(0);

/** An answer of Claude in its own words, passed on as it came. */
export function nativeAnswer({ body }: ModelAnswer, served: ServedBy): HttpAnswer {
  return { status: 200, headers: { 'content-type': 'application/json', 'request-id': served.requestId }, body };
}

/** A streamed answer of Claude in its own words. Only how events are framed is Bedrock's, and what it adds to the last one. */
export function nativeStream(served: ServedBy): StreamEncoder {
  return {
    headers: { 'content-type': EVENT_STREAM, 'request-id': served.requestId },
    encode: ({ payload, type }: ModelEvent) => (type === 'message_stop' ? serverSentEvent({ type }) : serverSentEventOf(type, payload)),
    end: () => NOTHING,
    fail: (error) => serverSentEvent({ ...anthropicErrorBody(error, served.requestId) }),
  };
}
