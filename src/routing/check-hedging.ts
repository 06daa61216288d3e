import { Duration } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { BoundRoute, BoundTier } from './bound-route';
import { ResilientInferenceError } from '../private/errors';

/** Hedging that can never happen is a mistake. */
export function checkHedging(scope: IConstruct, { name, tiers, affinity, hedging, maxAttempts, deadline }: BoundRoute): void {
  if (!hedging) return;
  if (maxAttempts < 2) {
    throw new ResilientInferenceError(
      'ContradictoryProperties',
      `route '${name}' has hedging, but its maxAttempts is ${maxAttempts}, and the second target is asked by a second attempt: allow at least 2, or leave hedging out`,
      scope,
    );
  }
  const { initialDelayMs } = hedging._render();
  if (initialDelayMs !== undefined && initialDelayMs >= deadline.toMilliseconds()) {
    throw new ResilientInferenceError(
      'ContradictoryProperties',
      `the initialDelay of the hedging of route '${name}' is ${Duration.millis(initialDelayMs).toHumanString()}, but its requests end after ${deadline.toHumanString()}: `
      + 'choose a shorter initialDelay, or a longer deadline',
      scope,
    );
  }
  if (tiers.some((tier) => isSomebodyToAsk(tier, affinity === undefined))) return;
  throw new ResilientInferenceError(
    'MissingCapacity',
    `route '${name}' has hedging, but no tier with two targets of which the second one to be asked declares a capacity, and only such a target is ever asked beside another: `
    + 'give the targets of a tier a capacity, or leave hedging out',
    scope,
  );
}

/** There must be two targets in a tier, and one that may come second has to say how much it takes. */
function isSomebodyToAsk({ strategy, targets }: BoundTier, byStrategy: boolean): boolean {
  if (targets.length < 2) return false;
  const mayComeSecond = byStrategy && strategy._render().kind === 'ordered' ? targets.slice(1) : targets;
  return mayComeSecond.some(({ capacity }) => capacity !== undefined);
}
