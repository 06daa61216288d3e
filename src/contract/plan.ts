/**
 * The routing configuration that the constructs render at synth and the gateway reads at run time.
 *
 * It is the only way a value crosses from synth to run time, beside the names in `environment.ts`.
 * `lambda/adapters/read-plan.ts` and, for `auth`, `read-auth.ts` are its only consumers, `src/plan/render-plan.ts` its
 * only producer.
 */
export interface Plan {
  readonly version: typeof PLAN_VERSION;
  /** The name of the gateway: what its metrics have in the dimension `Gateway`. */
  readonly gateway: string;
  readonly routes: { readonly [route: string]: RoutePlan };
  /** Every target of every route, once. */
  readonly targets: { readonly [targetName: string]: TargetPlan };
  readonly tenants: { readonly [tenant: string]: TenantPlan };
  readonly auth: AuthPlan;
  /** Shards that take no requests until another plan is deployed, beside those that operators drain. Absent: none. */
  readonly drainedShards?: readonly string[];
  /** Whether Bedrock counts tokens for callers. Absent: it does not. */
  readonly tokenCounting?: boolean;
  /** Whether metrics tell tenants apart. Absent: they do not. */
  readonly tenantMetrics?: boolean;
  /** Absent: every request is counted in a write of its own. Never beside tenants that share capacity. */
  readonly leases?: LeasesPlan;
  /** Absent: every target is called by its own model id. */
  readonly applicationProfiles?: ApplicationProfilesPlan;
}

/** The application inference profiles of the gateway's account and Region, in whose place a call names its target's model. */
export interface ApplicationProfilesPlan {
  /** Whose name is looked up in a target's `applicationProfiles`. */
  readonly by: 'tenant' | 'route';
  /** What all of their ARNs begin with: everything but the id. */
  readonly arnPrefix: Deferred;
  /** The ids, with commas between them: they are known after deployment only, and one variable holds them all. */
  readonly ids: Deferred;
}

/** How much a container takes of a limit in one write, to use it up without any. */
export interface LeasesPlan {
  /** At most so many requests, at least 2. */
  readonly requests: number;
  /** Nothing of a lease is used later than so many milliseconds after it was asked for. */
  readonly ms: number;
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
  /** How every call is checked. Each target of the route has a guardrail for it. Absent: it is not. */
  readonly guardrail?: GuardrailPlan;
}

/** How guardrails work, in the words of Converse. */
export interface GuardrailPlan {
  /** Whether pieces of a streamed answer wait until they have been checked. */
  readonly streamProcessing: 'sync' | 'async';
  readonly trace: 'disabled' | 'enabled' | 'enabled_full';
}

