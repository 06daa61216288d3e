let offset = 0;

/** Makes what `Date` says in this thread wrong by so many milliseconds. */
export function setClock(offsetMillis: number): void {
  offset = offsetMillis;
}

/**
 * Gives this thread a clock of its own. Timers and `performance` are left as they are: they measure time, and a
 * clock that is wrong goes as fast as any other.
 */
export function installClock(): void {
  const machine = Date;
  const now = () => machine.now() + offset;
  globalThis.Date = new Proxy(machine, {
    get: (target, name, receiver) => name === 'now' ? now : Reflect.get(target, name, receiver) as unknown,
    construct: (target, values, newTarget) => Reflect.construct(target, values.length === 0 ? [now()] : values, newTarget) as object,
    apply: (target) => new target(now()).toString(),
  });
}
