import { IConstruct } from 'constructs';
import { StrategyPlan } from '../contract/plan';
import { ResilientInferenceError } from '../private/errors';
import { BoundTarget } from '../targets/bound-target';

/** A strategy that compares what the targets declare needs them to declare it. */
export function checkStrategy(scope: IConstruct, what: string, { kind }: StrategyPlan, targets: readonly BoundTarget[]): void {
  if (kind === 'lowestCost') {
    const unpriced = targets.filter(({ price }) => price === undefined).map(({ name }) => `'${name}'`);
    if (unpriced.length > 0) {
      throw new ResilientInferenceError(
        'MissingPrice',
        `${what} uses RoutingStrategy.lowestCost(), but has no price for ${unpriced.join(', ')}: give each of its targets a price, or their models one in the gateway's models, or choose another strategy`,
        scope,
      );
    }
  }
  if (kind === 'mostHeadroom' && targets.every(({ capacity }) => capacity === undefined)) {
    throw new ResilientInferenceError(
      'MissingCapacity',
      `${what} uses RoutingStrategy.mostHeadroom(), but none of its targets declares a capacity: give them one, or choose another strategy`,
      scope,
    );
  }
}
