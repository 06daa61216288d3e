interface Event {
  readonly at: number;
  readonly act: () => Promise<void>;
}

/** What is to happen, the earliest first; for simulations of millions of events, where a clock with sleepers is too slow. */
export class Agenda {
  /** A binary heap. */
  private readonly events: Event[] = [];

  add(at: number, act: Event['act']): void {
    const { events } = this;
    const event = { at, act };
    let index = events.length;
    while (index > 0) {
      const parent = Math.floor((index - 1) / 2);
      if (events[parent]!.at <= at) break;
      events[index] = events[parent]!;
      index = parent;
    }
    events[index] = event;
  }

  next(): Event | undefined {
    const { events } = this;
    const first = events[0];
    const last = events.pop();
    if (!last || events.length === 0) return first;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= events.length) break;
      if (child + 1 < events.length && events[child + 1]!.at < events[child]!.at) child++;
      if (events[child]!.at >= last.at) break;
      events[index] = events[child]!;
      index = child;
    }
    events[index] = last;
    return first;
  }
}
