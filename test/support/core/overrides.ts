import { planOf } from './plans';
import { LoadedPlan } from '../../../lambda/core/loaded-plan';
import { StoredOverrides } from '../../../lambda/core/overrides/override-store';
import { createOverrides, Overrides } from '../../../lambda/core/overrides/overrides';
import { encodeOverride, Override, overrideAttribute } from '../../../src/contract/overrides';

/** A table in which these overrides stand. */
export function storedOverrides(overrides: readonly Override[]): StoredOverrides {
  return new Map(overrides.map((override) => [overrideAttribute(override), encodeOverride(override)]));
}

/** Overrides as a gateway sees them that finds these in its table. */
export function overridesOf(plan: LoadedPlan, now: () => number, overrides: readonly Override[] = []): Overrides {
  return createOverrides({ store: { read: async () => storedOverrides(overrides) }, plan, now });
}

/** A gateway without any. */
export const NO_OVERRIDES: Overrides = overridesOf(planOf(), () => 0);
