import { Draft, itemId, itemOf, ItemStatus, outputText, reasoningText } from './output-items';
import { Contents, Outcome, outcomeOf, responseObject } from './response-object';
import { ResponseSettings } from './response-settings';
import { responseUsage } from './response-usage';
import { ConverseEvent } from '../../../core/converse';
import { GatewayError } from '../../../core/gateway-error';
import { Usage } from '../../../core/model-answer';
import { payloadOf } from '../../shared/event-payload';
import { JsonObject } from '../../shared/json';
import { failureBehind } from '../../shared/model-failure';
import { joined } from '../../shared/server-sent-events';
import { ServedBy, StreamEncoder } from '../../surface';
import { openAiErrorBody } from '../error-shape';
import { namedEvent } from '../shared/server-sent-events';
import { streamedTier } from '../shared/service-tier';
import { pieceOf, StreamPiece } from '../shared/stream-pieces';

/** The item that is being streamed: Converse sends one block after the other. */
interface OpenItem {
  readonly draft: Draft;
  readonly id: string;
}

/**
 * A streamed answer as the events of the Responses API. What they say, joined, is what the whole answer would say. An item
 * stays open until the next one begins or the answer ends: only then it is known whether it is complete.
 */
export function eventEncoder(served: ServedBy, settings: ResponseSettings): StreamEncoder {
  const output: JsonObject[] = [];
  let sequenceNumber = 0;
  let opened = false;
  let open: OpenItem | undefined;
  let outcome: Outcome | undefined;
  let failure: GatewayError | undefined;
  let tier: string | undefined;

  function event(type: string, members: JsonObject): Uint8Array {
    return namedEvent(type, { type, sequence_number: sequenceNumber++, ...members });
  }

  function ofResponse(type: string, state: Outcome, contents: Contents): Uint8Array {
    return event(type, { response: responseObject(served, settings, state, contents) });
  }

  function ofItem(type: string, item: OpenItem, members: JsonObject): Uint8Array {
    return event(type, { item_id: item.id, output_index: output.length, ...members });
  }

  function opening(): readonly Uint8Array[] {
    if (opened) return [];
    opened = true;
    const state: Outcome = { status: 'in_progress' };
    return [ofResponse('response.created', state, { output: [] }), ofResponse('response.in_progress', state, { output: [] })];
  }

  function begin(draft: Draft): readonly Uint8Array[] {
    const before = close('completed');
    const id = itemId(draft, served.requestId, output.length);
    open = { draft, id };
    return [...before, event('response.output_item.added', { output_index: output.length, item: itemOf(draft, id, 'in_progress') })];
  }

  function close(status: ItemStatus): readonly Uint8Array[] {
    if (open === undefined) return [];
    const { draft, id } = open;
    if (draft.kind === 'call' && draft.json === '') draft.json = '{}';
    const item = itemOf(draft, id, status);
    const events = [...partsDone(open), event('response.output_item.done', { output_index: output.length, item })];
    output.push(item);
    open = undefined;
    return events;
  }

  function partsDone(item: OpenItem): readonly Uint8Array[] {
    const { draft } = item;
    if (draft.kind === 'call') return [ofItem('response.function_call_arguments.done', item, { name: draft.name, arguments: draft.json })];
    if (draft.text === '') return [];
    const done = draft.kind === 'message'
      ? ofItem('response.output_text.done', item, { content_index: 0, text: draft.text, logprobs: [] })
      : ofItem('response.reasoning_text.done', item, { content_index: 0, text: draft.text });
    return [done, ofItem('response.content_part.done', item, { content_index: 0, part: partOf(draft) })];
  }

  function text(piece: string): readonly Uint8Array[] {
    const before = open?.draft.kind === 'message' ? [] : begin({ kind: 'message', text: '' });
    return [...before, ...said(piece)];
  }

  function reasoning({ block, redacted, signature, text: piece }: StreamPiece & { readonly kind: 'reasoning' }): readonly Uint8Array[] {
    const before = open?.draft.kind === 'reasoning' && open.draft.block === block ? [] : begin({ kind: 'reasoning', block, text: '' });
    if (open?.draft.kind === 'reasoning') {
      if (signature !== undefined) open.draft.signature = (open.draft.signature ?? '') + signature;
      if (redacted !== undefined) open.draft.redacted = joinedBase64(open.draft.redacted, redacted);
    }
    return piece === undefined ? before : [...before, ...said(piece)];
  }

  /** More of the text that is open, in the one part that it has. */
  function said(delta: string): readonly Uint8Array[] {
    if (open === undefined || open.draft.kind === 'call') return [];
    const { draft } = open;
    const added = draft.text === '' ? [ofItem('response.content_part.added', open, { content_index: 0, part: partOf(draft) })] : [];
    draft.text += delta;
    return [...added, draft.kind === 'message'
      ? ofItem('response.output_text.delta', open, { content_index: 0, delta, logprobs: [] })
      : ofItem('response.reasoning_text.delta', open, { content_index: 0, delta })];
  }

  function callArguments({ block, json }: StreamPiece & { readonly kind: 'arguments' }): readonly Uint8Array[] {
    if (open?.draft.kind !== 'call' || open.draft.block !== block) return [];
    open.draft.json += json;
    return [ofItem('response.function_call_arguments.delta', open, { delta: json })];
  }

  function eventsOf(piece: StreamPiece): readonly Uint8Array[] {
    switch (piece.kind) {
      case 'text': return text(piece.text);
      case 'reasoning': return reasoning(piece);
      case 'call': return begin({ kind: 'call', block: piece.block, callId: piece.id, name: piece.name, json: '' });
      case 'arguments': return callArguments(piece);
      case 'blockEnd': return [];
    }
  }

  /** A failure waits for the end: what the answer has cost comes after this event, and is then still read. */
  function stopped(stopReason: string): readonly Uint8Array[] {
    failure = failureBehind(stopReason);
    if (failure) return [];
    outcome = outcomeOf(stopReason);
    return close(outcome.status === 'incomplete' ? 'incomplete' : 'completed');
  }

  function encode(next: ConverseEvent): Uint8Array {
    if (next.kind === 'metadata') {
      tier = streamedTier(next);
      return joined([]);
    }
    if (next.kind === 'messageStop') {
      const { stopReason } = payloadOf(next);
      return joined([...opening(), ...stopped(String(stopReason))]);
    }
    const piece = pieceOf(next);
    if (next.type !== 'messageStart' && piece === undefined) return joined([]);
    return joined([...opening(), ...(piece === undefined ? [] : eventsOf(piece))]);
  }

  function end(usage: Usage | undefined): Uint8Array {
    if (failure) throw failure;
    if (outcome === undefined) throw new GatewayError('brokenStream', 'the answer ended without its terminal event; send the request again');
    return ofResponse(`response.${outcome.status}`, outcome, { output, tier, ...(usage === undefined ? {} : { usage: responseUsage(usage) }) });
  }

  /** The first event is for those who read the state of the response; at the second, the official clients raise an error. */
  function fail(error: GatewayError): Uint8Array {
    const { error: body } = openAiErrorBody(error);
    return joined([
      ...opening(),
      ...close('incomplete'),
      ofResponse('response.failed', { status: 'failed', error }, { output }),
      event('error', { code: body.code, message: body.message, param: body.param, error: body }),
    ]);
  }

  return { headers: { 'content-type': 'text/event-stream; charset=utf-8', 'x-request-id': served.requestId }, encode, end, fail };
}

function partOf(draft: Draft & { readonly kind: 'message' | 'reasoning' }): JsonObject {
  return draft.kind === 'message' ? outputText(draft.text) : reasoningText(draft.text);
}

/** Base64 cannot be joined as text: each piece may end in padding. */
function joinedBase64(first: string | undefined, second: string): string {
  if (first === undefined) return second;
  return Buffer.concat([Buffer.from(first, 'base64'), Buffer.from(second, 'base64')]).toString('base64');
}
