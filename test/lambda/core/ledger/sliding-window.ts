/** What somebody was admitted with, as long as it counts. */
interface Entry {
  readonly at: number;
  counted: number;
}

/** Watches, by the true clock, how much of a limit is in use in a sliding window; exact at every moment. */
export class SlidingWindow {
  /** The most that any window has held. */
  most = 0;
  /** What the window has held at each moment since `restart()`, times the milliseconds that it was held for. */
  area = 0;
  private readonly entries: Entry[] = [];
  private oldest = 0;
  private sum = 0;
  private from = 0;

  constructor(private readonly windowMs: number) {}

  /** What is in use now. */
  heldAt(now: number): number {
    this.moveTo(now);
    return this.sum;
  }

  admit(now: number, amount: number): Entry {
    this.moveTo(now);
    const entry = { at: now, counted: amount };
    this.entries.push(entry);
    this.sum += amount;
    this.most = Math.max(this.most, this.sum);
    return entry;
  }

  settle(entry: Entry, now: number, used: number): void {
    this.moveTo(now);
    if (entry.at > now - this.windowMs) this.sum += used - entry.counted;
    entry.counted = used;
  }

  restart(now: number): void {
    this.moveTo(now);
    this.area = 0;
  }

  private moveTo(now: number): void {
    for (let entry = this.entries[this.oldest]; entry && entry.at <= now - this.windowMs; entry = this.entries[++this.oldest]) {
      this.hold(entry.at + this.windowMs);
      this.sum -= entry.counted;
    }
    this.hold(now);
  }

  private hold(until: number): void {
    this.area += this.sum * (until - this.from);
    this.from = until;
  }
}
