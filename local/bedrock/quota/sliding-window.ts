/** What was charged within the window. */
export interface WindowTotals {
  readonly requests: number;
  readonly tokens: number;
}

interface Slot {
  readonly at: number;
  requests: number;
  tokens: number;
  expired: boolean;
}

/**
 * Sums over the last `lengthMs` milliseconds, exact to the millisecond: a charge made at `t` counts until `t + lengthMs`.
 * Charges of one millisecond share a slot, so memory is bounded by the length of the window.
 */
export class SlidingWindow {
  private slots: Slot[] = [];
  private head = 0;
  private requests = 0;
  private tokens = 0;

  constructor(private readonly lengthMs: number) {}

  totals(now: number): WindowTotals {
    this.expire(now);
    return { requests: this.requests, tokens: this.tokens };
  }

  /** Charges one request; the function returned corrects its tokens, for as long as they are inside the window. */
  charge(now: number, tokens: number): (correctedTokens: number) => void {
    this.expire(now);
    const slot = this.slotAt(now);
    slot.requests += 1;
    slot.tokens += tokens;
    this.requests += 1;
    this.tokens += tokens;
    let charged = tokens;
    return (correctedTokens) => {
      const difference = correctedTokens - charged;
      charged = correctedTokens;
      if (slot.expired) return;
      slot.tokens += difference;
      this.tokens += difference;
    };
  }

  private slotAt(now: number): Slot {
    const newest = this.slots[this.slots.length - 1];
    // A clock that was set back charges the newest slot, so that slots stay in order.
    if (newest !== undefined && !newest.expired && newest.at >= now) return newest;
    const slot = { at: now, requests: 0, tokens: 0, expired: false };
    this.slots.push(slot);
    return slot;
  }

  private expire(now: number): void {
    for (let slot = this.slots[this.head]; slot !== undefined && slot.at + this.lengthMs <= now; slot = this.slots[this.head]) {
      slot.expired = true;
      this.requests -= slot.requests;
      this.tokens -= slot.tokens;
      this.head += 1;
    }
    if (this.head > 1_024 && this.head * 2 > this.slots.length) {
      this.slots = this.slots.slice(this.head);
      this.head = 0;
    }
  }
}
