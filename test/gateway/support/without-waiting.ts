/**
 * Runs something that waits, without the wait: timers that are set for a time within these bounds fire at once, and are
 * noted. Choose bounds that nothing else here waits for.
 */
export async function withoutWaiting<T>(
  { atLeastMs, atMostMs }: { readonly atLeastMs: number; readonly atMostMs: number }, run: () => Promise<T>,
): Promise<{ readonly result: T; readonly waited: readonly number[] }> {
  const waited: number[] = [];
  const { setTimeout: later } = globalThis;
  const timers = jest.spyOn(globalThis, 'setTimeout').mockImplementation(((callback: (...args: unknown[]) => void, ms = 0, ...rest: unknown[]) => {
    if (ms < atLeastMs || ms > atMostMs) return later(callback, ms, ...rest);
    waited.push(ms);
    return later(callback, 0, ...rest);
  }) as typeof setTimeout);
  try {
    return { result: await run(), waited };
  } finally {
    timers.mockRestore();
  }
}
