/** A list that forgets its oldest entries, so that a cloud left running for days keeps a bounded memory. */
export class BoundedList<T> {
  private entries: { readonly item: T; readonly weight: number }[] = [];
  private head = 0;
  private weight = 0;

  /**
   * @param maximumItems how many entries are kept
   * @param maximumWeight the sum of weights that is kept; the newest entry always stays
   */
  constructor(private readonly maximumItems: number, private readonly maximumWeight = Number.POSITIVE_INFINITY) {}

  get length(): number {
    return this.entries.length - this.head;
  }

  push(item: T, weight = 0): void {
    this.entries.push({ item, weight });
    this.weight += weight;
    while (this.length > this.maximumItems || (this.weight > this.maximumWeight && this.length > 1)) this.dropOldest();
  }

  clear(): void {
    this.entries = [];
    this.head = 0;
    this.weight = 0;
  }

  /** A copy, oldest first. */
  toArray(): T[] {
    return this.entries.slice(this.head).map((entry) => entry.item);
  }

  private dropOldest(): void {
    this.weight -= this.entries[this.head]?.weight ?? 0;
    this.head += 1;
    if (this.head > 1_024 && this.head * 2 > this.entries.length) {
      this.entries = this.entries.slice(this.head);
      this.head = 0;
    }
  }
}
