import { ContentBlock, ConverseMessage } from '../../core/converse';

/** Collects the messages of a conversation in which the two roles take turns, as Converse requires. */
export class Turns {
  private readonly collected: { readonly role: ConverseMessage['role']; readonly content: ContentBlock[] }[] = [];

  get messages(): readonly ConverseMessage[] {
    return this.collected;
  }

  /** Joins the previous message when it has the same role. */
  add(role: ConverseMessage['role'], blocks: readonly ContentBlock[]): void {
    const last = this.collected.at(-1);
    if (last?.role === role) {
      for (const block of blocks) last.content.push(block);
    } else {
      this.collected.push({ role, content: [...blocks] });
    }
  }
}
