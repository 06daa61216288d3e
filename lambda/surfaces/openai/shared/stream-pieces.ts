import { ConverseEvent } from '../../../core/converse';
import { payloadOf } from '../../shared/event-payload';
import { isJsonObject, JsonObject } from '../../shared/json';

/** What one event of a stream adds to the answer, as far as OpenAI's APIs have a counterpart. `block` counts all blocks. */
export type StreamPiece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'reasoning'; readonly block: unknown; readonly text?: string; readonly signature?: string; readonly redacted?: string }
  | { readonly kind: 'call'; readonly block: unknown; readonly id: unknown; readonly name: unknown }
  | { readonly kind: 'arguments'; readonly block: unknown; readonly json: string }
  | { readonly kind: 'blockEnd'; readonly block: unknown };

/** @returns nothing for what has no counterpart, and for empty pieces. @throws GatewayError for a payload that cannot be read */
export function pieceOf(event: ConverseEvent): StreamPiece | undefined {
  const payload = payloadOf(event);
  const block = payload.contentBlockIndex;
  if (event.type === 'contentBlockStop') return { kind: 'blockEnd', block };
  if (event.type === 'contentBlockStart') {
    const started = isJsonObject(payload.start) ? payload.start.toolUse : undefined;
    return isJsonObject(started) ? { kind: 'call', block, id: started.toolUseId, name: started.name } : undefined;
  }
  return event.type === 'contentBlockDelta' && isJsonObject(payload.delta) ? deltaOf(payload.delta, block) : undefined;
}

function deltaOf({ reasoningContent, text, toolUse }: JsonObject, block: unknown): StreamPiece | undefined {
  if (typeof text === 'string') return text === '' ? undefined : { kind: 'text', text };
  if (isJsonObject(toolUse)) {
    const { input } = toolUse;
    return typeof input === 'string' && input !== '' ? { kind: 'arguments', block, json: input } : undefined;
  }
  return isJsonObject(reasoningContent) ? reasoningOf(reasoningContent, block) : undefined;
}

function reasoningOf({ redactedContent, signature, text }: JsonObject, block: unknown): StreamPiece | undefined {
  if (typeof redactedContent === 'string') return { kind: 'reasoning', block, redacted: redactedContent };
  if (typeof signature === 'string') return { kind: 'reasoning', block, signature };
  return typeof text === 'string' && text !== '' ? { kind: 'reasoning', block, text } : undefined;
}
