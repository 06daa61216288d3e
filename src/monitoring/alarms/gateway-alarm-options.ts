import { AlarmOptions, BurnRateAlarmOptions, ConcurrencyAlarmOptions, CountAlarmOptions, ShareAlarmOptions } from './alarm-options';

/** The alarms of a gateway: each can be switched off, and has thresholds of its own. */
export interface GatewayAlarmOptions {
  /**
   * The part of requests that has to be answered, in percent: above 0, below 100. What it leaves is the error budget.
   *
   * @default 99.9
   */
  readonly availabilityObjective?: number;

  /**
   * The error budget of a month would be used up in two days: errors come 14.4 times as fast as the objective allows for, over
   * an hour and still over the last five minutes. A page.
   *
   * @see https://sre.google/workbook/alerting-on-slos/
   * @default - on
   */
  readonly availabilityFast?: BurnRateAlarmOptions;

  /**
   * The error budget would be used up in five days: 6 times as fast, over six hours and still over the last 30 minutes. A ticket.
   *
   * @default - on
   */
  readonly availabilitySlow?: BurnRateAlarmOptions;

  /**
   * Requests found every target of their route avoided for its failures, in 2 of 5 minutes: at least one in each. A page.
   *
   * @default - on
   */
  readonly allTargetsOpen?: CountAlarmOptions;

  /**
   * More than 10 % of requests were served by a fallback, three times 5 minutes long. A ticket.
   *
   * @default - on where a route has a fallback
   */
  readonly fallbackShare?: ShareAlarmOptions;

  /**
   * More than 10 % of the calls of a pool were throttled by Bedrock, three times 5 minutes long. A ticket. There is an alarm for
   * each pool: what targets declare as one capacity, or a target alone. With more than 20 of them there is one over all.
   *
   * @default - on
   */
  readonly throttleShare?: ShareAlarmOptions;

  /**
   * Requests were refused for want of capacity although their tenant was within its guarantee, in 2 of 5 minutes. A ticket.
   *
   * @default - on where a tenant has a guarantee
   */
  readonly tenantStarvation?: CountAlarmOptions;

  /**
   * At least 5 calls to quota ledgers failed in 5 minutes, in 2 of 3 such periods. A page: tenants are refused, or not limited.
   *
   * @default - on where anything is counted
   */
  readonly ledgerErrors?: CountAlarmOptions;

  /**
   * More was counted than a limit allows: a fault of the gateway or of its table. A page.
   *
   * @default - on where anything is counted
   */
  readonly quotaInvariant?: AlarmOptions;

  /**
   * At least one call failed because of how something is set up, within 20 minutes: a target that is parked for it is probed every
   * 15 minutes. A ticket, as other targets answer meanwhile.
   *
   * @default - on
   */
  readonly configurationFaults?: CountAlarmOptions;

  /**
   * STS gave no credentials for another account, at least once within 20 minutes. A ticket.
   *
   * @default - on where a target is in another account
   */
  readonly credentialFailures?: CountAlarmOptions;

  /**
   * At least 3 invocations of the gateway's function ended with an error of Lambda in 5 minutes (a crash, a timeout, no memory), in 2
   * of 3 such periods. A page: what ends so has no record and no metric of its own.
   *
   * @default - on
   */
  readonly functionErrors?: CountAlarmOptions;

  /**
   * Lambda refused at least one invocation of the gateway's function in 5 minutes, in 2 of 3 such periods. A page.
   *
   * @default - on
   */
  readonly functionThrottles?: CountAlarmOptions;

  /**
   * So many copies of functions ran at once for three minutes that little is left. A ticket.
   *
   * @default - on, unless what is reserved for the function is 0 or is known at deployment only
   */
  readonly functionConcurrency?: ConcurrencyAlarmOptions;

  /**
   * At least one line of Bedrock's model invocation log was not delivered within 15 minutes. A ticket. Of the gateway's own Region,
   * whoever has called Bedrock there.
   *
   * @default - off: invocation logging is a setting of the account, and not every account has it. Whatever is given here switches it on, unless `enabled` is false
   */
  readonly invocationLogDelivery?: CountAlarmOptions;
}
