import { AlarmModel, MetricAlarm } from '../../../scorecard/alarms/alarm-model';
import { minuteOf, statisticOf } from '../../../scorecard/alarms/minutes';
import { runAlarms } from '../../../scorecard/alarms/run-alarms';

const METRIC = { namespace: 'N', name: 'Errors', dimensions: { Gateway: 'g' } };
const datum = (value: number, metric = METRIC) => ({ ...metric, value, unit: 'Count', timestamp: 0 });
const minute = (...values: readonly number[]) => minuteOf(values.map((value) => datum(value)));

const ALARM: MetricAlarm = {
  kind: 'metric',
  arn: 'arn:errors',
  name: 'errors',
  description: '',
  actions: [],
  inputs: [{ id: 'm', metric: METRIC, statistic: 'Sum' }],
  expressions: [],
  watched: 'm',
  periodMinutes: 5,
  comparison: 'GreaterThanOrEqualToThreshold',
  threshold: 5,
  evaluationPeriods: 2,
  datapointsToAlarm: 2,
  missingData: 'notBreaching',
};

const statesOf = (alarms: readonly AlarmModel[], minutes: Parameters<typeof runAlarms>[1], arn = ALARM.arn) => runAlarms(alarms, minutes).get(arn)!;

describe('an alarm', () => {
  test('goes off when as many periods as it takes are over its threshold, and not before', () => {
    const states = statesOf([ALARM], Array.from({ length: 12 }, () => minute(1)));
    // The older of two periods is full after ten minutes.
    expect(states.indexOf('ALARM')).toBe(9);
  });

  test('stays silent for what is below it, and where nothing is measured', () => {
    expect(new Set(statesOf([ALARM], Array.from({ length: 20 }, () => minute(0))))).toEqual(new Set(['OK']));
    expect(new Set(statesOf([ALARM], Array.from({ length: 20 }, () => minute())))).toEqual(new Set(['OK']));
  });

  test('reads the metric with its dimensions, and no other', () => {
    const other = minuteOf([datum(100, { ...METRIC, dimensions: { Gateway: 'other' } }), datum(100, { ...METRIC, name: 'Requests' })]);
    expect(new Set(statesOf([ALARM], Array.from({ length: 20 }, () => other)))).toEqual(new Set(['OK']));
  });

  test('can compare what is computed of several', () => {
    const requests = { ...METRIC, name: 'Requests' };
    const share: MetricAlarm = {
      ...ALARM,
      inputs: [{ id: 'part', metric: METRIC, statistic: 'Sum' }, { id: 'whole', metric: requests, statistic: 'Sum' }],
      expressions: [{ id: 'share', expression: '100 * part / whole' }],
      watched: 'share',
      periodMinutes: 1,
      threshold: 50,
    };
    const at = (errors: number) => minuteOf([datum(errors), datum(4, requests)]);
    expect(statesOf([share], [at(2), at(1), at(2), at(3)])).toEqual(['OK', 'OK', 'OK', 'ALARM']);
  });

  test('over others goes off when its rule holds', () => {
    const quick = { ...ALARM, arn: 'arn:quick', periodMinutes: 1, threshold: 1, evaluationPeriods: 1, datapointsToAlarm: 1 };
    const both: AlarmModel = { kind: 'composite', arn: 'arn:both', name: 'both', description: '', actions: [], rule: 'ALARM("arn:errors") AND ALARM("arn:quick")' };
    const minutes = [...Array.from({ length: 10 }, () => minute(1)), minute(0)];
    expect(statesOf([both, ALARM, quick], minutes, 'arn:both').slice(-3)).toEqual(['OK', 'ALARM', 'OK']);
    expect(() => runAlarms([{ ...both, rule: 'ALARM("arn:none")' }], minutes)).toThrow('there is no such alarm');
  });
});

test('a minute keeps what statistics need', () => {
  const minutes = [minuteOf([datum(1), datum(5)], 2), minute(3)];
  expect(['Sum', 'SampleCount', 'Average', 'Minimum', 'Maximum'].map((name) => statisticOf(minutes, METRIC, name))).toEqual([15, 5, 3, 1, 5]);
  expect(() => statisticOf(minutes, METRIC, 'p99')).toThrow('p99 cannot be computed');
  expect(statisticOf([minute()], METRIC, 'Sum')).toBeUndefined();
});
