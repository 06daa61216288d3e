/** That a check fails by chance. */
const CHANCE = 1e-4;

/** How many requests it takes until each of several, drawn by weight, has almost surely been drawn once. */
export function requestsToSeeAll(weights: readonly number[]): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  for (let requests = weights.length; ; requests++) {
    const missing = weights.reduce((sum, weight) => sum + (1 - weight / total) ** requests, 0);
    if (missing <= CHANCE) return requests;
  }
}
