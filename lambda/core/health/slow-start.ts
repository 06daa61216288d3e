import { SLOW_START_MS } from './target-health';
import { Random } from '../ports';

/** Enough to notice a relapse, little enough not to cause one. */
const FIRST_SHARE = 0.1;

/** The share of requests that may prefer a target that closed this long ago. */
export function shareAfter(sinceMs: number): number {
  return Math.min(1, FIRST_SHARE + (1 - FIRST_SHARE) * Math.max(0, sinceMs) / SLOW_START_MS);
}

export function mayPrefer(sinceMs: number, random: Random): boolean {
  return random() < shareAfter(sinceMs);
}
