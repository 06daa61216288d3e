import { sealed } from './reasoning-state';
import { JsonObject } from '../../shared/json';
import { AnswerBlock } from '../shared/answer-blocks';

export type ItemStatus = 'in_progress' | 'completed' | 'incomplete';

/** An item of the output while it grows. `block` is Converse's index of where it comes from. */
export type Draft =
  | { readonly kind: 'message'; text: string }
  | { readonly kind: 'call'; readonly block?: unknown; readonly callId: unknown; readonly name: unknown; json: string }
  | { readonly kind: 'reasoning'; readonly block?: unknown; text: string; signature?: string; redacted?: string };

const PREFIX_OF_KIND: { readonly [kind in Draft['kind']]: string } = { message: 'msg', call: 'fc', reasoning: 'rs' };

/** Of the item at this place of the output. */
export function itemId({ kind }: Draft, requestId: string, index: number): string {
  return `${PREFIX_OF_KIND[kind]}_${requestId}_${index}`;
}

/** The items of a whole answer. Texts that follow each other are one message. */
export function draftsOf(blocks: readonly AnswerBlock[]): readonly Draft[] {
  const drafts: Draft[] = [];
  for (const block of blocks) {
    const last = drafts.at(-1);
    if (block.kind === 'call') {drafts.push({ kind: 'call', callId: block.id, name: block.name, json: block.arguments });} else if (block.kind === 'reasoning') {
      if (block.text !== '' || sealed(block) !== undefined) drafts.push({ ...block });
    } else if (last?.kind === 'message') {last.text += block.text;} else {drafts.push({ kind: 'message', text: block.text });}
  }
  return drafts;
}

export function itemOf(draft: Draft, id: string, status: ItemStatus): JsonObject {
  switch (draft.kind) {
    case 'message':
      return { id, type: 'message', status, role: 'assistant', content: draft.text === '' ? [] : [outputText(draft.text)] };
    case 'call':
      return { id, type: 'function_call', status, call_id: draft.callId, name: draft.name, arguments: draft.json };
    case 'reasoning':
      return {
        id,
        type: 'reasoning',
        status,
        summary: [],
        content: draft.text === '' ? [] : [reasoningText(draft.text)],
        encrypted_content: sealed(draft) ?? null,
      };
  }
}

export function outputText(text: string): JsonObject {
  return { type: 'output_text', text, annotations: [], logprobs: [] };
}

export function reasoningText(text: string): JsonObject {
  return { type: 'reasoning_text', text };
}
