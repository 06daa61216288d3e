/** CloudWatch namespace of everything the gateway measures itself. */
export const METRIC_NAMESPACE = 'ResilientInference';

/** Metric names, with what one value means. */
export const METRICS = {
  /** Requests that reached a route, counted once whatever their outcome. */
  REQUESTS: 'Requests',
  /** Requests answered completely. */
  SUCCESSES: 'Successes',
  /** Requests that their tenant's quotas let through, or that have none. */
  ADMITTED: 'Admitted',
  /** Requests refused by a tenant's quota; also by the limit that refused them. */
  QUOTA_REJECTIONS: 'QuotaRejections',
  /** Requests that ended with an error of the gateway or of Bedrock, callers' own mistakes excluded. */
  FAILURES: 'Failures',
  /** Upstream calls. */
  ATTEMPTS: 'Attempts',
  /** Requests served by another tier than the first. */
  FALLBACKS: 'Fallbacks',
  /** Second targets asked beside one that was slow. */
  HEDGES: 'Hedges',
  /** Milliseconds from arrival to the last byte. */
  LATENCY: 'Latency',
  /** Milliseconds from arrival to the first content. */
  TIME_TO_FIRST_TOKEN: 'TimeToFirstToken',
  /** Quota tokens taken before the call. */
  RESERVED_QUOTA_TOKENS: 'ReservedQuotaTokens',
  /** Quota tokens that were really used. */
  SETTLED_QUOTA_TOKENS: 'SettledQuotaTokens',
  /** Quota tokens that were reserved for an answered request and not used; below 0 where more was used. What to tune `max_tokens` with. */
  RESERVATION_ERROR: 'ReservationError',
  /** US dollars that requests have cost, as far as their targets have prices. */
  SETTLED_USD: 'SettledUsd',
  /** Ledger calls that failed or timed out. */
  LEDGER_ERRORS: 'LedgerErrors',
  /** Milliseconds that one write to a ledger took. */
  LEDGER_LATENCY: 'LedgerLatency',
  /** Writes to ledgers that DynamoDB refused because there were too many. */
  LEDGER_THROTTLES: 'LedgerThrottles',
  /** Reservations of one container that were not settled when a request ended. */
  OPEN_RESERVATIONS: 'OpenReservations',
  /** Reservations after which more was counted than a limit allows. It has to be 0: anything else is a fault of the gateway or of its table. */
  QUOTA_INVARIANT_VIOLATIONS: 'QuotaInvariantViolations',
  /** Targets that requests began to avoid because of failures, or because a daily quota was used up; failed probes do not count again. */
  BREAKERS_OPENED: 'BreakersOpened',
  /** Targets found unusable as they are set up, counted again whenever a probe finds the same: at least every 15 minutes while they are in demand. */
  TARGETS_PARKED: 'TargetsParked',
  /** Calls about the shared health of targets that failed or timed out. */
  HEALTH_ERRORS: 'HealthErrors',
  /** Requests that a target has answered, by the target and by the Region that it is called in. */
  SERVED: 'Served',
  /** Upstream calls that Bedrock refused for want of quota or of capacity. */
  THROTTLED_ATTEMPTS: 'ThrottledAttempts',
  /** Requests that found every target open. */
  ALL_TARGETS_OPEN: 'AllTargetsOpen',
  /** Requests refused for want of capacity although their tenant was within its guarantee. */
  STARVED_REQUESTS: 'StarvedRequests',
  /** Upstream calls that failed because of how something is set up; also by the cause. */
  CONFIGURATION_FAULTS: 'ConfigurationFaults',
  /** Times that STS gave no credentials for a role, whether or not a request waited for them. */
  CREDENTIAL_FAILURES: 'CredentialFailures',
  /** How much of it is used, of the limit on requests or tokens of its tenant that a request found fullest. */
  QUOTA_USAGE: 'QuotaUsage',
  /** The same of limits in US dollars. */
  BUDGET_USAGE: 'BudgetUsage',
} as const;

/** Dimension names. */
export const DIMENSIONS = {
  /** Every metric has it: gateways of one account and Region are told apart by it. */
  GATEWAY: 'Gateway',
  ROUTE: 'Route',
  TENANT: 'Tenant',
  TARGET: 'Target',
  /** The kind of limit that refused a request: `requests`, `tokens`, `concurrent`, `tokensPerDay`, `costPerDay`, `costPerMonth`. */
  LIMIT: 'Limit',
  /** The Region that a target is called in. */
  REGION: 'Region',
  /** What Bedrock counts together: the declared pool of a target's capacity, or the target alone. */
  POOL: 'Pool',
  /** Why a target cannot be used as it is set up. */
  CAUSE: 'Cause',
} as const;

export type MetricName = (typeof METRICS)[keyof typeof METRICS];
export type DimensionName = (typeof DIMENSIONS)[keyof typeof DIMENSIONS];

