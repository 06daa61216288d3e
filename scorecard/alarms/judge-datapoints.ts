import { AlarmState, MetricAlarm, MissingData } from './alarm-model';

/** What is looked at beyond the evaluation periods, in case some have no data. AWS shows its rules with three periods and five such points. */
export const EXTRA_DATAPOINTS = 2;

type Rules = Pick<MetricAlarm, 'evaluationPeriods' | 'datapointsToAlarm'> & { readonly missingData: MissingData };

/**
 * The state that follows from the data points of the evaluation range, by AWS's rules for those that are missing.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 * @param datapoints whether each breaches the threshold, oldest first; undefined where there is no data
 */
export function judgeDatapoints(datapoints: readonly (boolean | undefined)[], rules: Rules, before: AlarmState): AlarmState {
  const { evaluationPeriods, datapointsToAlarm, missingData } = rules;
  // Those that exist count, as many as are needed, from as far back as the range goes.
  const real = datapoints.filter((breaching) => breaching !== undefined).slice(-evaluationPeriods);
  const breaching = real.filter(Boolean).length;
  const missing = evaluationPeriods - real.length;
  if (missing === 0 || breaching >= datapointsToAlarm) return breaching >= datapointsToAlarm ? 'ALARM' : 'OK';
  if (missingData === 'breaching') return breaching + missing >= datapointsToAlarm ? 'ALARM' : 'OK';
  if (missingData === 'notBreaching') return 'OK';
  if (real.length === 0) return missingData === 'ignore' ? before : 'INSUFFICIENT_DATA';
  if (breaching < real.length) return 'OK';
  if (missingData === 'ignore') return before;
  // All that is known breaches, and began long enough ago.
  const age = datapoints.length - datapoints.indexOf(true);
  return age >= datapointsToAlarm ? 'ALARM' : 'OK';
}
