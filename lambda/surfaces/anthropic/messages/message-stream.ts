import { ContentEvents } from './content-events';
import { serverSentEvent } from './events';
import { messageHead } from './message-answer';
import { stopDetails, stopReasonOf } from './stop-reason';
import { stopSequenceOf } from './stop-sequence';
import { NOT_KNOWN_YET, NOT_TOLD, tokenUsage } from './token-usage';
import { ConverseEvent } from '../../../core/converse';
import { GatewayError } from '../../../core/gateway-error';
import { Usage } from '../../../core/model-answer';
import { payloadOf } from '../../shared/event-payload';
import { JsonObject } from '../../shared/json';
import { failureBehind } from '../../shared/model-failure';
import { EVENT_STREAM, joined } from '../../shared/server-sent-events';
import { ServedBy, StreamEncoder } from '../../surface';
import { anthropicErrorBody } from '../error-shape';

/**
 * A streamed answer as Anthropic's events. Converse tells the usage last, so that `message_start` says 0 and
 * `message_delta`, which waits for it, says all of it: its counts are those of the whole message.
 * @param stopSequences those that the request has
 * Source: https://platform.claude.com/docs/en/build-with-claude/streaming
 */
export function messageStream(served: ServedBy, stopSequences: readonly string[]): StreamEncoder {
  const content = new ContentEvents();
  let opened = false;
  let stopped: JsonObject | undefined;

  /** It comes once and first, whether or not the model announces itself. */
  function opening(): readonly JsonObject[] {
    if (opened) return [];
    opened = true;
    const unended = { stop_reason: null, stop_sequence: null, stop_details: null, usage: tokenUsage(NOT_KNOWN_YET) };
    return [{ type: 'message_start', message: { ...messageHead(served), content: [], ...unended } }];
  }

  function eventsOf(event: ConverseEvent): readonly JsonObject[] {
    if (event.kind === 'metadata') return [];
    const payload = payloadOf(event);
    if (event.kind === 'messageStop') {
      stopped = payload;
      return [];
    }
    if (event.type === 'messageStart') return opening();
    const events = content.eventsOf(event.type, payload);
    return events.length === 0 ? [] : [...opening(), ...events];
  }

  /** A failure of the model waits until here, so that what the answer has cost is still read. */
  function ending(usage: Usage | undefined): readonly JsonObject[] {
    const told = String(stopped?.stopReason);
    const failure = stopped ? failureBehind(told) : new GatewayError('brokenStream', 'the answer ended without a reason');
    if (failure) throw failure;
    const reason = stopReasonOf(told);
    const delta = {
      stop_reason: reason,
      stop_sequence: stopSequenceOf(told, stopped?.additionalModelResponseFields, stopSequences),
      stop_details: stopDetails(reason),
      container: null,
    };
    const counts = usage ? tokenUsage(usage) : NOT_TOLD;
    return [...opening(), ...content.close(), { type: 'message_delta', delta, usage: counts }, { type: 'message_stop' }];
  }

  return {
    headers: { 'content-type': EVENT_STREAM, 'request-id': served.requestId },
    encode: (event) => joined(eventsOf(event).map(serverSentEvent)),
    end: (usage) => joined(ending(usage).map(serverSentEvent)),
    fail: (error) => serverSentEvent({ ...anthropicErrorBody(error, served.requestId) }),
  };
}
