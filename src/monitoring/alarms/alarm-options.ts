import { AlarmSeverity } from './alarm-severity';

/** What can be said of any alarm. */
export interface AlarmOptions {
  /**
   * Whether there is such an alarm. True where the gateway could not set it off is an error that says why, such as an alarm on
   * fallbacks where no route has one.
   *
   * @default - as the alarm's own description says, mostly true
   */
  readonly enabled?: boolean;

  /**
   * How soon somebody has to look.
   *
   * @default - as the alarm's own description says
   */
  readonly severity?: AlarmSeverity;
}

/** An alarm on how often something happens. */
export interface CountAlarmOptions extends AlarmOptions {
  /**
   * It goes off when it happens so often in a period: a whole number, at least 1.
   *
   * @default - as the alarm's own description says
   */
  readonly threshold?: number;
}

/** An alarm on a share. */
export interface ShareAlarmOptions extends AlarmOptions {
  /**
   * It goes off above so many percent: above 0, below 100.
   *
   * @default 10
   */
  readonly percent?: number;

  /**
   * A period in which there was less, of what it is a share of, does not count: one of two says nothing.
   *
   * @default 20
   */
  readonly minimumVolume?: number;
}

/** An alarm on how fast the error budget of the availability objective is used up. */
export interface BurnRateAlarmOptions extends AlarmOptions {
  /**
   * It goes off when errors come so many times as fast as the objective allows for.
   *
   * @default - 14.4 for the fast one, 6 for the slow one
   */
  readonly rate?: number;

  /**
   * With fewer failed requests in its long window it does not go off: one that fails at night is no outage.
   *
   * @default 5
   */
  readonly minimumFailures?: number;
}

/** An alarm on how near the gateway's function is to the most that may run at once. */
export interface ConcurrencyAlarmOptions extends AlarmOptions {
  /**
   * It goes off from so many percent of the limit: above 0, 100 at most.
   *
   * @default 80
   */
  readonly percent?: number;

  /**
   * How many functions the account may run at once in the Region. What reserves copies for the gateway is the limit instead.
   *
   * Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
   *
   * @default 1000
   */
  readonly accountLimit?: number;
}
