import { PlanningSample } from './measure';
import { nameOf, Variant } from './variants';
import { Spread, spread } from '../method/statistics';

/** What a variant did, over all rounds. */
export interface Pace {
  readonly decisionsPerSecond: Spread;
  readonly microsecondsPerDecision: Spread;
}

/** @throws RangeError when the variant was not measured */
export function paceOf(samples: readonly PlanningSample[], variant: Variant): Pace {
  const own = samples.filter((sample) => isOf(variant, sample));
  return {
    decisionsPerSecond: spread(own.map(({ decisions, elapsedMs }) => decisions / elapsedMs * 1000)),
    microsecondsPerDecision: spread(own.map(microseconds)),
  };
}

/**
 * How many times as long a decision takes with the targets of the variant as with fewer, compared inside each round.
 * @throws Error when a round lacks the sample to compare with
 * @throws RangeError when the variant was not measured
 */
export function growthOf(samples: readonly PlanningSample[], variant: Variant, fewerTargets: number): Spread {
  const basis = { ...variant, targets: fewerTargets };
  return spread(samples.filter((sample) => isOf(variant, sample)).map((sample) => {
    const compared = samples.find((other) => other.round === sample.round && isOf(basis, other));
    if (!compared) throw new Error(`round ${sample.round} has no sample of "${nameOf(basis)}" to compare "${nameOf(variant)}" with`);
    return microseconds(sample) / microseconds(compared);
  }));
}

/** How many times as long something takes with `many` as with `few`, if its cost is in proportion to this function of the number. */
export function expectedGrowth(cost: (count: number) => number, few: number, many: number): number {
  return cost(many) / cost(few);
}

export const linearithmic = (count: number): number => count * Math.log(count);

export const quadratic = (count: number): number => count ** 2;

function microseconds({ decisions, elapsedMs }: PlanningSample): number {
  return elapsedMs * 1000 / decisions;
}

function isOf({ ordering, extent, tiers, targets }: Variant, sample: PlanningSample): boolean {
  return sample.ordering === ordering && sample.extent === extent && sample.tiers === tiers && sample.targets === targets;
}
