import { Ask } from './ask';
import { CallerView } from '../judge/views';

/** What a caller has heard so far. */
export class Heard {
  private view: Omit<CallerView, 'wallMs' | 'text'> = {};
  private readonly pieces: string[] = [];
  private readonly startedAt = Date.now();

  get status(): number | undefined {
    return this.view.status;
  }

  note({ text, ...seen }: Partial<CallerView>): void {
    if (text !== undefined) this.pieces.push(text);
    this.view = { ...this.view, ...seen };
  }

  /** Notes a piece of content, and lets the caller take its time over it. */
  async content(piece: string, ask: Pick<Ask, 'onContent'>): Promise<void> {
    this.pieces.push(piece);
    if (this.pieces.length === 1) this.note({ firstTokenMs: Date.now() - this.startedAt });
    await ask.onContent?.(this.pieces.length);
  }

  end(): CallerView {
    return { ...this.view, text: this.pieces.join(''), wallMs: Date.now() - this.startedAt };
  }
}
