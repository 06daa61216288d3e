import { IConstruct } from 'constructs';
import { BoundTier } from './bound-route';
import { ResilientInferenceError } from '../private/errors';

/** There must be somebody to ask: two targets in a tier, one of which says how much it takes. */
export function checkHedging(scope: IConstruct, route: string, tiers: readonly BoundTier[]): void {
  const possible = tiers.some(({ targets }) => targets.length > 1 && targets.some(({ capacity }) => capacity !== undefined));
  if (possible) return;
  throw new ResilientInferenceError(
    'MissingCapacity',
    `route '${route}' has hedging, but no tier with two targets of which one declares a capacity, and only such a target is ever asked as the second: `
    + 'give the targets of a tier a capacity, or leave hedging out',
    scope,
  );
}
