/**
 * The routing configuration that the constructs render at synth and the gateway reads at run time.
 *
 * It is the only way a value crosses from synth to run time, beside the names in `environment.ts`.
 * `lambda/adapters/read-plan.ts` is its only consumer, `src/plan/render-plan.ts` its only producer.
 */
export interface Plan {
  readonly version: typeof PLAN_VERSION;
  readonly routes: { readonly [route: string]: RoutePlan };
  /** Every target of every route, once. */
  readonly targets: { readonly [targetName: string]: TargetPlan };
  readonly tenants: { readonly [tenant: string]: TenantPlan };
}

/** Rises when an old gateway could misread a new plan. */
export const PLAN_VERSION = 1;

/** A value that is known at synth, or the name of the environment variable that holds it after deployment. */
export type Deferred = string | { readonly env: string };

export interface RoutePlan {
  /** In order of preference: each tier is the fallback of the one before it. Never empty. */
  readonly tiers: readonly TierPlan[];
  /** `max_tokens` when a request declares none. */
  readonly defaultMaxTokens: number;
  /** No request of this route is sent with more. */
  readonly maxTokensCeiling: number;
  /** The whole request, all attempts and waits included. */
  readonly deadlineMs: number;
  /** Upstream calls for one request, at most. */
  readonly maxAttempts: number;
  /** A target that has sent no content after this long is left. */
  readonly firstTokenTimeoutMs: number;
  /** A stream that says nothing for this long has broken. */
  readonly idleTimeoutMs: number;
  readonly midStream: MidStreamPlan;
  /** Where a request goes that is too long for the model that was asked. Never empty. */
  readonly contextFallbacks?: readonly TierPlan[];
  /** Where a request goes whose answer a model's own content filter has kept back. Never empty. */
  readonly filterFallbacks?: readonly TierPlan[];
  /** Absent: a target that is slow is waited for. */
  readonly hedging?: HedgingPlan;
  /** Orders the members of every tier in place of its strategy. */
  readonly affinity?: AffinityPlan;
}

/** What happens when a stream breaks after content has been sent. */
export type MidStreamPlan = 'failClean' | 'resume' | 'buffer';

export interface TierPlan {
  readonly strategy: StrategyPlan;
  /** Never empty. */
  readonly members: readonly TierMember[];
}

export interface TierMember {
  /** A key of `Plan.targets`. */
  readonly target: string;
  /** A whole number, at least 1. */
  readonly weight: number;
}

/** How the members of one tier are put in order for one request. */
export type StrategyPlan =
  | { readonly kind: 'weightedRandom' }
  | { readonly kind: 'roundRobin' }
  | { readonly kind: 'ordered' }
  | { readonly kind: 'leastInFlight' }
  | { readonly kind: 'lowestLatency' }
  /** Every member has a price. */
  | { readonly kind: 'lowestCost' }
  /** At least one member has a capacity. */
  | { readonly kind: 'mostHeadroom' };

/** When a second target is asked beside one that takes unusually long. */
export interface HedgingPlan {
  /** Until it is known how long is unusual. Absent: no second target is asked until then. */
  readonly initialDelayMs?: number;
}

/** By what requests are told apart that are to meet the same target. */
export type AffinityPlan =
  | { readonly kind: 'conversation' }
  /** The name is in lower case. */
  | { readonly kind: 'header'; readonly name: string };

export interface TargetPlan {
  /** What is sent as `modelId`: a foundation model id, a profile id or an ARN. */
  readonly modelId: Deferred;
  readonly region: Deferred;
  /** The role to assume when the target is in another account. */
  readonly role?: RolePlan;
  /** What brings its own quotas: an account, or a part of one. */
  readonly shard: string;
  /** What the operator says this target can take, over all tenants. Absent: the gateway keeps no count. */
  readonly capacity?: QuotaPlan;
  /** Quota tokens that one output token costs. */
  readonly burndown: number;
  /** The model goes on from a last message of the assistant. */
  readonly acceptsPrefill: boolean;
  readonly price?: TokenPricePlan;
  /** Input tokens that the model takes. Absent: not known. */
  readonly contextWindow?: number;
  /** Output tokens that the model may be asked for. Absent: not known. */
  readonly maxOutputTokens?: number;
}

/** US dollars for a million tokens, each above 0. */
export interface TokenPricePlan {
  readonly inputPerMillionTokens: number;
  readonly outputPerMillionTokens: number;
}

export interface RolePlan {
  readonly arn: Deferred;
  readonly externalId?: string;
}

/** At least one of the two is present. */
export interface QuotaPlan {
  /** Whole requests in any 60 seconds. */
  readonly requestsPerMinute?: number;
  /** Quota tokens, in Bedrock's own arithmetic, in any 60 seconds. */
  readonly quotaTokensPerMinute?: number;
}

export interface TenantPlan {
  /** Absent: the tenant is not limited. */
  readonly quota?: QuotaPlan;
  /** The routes that the tenant may use. */
  readonly routes: readonly string[];
  /** What happens to a request whose quota cannot be checked because the table does not answer. */
  readonly onLedgerFailure: LedgerFailurePolicy;
  /** Absent: the tenant is served in every shard. */
  readonly shards?: ShardsPlan;
}

/** Where a tenant is served, and nowhere else. */
export type ShardsPlan =
  /** In these. Never empty. */
  | { readonly kind: 'pinned'; readonly shards: readonly string[] }
  /** In `count` of these, which its name chooses. There are at least so many, and every route of the tenant has a target in each. */
  | { readonly kind: 'shuffled'; readonly count: number; readonly shards: readonly string[] };

export type LedgerFailurePolicy = 'failClosed' | 'failOpen';
