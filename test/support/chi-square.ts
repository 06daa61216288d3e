/** Chi-square of observed counts against the shares that are expected. */
export function chiSquare(counts: ReadonlyMap<string, number>, shares: { readonly [name: string]: number }): number {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return Object.entries(shares).reduce((sum, [name, share]) => {
    const expected = share * total;
    return sum + ((counts.get(name) ?? 0) - expected) ** 2 / expected;
  }, 0);
}

/** Exceeded once in a thousand runs with two degrees of freedom; the seeds are fixed, so tests that use it do not flicker. */
export const CRITICAL = 13.82;

/** The same for any number of degrees of freedom, a little above the exact value (Wilson and Hilferty's approximation). */
export function criticalOf(degrees: number): number {
  const variance = 2 / (9 * degrees);
  return degrees * (1 - variance + 3.09 * Math.sqrt(variance)) ** 3;
}

/** How often each name was drawn. */
export function countDraws(draws: number, draw: (index: number) => string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (let index = 0; index < draws; index++) {
    const name = draw(index);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}
