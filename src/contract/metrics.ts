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
} as const;

/** Dimension names. */
export const DIMENSIONS = {
  ROUTE: 'Route',
  TENANT: 'Tenant',
  TARGET: 'Target',
  /** The kind of limit that refused a request: `requests`, `tokens`, `concurrent`, `tokensPerDay`, `costPerDay`, `costPerMonth`. */
  LIMIT: 'Limit',
} as const;
