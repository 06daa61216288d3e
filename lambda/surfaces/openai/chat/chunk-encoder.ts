import { finishReason } from './finish-reason';
import { tokenUsage } from './token-usage';
import { ConverseEvent } from '../../../core/converse';
import { GatewayError } from '../../../core/gateway-error';
import { Usage } from '../../../core/model-answer';
import { payloadOf } from '../../shared/event-payload';
import { JsonObject } from '../../shared/json';
import { failureBehind } from '../../shared/model-failure';
import { joined } from '../../shared/server-sent-events';
import { ServedBy, StreamEncoder } from '../../surface';
import { openAiErrorBody } from '../error-shape';
import { dataEvent, DONE } from '../shared/server-sent-events';
import { streamedTier } from '../shared/service-tier';
import { pieceOf, StreamPiece } from '../shared/stream-pieces';

/** A tool call that is being streamed. */
interface StreamedCall {
  /** Counted over tool calls only, while Converse counts all blocks. */
  readonly index: number;
  hasArguments: boolean;
}

/**
 * A streamed answer as `chat.completion.chunk` events. Text, reasoning and tool calls are shown, and joined they are what
 * the whole answer would say; other blocks have no place in this API and are left out.
 */
export function chunkEncoder(served: ServedBy, includeUsage: boolean): StreamEncoder {
  const calls = new Map<unknown, StreamedCall>();
  let opened = false;
  let failure: GatewayError | undefined;
  let tier: string | undefined;

  function chunk(choices: readonly object[], usage: object | null): Uint8Array {
    return dataEvent({
      id: `chatcmpl-${served.requestId}`,
      object: 'chat.completion.chunk',
      created: served.createdAt,
      model: served.route,
      choices,
      ...(tier === undefined ? {} : { service_tier: tier }),
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
    if (event.kind === 'metadata') {
      tier = streamedTier(event);
      return joined([]);
    }
    if (event.kind === 'messageStop') return stopped(String(payloadOf(event).stopReason));
    const piece = pieceOf(event);
    if (event.type === 'messageStart') return joined(opening());
    const delta = piece && deltaOf(piece, calls);
    return joined(delta === undefined ? [] : [...opening(), choice(delta, null)]);
  }

  return {
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'x-request-id': served.requestId },
    encode,
    end,
    fail: (error: GatewayError) => dataEvent(openAiErrorBody(error)),
  };
}

function deltaOf(piece: StreamPiece, calls: Map<unknown, StreamedCall>): JsonObject | undefined {
  switch (piece.kind) {
    case 'text': return { content: piece.text };
    case 'reasoning': return piece.text === undefined ? undefined : { reasoning_content: piece.text };
    case 'call': return callStarted(piece, calls);
    case 'arguments': return argumentsDelta(calls.get(piece.block), piece.json);
    case 'blockEnd': return callEnded(calls.get(piece.block));
  }
}

function callStarted({ block, id, name }: StreamPiece & { readonly kind: 'call' }, calls: Map<unknown, StreamedCall>): JsonObject {
  const call: StreamedCall = { index: calls.size, hasArguments: false };
  calls.set(block, call);
  return { tool_calls: [{ index: call.index, id, type: 'function', function: { name, arguments: '' } }] };
}

/** A call without arguments streams none, but clients parse what they joined. */
function callEnded(call: StreamedCall | undefined): JsonObject | undefined {
  return call?.hasArguments === false ? argumentsDelta(call, '{}') : undefined;
}

function argumentsDelta(call: StreamedCall | undefined, piece: string): JsonObject | undefined {
  if (call === undefined) return undefined;
  call.hasArguments = true;
  return { tool_calls: [{ index: call.index, function: { arguments: piece } }] };
}
