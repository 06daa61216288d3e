import { unsupportedField } from './fields';
import { ContentBlock, ConverseMessage } from '../../core/converse';

interface Turn {
  readonly role: ConverseMessage['role'];
  readonly content: ContentBlock[];
  /** Where its first document stands. */
  documentAt?: string;
}

/** Collects the messages of a conversation in which the two roles take turns, as Converse requires. */
export class Turns {
  private readonly collected: Turn[] = [];
  private held: ContentBlock[] = [];

  get messages(): readonly ConverseMessage[] {
    return this.collected.map(({ role, content }) => ({ role, content }));
  }

  get lastRole(): ConverseMessage['role'] | undefined {
    return this.collected.at(-1)?.role;
  }

  /** Joins the previous message when it has the same role. */
  add(role: ConverseMessage['role'], blocks: readonly ContentBlock[], field: string): void {
    const turn = this.turnOf(role);
    if (role === 'assistant') for (const block of this.held) turn.content.push(block);
    this.held = [];
    for (const block of blocks) turn.content.push(block);
    if (blocks.some((block) => block.document !== undefined)) turn.documentAt ??= field;
  }

  /**
   * Keeps a block until the assistant says something in the same turn. Of reasoning alone, which is what an answer that was
   * cut early consists of, newer models accept no turn.
   */
  hold(block: ContentBlock): void {
    this.held.push(block);
  }

  /** Converse takes no document without a text in the same message. */
  requireTextBesideDocuments(): void {
    for (const { content, documentAt } of this.collected) {
      if (documentAt !== undefined && !content.some((block) => block.text !== undefined)) {
        throw unsupportedField(documentAt, 'Amazon Bedrock takes a file only beside a text in the same message; add one');
      }
    }
  }

  private turnOf(role: ConverseMessage['role']): Turn {
    const last = this.collected.at(-1);
    if (last?.role === role) return last;
    const turn: Turn = { role, content: [] };
    this.collected.push(turn);
    return turn;
  }
}
