import { Duration } from 'aws-cdk-lib';
import { Affinity } from './affinity';
import { Hedging } from './hedging';
import { MidStreamPolicy } from './mid-stream-policy';
import { RoutingStrategy } from './routing-strategy';
import { BoundGuardrail } from '../guardrails/bind-guardrails';
import { BoundTarget } from '../targets/bound-target';

export interface BoundTier {
  readonly strategy: RoutingStrategy;
  readonly targets: readonly BoundTarget[];
}

/** A route that was checked, with its defaults filled in. */
export interface BoundRoute {
  readonly name: string;
  readonly tiers: readonly BoundTier[];
  /** Empty: none. */
  readonly contextFallbacks: readonly BoundTier[];
  /** Empty: none. */
  readonly filterFallbacks: readonly BoundTier[];
  readonly hedging?: Hedging;
  readonly defaultMaxTokens: number;
  readonly maxTokensCeiling: number;
  readonly deadline: Duration;
  readonly maxAttempts: number;
  readonly firstTokenTimeout: Duration;
  readonly idleTimeout: Duration;
  readonly midStream: MidStreamPolicy;
  readonly affinity?: Affinity;
  readonly guardrail?: BoundGuardrail;
}

/** Every target that a route can ever use. */
export function targetsOf({ tiers, contextFallbacks, filterFallbacks }: Pick<BoundRoute, 'tiers' | 'contextFallbacks' | 'filterFallbacks'>): readonly BoundTarget[] {
  return [...tiers, ...contextFallbacks, ...filterFallbacks].flatMap((tier) => tier.targets);
}
