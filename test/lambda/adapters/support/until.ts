/** Waits for something that other parts of this process are about to bring about. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await settled();
}

/** Lets everything run that only waits for other promises. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
