import { ROUTE_NAME } from '../../../src/contract/names';

/** True for the root itself and for everything below it. */
export function isUnder(root: string, path: string): boolean {
  return path === root || path.startsWith(`${root}/`);
}

/**
 * The route that one path segment names, percent-encoded or raw: clients differ on the colon.
 * Decoded once only, so that nothing can be smuggled in under a second layer.
 * @returns undefined for anything that cannot be the name of a route
 */
export function routeInPath(segment: string): string | undefined {
  const decoded = percentDecoded(segment);
  return decoded !== undefined && ROUTE_NAME.test(decoded) ? decoded : undefined;
}

function percentDecoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
