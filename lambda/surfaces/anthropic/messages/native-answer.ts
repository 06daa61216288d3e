import { serverSentEvent, serverSentEventOf } from './events';
import { GatewayError } from '../../../core/gateway-error';
import { ModelAnswer, ModelEvent } from '../../../core/model-answer';
import { EVENT_STREAM } from '../../shared/server-sent-events';
import { HttpAnswer, ServedBy, StreamEncoder } from '../../surface';
import { anthropicErrorBody } from '../error-shape';

const NOTHING = new Uint8Array(0);

const EVENT_NAME = /^[a-z_]+$/;
const LAST = 'message_stop';

/** An answer of Claude in its own words, passed on as it came. */
export function nativeAnswer({ body }: ModelAnswer, served: ServedBy): HttpAnswer {
  return { status: 200, headers: { 'content-type': 'application/json', 'request-id': served.requestId }, body };
}

/**
 * A streamed answer of Claude in its own words. Only how events are framed is Bedrock's, and what it adds to the last one,
 * which waits until nothing can go wrong any more. What is no event of Claude's, or comes after the last, is left out where
 * it shows nothing, and breaks the stream where it would.
 */
export function nativeStream(served: ServedBy): StreamEncoder {
  let ended = false;

  function encode({ kind, payload, type }: ModelEvent): Uint8Array {
    if (!ended && type !== LAST && EVENT_NAME.test(type)) return serverSentEventOf(type, payload);
    if (kind === 'content') throw new GatewayError('brokenStream', 'the model sent something out of turn; send the request again');
    ended ||= type === LAST;
    return NOTHING;
  }

  function end(): Uint8Array {
    if (!ended) throw new GatewayError('brokenStream', 'the answer ended without its terminal event; send the request again');
    return serverSentEvent({ type: LAST });
  }

  return {
    headers: { 'content-type': EVENT_STREAM, 'request-id': served.requestId },
    encode,
    end,
    fail: (error) => serverSentEvent({ ...anthropicErrorBody(error, served.requestId) }),
  };
}
