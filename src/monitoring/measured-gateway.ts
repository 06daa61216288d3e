import { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { gatewayMetric } from './gateway-metrics';
import { METRICS } from '../contract/metrics';

/**
 * What a gateway measures itself, a method for each metric: they are methods of `ResilientInference`.
 * @internal
 */
export abstract class MeasuredGateway extends Construct {
  /** The dimension that all of them have. */
  public abstract readonly gatewayName: string;

  /**
   * Requests that reached a route, whatever their outcome. Sum, over five minutes unless told otherwise.
   *
   * Like every metric here it is of this gateway alone, by the dimension `Gateway`. `dimensionsMap` narrows it further, to a
   * route with `{ Route: 'claude-sonnet' }`, and some of them to a tenant with `{ Tenant: 'team-a' }`: docs/metrics.md has the list.
   */
  public metricRequests(options?: MetricOptions): Metric {
    return gatewayMetric(this, this.gatewayName, METRICS.REQUESTS, options);
  }

  /** Requests that were answered completely. Sum. */
  public metricSuccesses(options?: MetricOptions): Metric {
    return gatewayMetric(this, this.gatewayName, METRICS.SUCCESSES, options);
  }

  /** Requests that ended with an error of the gateway or of Bedrock; callers' own mistakes do not count. Sum. */
  public metricFailures(options?: MetricOptions): Metric {
    return gatewayMetric(this, this.gatewayName, METRICS.FAILURES, options);
  }

  /** Requests that their tenant's quotas let through. Sum. */
  public metricAdmitted(options?: MetricOptions): Metric {
    return gatewayMetric(this, this.gatewayName, METRICS.ADMITTED, options);
  }

  /**
   * Requests that were refused by a tenant's quota. Sum; `dimensionsMap: { Limit: 'tokens' }` narrows it to a kind of limit
   * (`requests`, `tokens`, `concurrent`, `tokensPerDay`, `costPerDay`, `costPerMonth`), alone or with a `Tenant`.
   */
  public metricQuotaRejections(options?: MetricOptions): Metric {
    return gatewayMetric(this, this.gatewayName, METRICS.QUOTA_REJECTIONS, options);
  }

  /** Calls to Bedrock. Sum; `dimensionsMap: { Target: … }` narrows it to a target. */
  public metricAttempts(options?: MetricOptions): Metric {
    return gatewayMetric(this, this.gatewayName, METRICS.ATTEMPTS, options);
  }

  /** Requests that were served by a fallback. Sum. */
  public metricFallbacks(options?: MetricOptions): Metric {
    return gatewayMetric(this, this.gatewayName, METRICS.FALLBACKS, options);
  }

  /** Second targets that were asked beside one that was slow. Sum; `metricAttempts()` counts them too. */
  public metricHedges(options?: MetricOptions): Metric {
    return gatewayMetric(this, this.gatewayName, METRICS.HEDGES, options);
  }

  /** Milliseconds from the arrival of a request to the last byte of its answer. 99th percentile. */
  public metricLatency(options?: MetricOptions): Metric {
    return gatewayMetric(this, this.gatewayName, METRICS.LATENCY, options);
  }

  /** Milliseconds from the arrival of a request to the first content of its answer. 99th percentile. */
  public metricTimeToFirstToken(options?: MetricOptions): Metric {
    return gatewayMetric(this, this.gatewayName, METRICS.TIME_TO_FIRST_TOKEN, options);
  }

  /** Quota tokens that were reserved before calls. Sum. */
  public metricReservedQuotaTokens(options?: MetricOptions): Metric {
    return gatewayMetric(this, this.gatewayName, METRICS.RESERVED_QUOTA_TOKENS, options);
  }

  /** Quota tokens that were really used. Sum. */
  public metricSettledQuotaTokens(options?: MetricOptions): Metric {
    return gatewayMetric(this, this.gatewayName, METRICS.SETTLED_QUOTA_TOKENS, options);
  }

  /**
   * Quota tokens that were reserved for an answered request and not used. Average; by route it shows whose `max_tokens`
   * reserve far more than answers need.
   */
  public metricReservationError(options?: MetricOptions): Metric {
    return gatewayMetric(this, this.gatewayName, METRICS.RESERVATION_ERROR, options);
  }

  /** US dollars that requests have cost, as far as their targets have prices. Sum. */
  public metricSettledUsd(options?: MetricOptions): Metric {
    return gatewayMetric(this, this.gatewayName, METRICS.SETTLED_USD, options);
  }

  /** Milliseconds that one write to a quota ledger took. 99th percentile. */
  public metricLedgerLatency(options?: MetricOptions): Metric {
    return gatewayMetric(this, this.gatewayName, METRICS.LEDGER_LATENCY, options);
  }

  /** Writes to quota ledgers that DynamoDB refused because there were too many. Sum. */
  public metricLedgerThrottles(options?: MetricOptions): Metric {
    return gatewayMetric(this, this.gatewayName, METRICS.LEDGER_THROTTLES, options);
  }

  /** Reservations of one container that were not settled when a request ended. Maximum. */
  public metricOpenReservations(options?: MetricOptions): Metric {
    return gatewayMetric(this, this.gatewayName, METRICS.OPEN_RESERVATIONS, options);
  }

  /** Reservations after which more was counted than a limit allows. Sum; it has to be 0. */
  public metricQuotaInvariantViolations(options?: MetricOptions): Metric {
    return gatewayMetric(this, this.gatewayName, METRICS.QUOTA_INVARIANT_VIOLATIONS, options);
  }

  /** Calls to the table that failed or took too long. Sum. */
  public metricLedgerErrors(options?: MetricOptions): Metric {
    return gatewayMetric(this, this.gatewayName, METRICS.LEDGER_ERRORS, options);
  }

  /** Targets that requests began to avoid because of failures or a used-up daily quota. Sum; `dimensionsMap: { Target: … }` narrows it. */
  public metricBreakersOpened(options?: MetricOptions): Metric {
    return gatewayMetric(this, this.gatewayName, METRICS.BREAKERS_OPENED, options);
  }

  /** Targets found unusable as they are set up: permissions, model access, a model that is gone. Sum; `dimensionsMap: { Target: … }` narrows it. */
  public metricTargetsParked(options?: MetricOptions): Metric {
    return gatewayMetric(this, this.gatewayName, METRICS.TARGETS_PARKED, options);
  }

  /** Calls about the shared health of targets that failed or took too long. Sum. */
  public metricHealthErrors(options?: MetricOptions): Metric {
    return gatewayMetric(this, this.gatewayName, METRICS.HEALTH_ERRORS, options);
  }

  /**
   * Requests that a target has answered. Sum; `dimensionsMap` has to name a `Target` or a `Region`: that in which the target
   * is called. Where a cross-Region profile takes a request from there is in CloudTrail only.
   */
  public metricServed(options?: MetricOptions): Metric {
    return gatewayMetric(this, this.gatewayName, METRICS.SERVED, options);
  }

  /** Calls that Bedrock refused for want of quota or capacity. Sum; `dimensionsMap: { Pool: … }` narrows it to what Bedrock counts together. */
  public metricThrottledAttempts(options?: MetricOptions): Metric {
    return gatewayMetric(this, this.gatewayName, METRICS.THROTTLED_ATTEMPTS, options);
  }

  /** Requests that found every target avoided for its failures, and tried them all the same. Sum; `dimensionsMap: { Route: … }` narrows it. */
  public metricAllTargetsOpen(options?: MetricOptions): Metric {
    return gatewayMetric(this, this.gatewayName, METRICS.ALL_TARGETS_OPEN, options);
  }

  /** Requests refused for want of capacity although their tenant was within its guarantee. Sum. */
  public metricStarvedRequests(options?: MetricOptions): Metric {
    return gatewayMetric(this, this.gatewayName, METRICS.STARVED_REQUESTS, options);
  }

  /**
   * Calls that failed because of how something is set up. Sum; `dimensionsMap: { Cause: … }` narrows it to `accessDenied`,
   * `serviceControlPolicy`, `modelNotFound`, `credentials` or `other`.
   */
  public metricConfigurationFaults(options?: MetricOptions): Metric {
    return gatewayMetric(this, this.gatewayName, METRICS.CONFIGURATION_FAULTS, options);
  }

  /** Times that STS gave no credentials for the role of another account. Sum. */
  public metricCredentialFailures(options?: MetricOptions): Metric {
    return gatewayMetric(this, this.gatewayName, METRICS.CREDENTIAL_FAILURES, options);
  }

  /** Percent that is used of the limit on requests or tokens that a request found fullest at its tenant. Maximum: the tenant that is nearest to a limit. */
  public metricQuotaUsage(options?: MetricOptions): Metric {
    return gatewayMetric(this, this.gatewayName, METRICS.QUOTA_USAGE, options);
  }

  /** Percent that is used of the limit in US dollars that a request found fullest at its tenant. Maximum: the tenant that is nearest to a limit. */
  public metricBudgetUsage(options?: MetricOptions): Metric {
    return gatewayMetric(this, this.gatewayName, METRICS.BUDGET_USAGE, options);
  }
}
