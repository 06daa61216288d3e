/** CloudWatch namespace of everything the gateway measures itself. */
export const METRIC_NAMESPACE = 'ResilientInference';

/** Metric names, with what one value means. */
export const METRICS = {
  /** Requests that reached a route, counted once whatever their outcome. */
  REQUESTS: 'Requests',
  /** Requests answered completely. */
  SUCCESSES: 'Successes',
  /** Requests refused by a tenant's quota. */
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
  /** Ledger calls that failed or timed out. */
  LEDGER_ERRORS: 'LedgerErrors',
  /** Targets that requests began to avoid because of failures, or because a daily quota was used up; failed probes do not count again. */
  BREAKERS_OPENED: 'BreakersOpened',
  /** Targets found unusable as they are set up, counted again whenever a probe finds the same: at least every 15 minutes while they are in demand. */
  TARGETS_PARKED: 'TargetsParked',
  /** Calls about the shared health of targets that failed or timed out. */
  HEALTH_ERRORS: 'HealthErrors',
} as const;

/** Dimension names. */
export const DIMENSIONS = {
  ROUTE: 'Route',
  TENANT: 'Tenant',
  TARGET: 'Target',
} as const;
