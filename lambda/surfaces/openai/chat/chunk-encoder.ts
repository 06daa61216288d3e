import { ConverseEvent } from '../../../core/converse';
import { GatewayError } from '../../../core/gateway-error';
import { Usage } from '../../../core/model-answer';
import { payloadOf } from '../../shared/event-payload';
import { isJsonObject, JsonObject } from '../../shared/json';
import { failureBehind } from '../../shared/model-failure';
import { EVENT_STREAM, joined } from '../../shared/server-sent-events';
import { ServedBy, StreamEncoder } from '../../surface';
import { openAiErrorBody } from '../error-shape';
import { finishReason } from './finish-reason';
import { dataEvent, DONE } from './server-sent-events';
import { tokenUsage } from './token-usage';

/** A tool call that is being streamed. */
interface StreamedCall {
  /** Counted over tool calls only, while Converse counts all blocks. */
  readonly index: number;
  hasArguments: boolean;
}

/** The fields of a delta, or several deltas that one event stands for. */
type Deltas = readonly JsonObject[];

/**
 * A streamed answer as `chat.completion.chunk` events. Text and tool calls are shown, and joined they are what the whole
 * answer would say; reasoning and other blocks have no place in this API and are left out.
 */
export function chunkEncoder(served: ServedBy, includeUsage: boolean): StreamEncoder {
  const calls = new Map<unknown, StreamedCall>();
  let opened = false;
  let failure: GatewayError | undefined;

  function chunk(choices: readonly object[], usage: object | null): Uint8Array {
    return dataEvent({
      id: `chatcmpl-${served.requestId}`,
      object: 'chat.completion.chunk',
      created: served.createdAt,
      model: served.route,
      choices,
      ...(includeUsage ? { usage } : {}),
    });
  }

  function choice(delta: object, finish: string | null): Uint8Array {
    return chunk([{ index: 0, delta, logprobs: null, finish_reason: finish }], null);
  }

  /** The role comes once and first, whether or not the model announces itself. */
  function opening(): readonly Uint8Array[] {
    if (opened) return [];
    opened = true;
    return [choice({ role: 'assistant', content: '', refusal: null }, null)];
  }

  /** A failure waits for the end: what the answer has cost comes after this event, and is then still read. */
  function stopped(stopReason: string): Uint8Array {
    failure = failureBehind(stopReason);
    return joined(failure ? [] : [...opening(), choice({}, finishReason(stopReason))]);
  }

  /** Usage that is not known is left out: zeros would look like a request that was free. */
  function end(usage: Usage | undefined): Uint8Array {
    if (failure) throw failure;
    return joined(includeUsage && usage ? [chunk([], tokenUsage(usage)), DONE] : [DONE]);
  }

  function encode(event: ConverseEvent): Uint8Array {
    if (event.kind === 'metadata') return joined([]);
    const payload = payloadOf(event);
    if (event.kind === 'messageStop') return stopped(String(payload.stopReason));
    if (event.type === 'messageStart') return joined(opening());
    const deltas = deltasOf(event.type, payload, calls);
    return joined(deltas.length === 0 ? [] : [...opening(), ...deltas.map((delta) => choice(delta, null))]);
  }

  return {
    headers: { 'content-type': EVENT_STREAM, 'x-request-id': served.requestId },
    encode,
    end,
    fail: (error: GatewayError) => dataEvent(openAiErrorBody(error)),
  };
}

function deltasOf(type: string, payload: JsonObject, calls: Map<unknown, StreamedCall>): Deltas {
  if (type === 'contentBlockStart') return callStarted(payload, calls);
  if (type === 'contentBlockDelta') return blockContinued(payload, calls);
  if (type === 'contentBlockStop') return callEnded(payload, calls);
  return [];
}

function callStarted(payload: JsonObject, calls: Map<unknown, StreamedCall>): Deltas {
  const started = isJsonObject(payload.start) ? payload.start.toolUse : undefined;
  if (!isJsonObject(started)) return [];
  const call: StreamedCall = { index: calls.size, hasArguments: false };
  calls.set(payload.contentBlockIndex, call);
  return [{
    tool_calls: [{ index: call.index, id: started.toolUseId, type: 'function', function: { name: started.name, arguments: '' } }],
  }];
}

function blockContinued(payload: JsonObject, calls: Map<unknown, StreamedCall>): Deltas {
  const delta = isJsonObject(payload.delta) ? payload.delta : {};
  if (typeof delta.text === 'string') return delta.text === '' ? [] : [{ content: delta.text }];
  const call = calls.get(payload.contentBlockIndex);
  const piece = isJsonObject(delta.toolUse) ? delta.toolUse.input : undefined;
  if (call === undefined || typeof piece !== 'string' || piece === '') return [];
  call.hasArguments = true;
  return [argumentsDelta(call, piece)];
}

/** A call without arguments streams none, but clients parse what they joined. */
function callEnded(payload: JsonObject, calls: Map<unknown, StreamedCall>): Deltas {
  const call = calls.get(payload.contentBlockIndex);
  if (call === undefined || call.hasArguments) return [];
  call.hasArguments = true;
  return [argumentsDelta(call, '{}')];
}

function argumentsDelta(call: StreamedCall, piece: string): JsonObject {
  return { tool_calls: [{ index: call.index, function: { arguments: piece } }] };
}
