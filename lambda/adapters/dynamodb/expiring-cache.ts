interface Entry<Value> {
  readonly value: Value;
  readonly readAt: number;
  freshUntil: number;
}

/** Remembers values for a while, the most recently used ones when there are too many. */
export class ExpiringCache<Value> {
  private readonly entries = new Map<string, Entry<Value>>();

  constructor(private readonly capacity: number, private readonly freshMs: number) {}

  set(key: string, value: Value, now: number): void {
    this.entries.delete(key);
    this.entries.set(key, { value, readAt: now, freshUntil: now + this.freshMs });
    if (this.entries.size > this.capacity) this.entries.delete(this.entries.keys().next().value!);
  }

  delete(key: string): void {
    this.entries.delete(key);
  }

  /** The value while it is fresh. */
  fresh(key: string, now: number): Value | undefined {
    const entry = this.entries.get(key);
    if (!entry || now >= entry.freshUntil) return undefined;
    // The order of the map is the order of use.
    this.entries.delete(key);
    this.entries.set(key, entry);
    return entry.value;
  }

  /** The value while it is not older than `maximumAgeMs`, then taken as fresh for `againMs`. */
  stale(key: string, now: number, maximumAgeMs: number, againMs: number): Value | undefined {
    const entry = this.entries.get(key);
    if (!entry || now - entry.readAt > maximumAgeMs) return undefined;
    entry.freshUntil = Math.min(now + againMs, entry.readAt + maximumAgeMs);
    return entry.value;
  }
}
