import { createHash } from 'crypto';

const SHORTEST = 4;

/**
 * Short names for the counters of routes, one for each: they depend on the route's name alone, so that a deployment
 * does not lose what was counted. Longer only in the rare case that two would be equal.
 */
export function routeParts(routes: readonly string[]): string[] {
  const digests = routes.map((route) => BigInt(`0x${createHash('sha256').update(route).digest('hex').slice(0, 20)}`).toString(36).padStart(16, '0').slice(-16));
  for (let length = SHORTEST; ; length++) {
    const parts = digests.map((digest) => digest.slice(0, length));
    if (new Set(parts).size === parts.length) return parts;
  }
}
