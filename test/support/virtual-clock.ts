/** Time that moves only when a test says so. Fits the clock of the core and that of the local cloud. */
export class VirtualClock {
  private readonly sleepers: { readonly wakeAt: number; readonly order: number; readonly wake: () => void }[] = [];
  private order = 0;

  constructor(private time = Date.UTC(2026, 0, 1)) {}

  readonly now = (): number => this.time;

  readonly sleep = (ms: number, signal?: AbortSignal): Promise<void> => new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const sleeper = { wakeAt: this.time + Math.max(0, ms), order: this.order++, wake: () => settle(resolve) };
    const onAbort = () => settle(() => reject(signal!.reason));
    const settle = (how: () => void) => {
      signal?.removeEventListener('abort', onAbort);
      const index = this.sleepers.indexOf(sleeper);
      if (index >= 0) this.sleepers.splice(index, 1);
      how();
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    this.sleepers.push(sleeper);
  });

  readonly after = (ms: number, run: () => void): (() => void) => {
    const sleeper = { wakeAt: this.time + Math.max(0, ms), order: this.order++, wake: () => { stop(); run(); } };
    const stop = () => {
      const index = this.sleepers.indexOf(sleeper);
      if (index >= 0) this.sleepers.splice(index, 1);
    };
    this.sleepers.push(sleeper);
    return stop;
  };

  /** Moves time forward, waking sleepers in order and letting what they do happen at its own time. */
  async advance(ms: number): Promise<void> {
    const end = this.time + ms;
    await settled();
    for (let next = this.next(end); next; next = this.next(end)) {
      this.time = next.wakeAt;
      next.wake();
      await settled();
    }
    this.time = end;
  }

  /** Moves time forward for as long as it takes `work` to end. */
  async run<Result>(work: Promise<Result>): Promise<Result> {
    let over = false;
    const watched = work.finally(() => { over = true; });
    watched.catch(() => undefined);
    await settled();
    while (!over) {
      const next = this.next(Infinity);
      if (!next) throw new Error('the work waits for something that is not time');
      this.time = next.wakeAt;
      next.wake();
      await settled();
    }
    return watched;
  }

  private next(end: number) {
    let first: (typeof this.sleepers)[number] | undefined;
    for (const sleeper of this.sleepers) {
      if (sleeper.wakeAt > end) continue;
      if (!first || sleeper.wakeAt < first.wakeAt || (sleeper.wakeAt === first.wakeAt && sleeper.order < first.order)) first = sleeper;
    }
    return first;
  }
}

/** Lets every promise that can go on without time go on. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