/** What CloudWatch keeps of a metric. */
export interface MetricShape {
  readonly unit: 'Count' | 'Milliseconds' | 'None' | 'Percent';
  /** Each set makes a metric of its own. All have the dimension `Gateway` besides: the empty one is over everything of a gateway. */
  readonly dimensionSets: readonly (readonly DimensionName[])[];
}

const OVERALL = [[]] as const;
const BY_ROUTE = [[], [DIMENSIONS.ROUTE]] as const;
/** CloudWatch bills each tenant's as metrics of their own, and there can be thousands: only what is asked of tenants one by one. */
const BY_REQUEST = [...BY_ROUTE, [DIMENSIONS.TENANT]] as const;
const BY_TARGET = [[], [DIMENSIONS.TARGET]] as const;

/** The unit and the dimensions of every metric, whichever part of the gateway emits it. */
export const METRIC_SHAPES: { readonly [name in MetricName]: MetricShape } = {
  [METRICS.REQUESTS]: { unit: 'Count', dimensionSets: BY_REQUEST },
  [METRICS.SUCCESSES]: { unit: 'Count', dimensionSets: BY_ROUTE },
  [METRICS.ADMITTED]: { unit: 'Count', dimensionSets: BY_ROUTE },
  [METRICS.QUOTA_REJECTIONS]: { unit: 'Count', dimensionSets: [...BY_REQUEST, [DIMENSIONS.LIMIT], [DIMENSIONS.TENANT, DIMENSIONS.LIMIT]] },
  [METRICS.FAILURES]: { unit: 'Count', dimensionSets: BY_REQUEST },
  [METRICS.ATTEMPTS]: { unit: 'Count', dimensionSets: [...BY_ROUTE, [DIMENSIONS.TARGET], [DIMENSIONS.POOL]] },
  [METRICS.FALLBACKS]: { unit: 'Count', dimensionSets: BY_ROUTE },
  [METRICS.HEDGES]: { unit: 'Count', dimensionSets: BY_ROUTE },
  [METRICS.LATENCY]: { unit: 'Milliseconds', dimensionSets: BY_ROUTE },
  [METRICS.TIME_TO_FIRST_TOKEN]: { unit: 'Milliseconds', dimensionSets: BY_ROUTE },
  [METRICS.RESERVED_QUOTA_TOKENS]: { unit: 'Count', dimensionSets: BY_REQUEST },
  [METRICS.SETTLED_QUOTA_TOKENS]: { unit: 'Count', dimensionSets: BY_REQUEST },
  [METRICS.RESERVATION_ERROR]: { unit: 'Count', dimensionSets: BY_ROUTE },
  [METRICS.SETTLED_USD]: { unit: 'None', dimensionSets: BY_REQUEST },
  [METRICS.LEDGER_ERRORS]: { unit: 'Count', dimensionSets: BY_ROUTE },
  [METRICS.LEDGER_LATENCY]: { unit: 'Milliseconds', dimensionSets: OVERALL },
  [METRICS.LEDGER_THROTTLES]: { unit: 'Count', dimensionSets: OVERALL },
  [METRICS.OPEN_RESERVATIONS]: { unit: 'Count', dimensionSets: OVERALL },
  [METRICS.QUOTA_INVARIANT_VIOLATIONS]: { unit: 'Count', dimensionSets: OVERALL },
  [METRICS.BREAKERS_OPENED]: { unit: 'Count', dimensionSets: BY_TARGET },
  [METRICS.TARGETS_PARKED]: { unit: 'Count', dimensionSets: BY_TARGET },
  [METRICS.HEALTH_ERRORS]: { unit: 'Count', dimensionSets: OVERALL },
  [METRICS.SERVED]: { unit: 'Count', dimensionSets: [[DIMENSIONS.TARGET], [DIMENSIONS.REGION]] },
  [METRICS.THROTTLED_ATTEMPTS]: { unit: 'Count', dimensionSets: [[], [DIMENSIONS.POOL]] },
  [METRICS.ALL_TARGETS_OPEN]: { unit: 'Count', dimensionSets: [[], [DIMENSIONS.ROUTE]] },
  [METRICS.STARVED_REQUESTS]: { unit: 'Count', dimensionSets: OVERALL },
  [METRICS.CONFIGURATION_FAULTS]: { unit: 'Count', dimensionSets: [[], [DIMENSIONS.CAUSE]] },
  [METRICS.CREDENTIAL_FAILURES]: { unit: 'Count', dimensionSets: OVERALL },
  [METRICS.QUOTA_USAGE]: { unit: 'Percent', dimensionSets: OVERALL },
  [METRICS.BUDGET_USAGE]: { unit: 'Percent', dimensionSets: OVERALL },
};