/** A guardrail of a target's account and Region. */
export interface TargetGuardrailPlan {
  readonly identifier: Deferred;
  readonly version: Deferred;
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
  /** The id of the model behind `modelId`, without a geography. Absent: not known. */
  readonly foundationModel?: string;
  /** What is sent as `modelId`: a foundation model id, a profile id or an ARN. */
  readonly modelId: Deferred;
  /** By tenant or route, the place in the plan's `applicationProfiles.ids` of the profile to call instead. Whoever is not here calls `modelId`. */
  readonly applicationProfiles?: { readonly [name: string]: number };
  readonly region: Deferred;
  /** By route, for those that have a guardrail: what the target is called with. */
  readonly guardrails?: { readonly [route: string]: TargetGuardrailPlan };
  /** The role to assume when the target is in another account. */
  readonly role?: RolePlan;
  /** What brings its own quotas: an account, or a part of one. */
  readonly shard: string;
  /** What the operator says that the target can take, over all tenants. Absent: the gateway keeps no count. */
  readonly capacity?: CapacityPlan;
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

/** US dollars for a million tokens, each above 0: what was not declared has been filled in at synth, on the safe side. */
export interface TokenPricePlan {
  /** Input that the cache has no part in. */
  readonly inputPerMillionTokens: number;
  readonly outputPerMillionTokens: number;
  readonly cacheReadPerMillionTokens: number;
  /** Input that the cache keeps for 5 minutes. */
  readonly cacheWritePerMillionTokens: number;
  /** Input that the cache keeps for an hour. */
  readonly cacheWrite1hPerMillionTokens: number;
}

export interface RolePlan {
  readonly arn: Deferred;
  readonly externalId?: string;
}

/** What Bedrock counts together: targets of one pool share it. */
export interface CapacityPlan {
  readonly pool: string;
  readonly limits: QuotaPlan;
  /** What is set aside for tenants with a guarantee. Absent: nothing. */
  readonly guaranteed?: QuotaPlan;
  /** In how many items the ledger is kept, each with its part of the limits. Absent: in one. */
  readonly ledgerItems?: number;
}

/** At least one of them is present. Limits on a minute, a day or a month hold in any 60 seconds, 24 hours or 30 days. */
export interface QuotaPlan {
  /** Whole requests. */
  readonly requestsPerMinute?: number;
  /** Quota tokens, in Bedrock's own arithmetic. */
  readonly quotaTokensPerMinute?: number;
  readonly quotaTokensPerDay?: number;
  /** Whole requests at once. */
  readonly concurrentRequests?: number;
  /** US dollars; every target that can serve the request has a price. */
  readonly usdPerDay?: number;
  readonly usdPerMonth?: number;
}

export interface RouteQuotaPlan {
  /** Names the counters of the route in the tenant's ledger: lower-case letters and digits, another one for each route. */
  readonly part: string;
  readonly limits: QuotaPlan;
}

/** How a tenant shares the declared capacities with others. All tenants of a plan have one, or none. */
export interface SharePlan {
  /** What it gets of them whatever others ask for: of requests and tokens per minute. */
  readonly guaranteed?: QuotaPlan;
  /** A whole number, at least 1. */
  readonly weight: number;
  readonly priority: PriorityPlan;
  /** How long a request waits for capacity before another answer is given. */
  readonly maxQueueMs: number;
  /**
   * Names the counters by which tenants are compared: the tenant's own, or two that it shares by chance with others of
   * its weight. A letter for the row, one for the counter, `x` and the weight: `a0x1`.
   */
  readonly buckets: readonly string[];
}

export type PriorityPlan = 'interactive' | 'batch';

export interface TenantPlan {
  /** Of all requests together. Absent: they are not limited. */
  readonly quota?: QuotaPlan;
  /** Of the requests for one route, beside `quota`. */
  readonly routeQuotas?: { readonly [route: string]: RouteQuotaPlan };
  /** In how many items the ledger is kept, each with its part of the limits. Absent: in one. */
  readonly ledgerItems?: number;
  /** Absent: whoever comes first gets what there is. */
  readonly share?: SharePlan;
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

/** How the gateway finds out which tenant is calling. */
export type AuthPlan =
  /** By what a request carries in its `Authorization` header, and the gateway itself checks. Never empty, each kind once. */
  | { readonly kind: 'credentials'; readonly accepts: readonly CredentialPlan[] }
  /** By the IAM principal that signed the request, which API Gateway has verified: roles and users by ARN, for every tenant. */
  | { readonly kind: 'iam'; readonly principals: { readonly [tenant: string]: readonly Deferred[] } }
  /** By what an authorizer of API Gateway says of the caller. */
  | {
    readonly kind: 'authorizer';
    /** In the context that a function gave, or among the claims of a token that a user pool has issued. */
    readonly place: 'context' | 'claims';
    readonly name: string;
    readonly tenants?: TenantsByValue;
  };

/** The tenant that each value stands for. Absent: a value is the name of a tenant. */
export interface TenantsByValue {
  readonly [value: string]: string;
}

export type CredentialPlan =
  | { readonly kind: 'apiKey' }
  | JwtPlan;

/** Tokens of one issuer. */
export interface JwtPlan {
  readonly kind: 'jwt';
  /** An https URL, to the letter as tokens have it. */
  readonly issuer: Deferred;
  /** A token is meant for one of them. Never empty. */
  readonly audiences: readonly Deferred[];
  /** Absent: `aud`. */
  readonly audienceClaim?: string;
  readonly tenantClaim: string;
  readonly tenants?: TenantsByValue;
  /** Where the issuer's keys are. Absent: where its discovery document says. */
  readonly jwksUri?: Deferred;
  /** Absent: the verifier's own. */
  readonly clockToleranceSeconds?: number;
  /** Claims that a token must have, and the values of which it must have one. */
  readonly requiredClaims?: { readonly [claim: string]: readonly string[] };
  /** Scopes that a token must have, all of them. */
  readonly requiredScopes?: readonly string[];
}
