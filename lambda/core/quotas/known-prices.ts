import { ConverseBody } from '../converse';
import { GatewayError } from '../gateway-error';
import { CallersNames } from '../requests/inference-request';

/** Claude Sonnet 4 and 4.5 take a million tokens of input with it, at twice the price beyond 200,000. */
const LONG_CONTEXT = /^context-1m-/;

/** What a request asks for that may have a price of its own. */
interface PricedFeatures {
  /** What it names and where the request has it. */
  readonly tier: Feature;
  readonly latency: Feature;
  readonly betas: Feature;
}

interface Feature {
  readonly field: string;
  readonly value: unknown;
}

/**
 * Refuses what is charged at other prices than those that are known.
 * Source: https://aws.amazon.com/bedrock/pricing/ (the tiers `priority` and the latency-optimized models are dearer than
 * the prices of the standard tier, `flex` is cheaper)
 * @throws GatewayError
 */
export function refuseOtherPrices({ tier, latency, betas }: PricedFeatures): void {
  if (tier.value !== undefined && tier.value !== 'default' && tier.value !== 'flex') throw unknownPrice(tier, tier.value, 'default or flex');
  if (latency.value !== undefined && latency.value !== 'standard') throw unknownPrice(latency, latency.value, 'standard');
  const long = [betas.value].flat().find((beta) => typeof beta === 'string' && LONG_CONTEXT.test(beta));
  if (long !== undefined) throw unknownPrice(betas, long, 'other features');
}

/** @throws GatewayError */
export function requireKnownPrices({ serviceTier, performanceConfig, additionalModelRequestFields }: ConverseBody, names: CallersNames = {}): void {
  refuseOtherPrices({
    tier: { field: names.serviceTier ?? 'serviceTier.type', value: member(serviceTier, 'type') },
    latency: { field: 'performanceConfig.latency', value: member(performanceConfig, 'latency') },
    betas: { field: names.betas ?? 'additionalModelRequestFields.anthropic_beta', value: member(additionalModelRequestFields, 'anthropic_beta') },
  });
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}

function unknownPrice({ field }: Feature, received: unknown, allowed: string): GatewayError {
  const shown = (JSON.stringify(received) ?? 'null').slice(0, 100);
  return new GatewayError('invalidRequest', `${field}: this key has a limit in US dollars, and what ${shown} costs is not known to the gateway: use ${allowed}`, { field });
}
