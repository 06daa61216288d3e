import { RoutePlan, TenantPlan, TierPlan, TokenPricePlan } from '../../../src/contract/plan';
import { cacheWritesOf } from '../cache-writes';
import { ConverseBody } from '../converse';
import { mostExpensive } from '../cost';
import { GatewayError } from '../gateway-error';
import { LoadedTarget } from '../loaded-plan';

/** Whether what a request costs is limited at all. */
export function limitsCost({ quota, routeQuotas }: TenantPlan, route: string): boolean {
  return [quota, routeQuotas?.[route]?.limits].some((limits) => limits?.usdPerDay !== undefined || limits?.usdPerMonth !== undefined);
}

/**
 * The most that a request can cost at whichever target of its route serves it, in nano-dollars.
 * @throws GatewayError for what is charged at other prices than those that are known
 */
export function mostThatRequestCosts(
  body: ConverseBody, { inputTokens, maxTokens }: { readonly inputTokens: number; readonly maxTokens: number },
  route: RoutePlan, targets: ReadonlyMap<string, LoadedTarget>,
): number {
  refuseOtherPrices(body);
  const cacheWrites = cacheWritesOf(body);
  return Math.max(0, ...pricesOf(route, targets).map((price) => mostExpensive(inputTokens, maxTokens, price, cacheWrites)));
}

/** Every price that a route can meet, once. */
function pricesOf(
  { tiers, contextFallbacks = [], filterFallbacks = [] }: RoutePlan, targets: ReadonlyMap<string, LoadedTarget>,
): readonly TokenPricePlan[] {
  const prices = new Map<string, TokenPricePlan>();
  for (const { members } of [...tiers, ...contextFallbacks, ...filterFallbacks] satisfies TierPlan[]) {
    for (const { target } of members) {
      const price = targets.get(target)?.price;
      if (price) prices.set(JSON.stringify(price), price);
    }
  }
  return [...prices.values()];
}

/** Claude Sonnet 4 and 4.5 take a million tokens of input with it, at twice the price beyond 200,000. */
const LONG_CONTEXT = /^context-1m-/;

/**
 * Source: https://aws.amazon.com/bedrock/pricing/ (the tiers `priority` and the latency-optimized models are dearer than
 * the prices of the standard tier, `flex` is cheaper)
 */
function refuseOtherPrices({ serviceTier, performanceConfig, additionalModelRequestFields }: ConverseBody): void {
  const tier = member(serviceTier, 'type');
  if (tier !== undefined && tier !== 'default' && tier !== 'flex') throw unknownPrice('serviceTier.type', tier, 'default or flex');
  const latency = member(performanceConfig, 'latency');
  if (latency !== undefined && latency !== 'standard') throw unknownPrice('performanceConfig.latency', latency, 'standard');
  const betas = member(additionalModelRequestFields, 'anthropic_beta');
  const long = [betas].flat().find((beta) => typeof beta === 'string' && LONG_CONTEXT.test(beta));
  if (long !== undefined) throw unknownPrice('additionalModelRequestFields.anthropic_beta', long, 'other features');
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}

function unknownPrice(field: string, received: unknown, allowed: string): GatewayError {
  const shown = (JSON.stringify(received) ?? 'null').slice(0, 100);
  return new GatewayError('invalidRequest', `this key has a limit in US dollars, and what ${shown} costs is not known to the gateway: use ${allowed}`, { field });
}
