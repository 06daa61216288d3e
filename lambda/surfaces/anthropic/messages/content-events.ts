import { toolUseHead } from './answer-blocks';
import { citationFrom } from './citations';
import { GatewayError } from '../../../core/gateway-error';
import { isJsonObject, JsonObject } from '../../shared/json';

type Kind = 'text' | 'thinking' | 'redacted_thinking' | 'tool_use';

/** The block that is being streamed. */
interface OpenBlock {
  readonly kind: Kind;
  /** Converse's, which also counts the blocks that are left out. */
  readonly source: unknown;
  readonly index: number;
}

/** What Anthropic's block of a kind begins as, where Converse says nothing or not before the first delta. */
const BEGINNINGS: { readonly [kind in Exclude<Kind, 'tool_use' | 'redacted_thinking'>]: JsonObject } = {
  text: { type: 'text', text: '', citations: null },
  thinking: { type: 'thinking', thinking: '', signature: '' },
};

/**
 * The content of one streamed answer, block after block. Joined, it is what the whole answer would say. Images and other
 * kinds that no Claude model answers with are left out.
 */
export class ContentEvents {
  private open: OpenBlock | undefined;
  private count = 0;
  /** A redacted thought is shown whole: its pieces mean nothing. */
  private redacted = '';

  eventsOf(type: string, payload: JsonObject): readonly JsonObject[] {
    const source = payload.contentBlockIndex;
    if (type === 'contentBlockStart') return this.started(source, payload.start);
    if (type === 'contentBlockDelta') return this.continued(source, isJsonObject(payload.delta) ? payload.delta : {});
    if (type === 'contentBlockStop' && this.open?.source === source) return this.close();
    return [];
  }

  /** Ends the block that is open, if there is one. */
  close(): readonly JsonObject[] {
    if (!this.open) return [];
    const { index, kind } = this.open;
    this.open = undefined;
    const end = { type: 'content_block_stop', index };
    return kind === 'redacted_thinking' ? [startOf(index, { type: kind, data: this.redacted }), end] : [end];
  }

  private started(source: unknown, start: unknown): readonly JsonObject[] {
    const toolUse = isJsonObject(start) ? start.toolUse : undefined;
    if (!isJsonObject(toolUse)) return [];
    const closing = this.close();
    const { index } = this.begin('tool_use', source);
    return [...closing, startOf(index, { ...toolUseHead(toolUse), input: {} })];
  }

  private continued(source: unknown, delta: JsonObject): readonly JsonObject[] {
    const { citation, reasoningContent, text, toolUse } = delta;
    if (typeof text === 'string') return text === '' ? [] : this.add('text', source, { type: 'text_delta', text });
    if (isJsonObject(citation)) {
      const shown = citationFrom(citation);
      return shown ? this.add('text', source, { type: 'citations_delta', citation: shown }) : [];
    }
    if (isJsonObject(reasoningContent)) return this.reasoned(source, reasoningContent);
    return isJsonObject(toolUse) ? this.asked(source, toolUse.input) : [];
  }

  private reasoned(source: unknown, { redactedContent, signature, text }: JsonObject): readonly JsonObject[] {
    if (typeof text === 'string') return text === '' ? [] : this.add('thinking', source, { type: 'thinking_delta', thinking: text });
    if (typeof signature === 'string') return this.add('thinking', source, { type: 'signature_delta', signature });
    if (typeof redactedContent !== 'string') return [];
    const closing = this.isOpen('redacted_thinking', source) ? [] : this.close();
    if (!this.open) {
      this.redacted = '';
      this.begin('redacted_thinking', source);
    }
    this.redacted += redactedContent;
    return closing;
  }

  private asked(source: unknown, input: unknown): readonly JsonObject[] {
    if (typeof input !== 'string' || input === '') return [];
    if (!this.isOpen('tool_use', source)) throw new GatewayError('brokenStream', 'the model sent the input of a tool that it did not name; send the request again');
    return this.add('tool_use', source, { type: 'input_json_delta', partial_json: input });
  }

  private add(kind: Exclude<Kind, 'redacted_thinking'>, source: unknown, delta: JsonObject): readonly JsonObject[] {
    const before: JsonObject[] = [];
    if (kind !== 'tool_use' && !this.isOpen(kind, source)) {
      before.push(...this.close());
      before.push(startOf(this.begin(kind, source).index, BEGINNINGS[kind]));
    }
    return [...before, { type: 'content_block_delta', index: this.open!.index, delta }];
  }

  private isOpen(kind: Kind, source: unknown): boolean {
    return this.open?.kind === kind && this.open.source === source;
  }

  private begin(kind: Kind, source: unknown): OpenBlock {
    this.open = { kind, source, index: this.count++ };
    return this.open;
  }
}

function startOf(index: number, block: JsonObject): JsonObject {
  return { type: 'content_block_start', index, content_block: block };
}
