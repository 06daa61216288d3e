import { orderByScore } from './order-by-score';
import type { OrderingContext } from './order-tier';
import { TierMember, TokenPricePlan } from '../../../src/contract/plan';

/** What this request may cost at most on each target; the cheapest first, ties by weighted random. */
export function orderByCost(members: readonly TierMember[], context: OrderingContext): readonly TierMember[] {
  return orderByScore(members, ({ target }) => {
    const price = context.targets.get(target)?.price;
    // A plan is refused unless every target of such a tier has a price.
    return price ? costOf(price, context) : Number.MAX_VALUE;
  }, context.random);
}

/** In millionths of a US dollar. */
function costOf(price: TokenPricePlan, { inputEstimate, maxTokens }: OrderingContext): number {
  return inputEstimate * price.inputPerMillionTokens + maxTokens * price.outputPerMillionTokens;
}
