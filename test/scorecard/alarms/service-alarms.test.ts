import { App } from 'aws-cdk-lib';
import { readAssembly } from '../../../local/assembly/read-assembly';
import { MetricAlarm } from '../../../scorecard/alarms/alarm-model';
import { minuteOf } from '../../../scorecard/alarms/minutes';
import { readAlarms } from '../../../scorecard/alarms/read-alarms';
import { runAlarms } from '../../../scorecard/alarms/run-alarms';
import { ResilientInferenceStack } from '../../../src';
import { METRICS } from '../../../src/contract/metrics';
import { ENV, minimalProps } from '../../src/support/synthesis';
import { ANY, AWS_METRICS, AwsMetric } from '../../support/aws-metrics';

const app = new App();
const { inference } = new ResilientInferenceStack(app, 'Inference', {
  env: ENV,
  ...minimalProps(),
  tenants: { a: { quota: { requestsPerMinute: 5 } } },
  monitoring: { alarmOptions: { invocationLogDelivery: {} } },
});
const { resources, functions } = readAssembly(app.synth().directory);
const alarms = readAlarms(resources);
const functionName = functions.find(({ handler }) => handler === 'index.handler')!.name;

const HOUR = 60;
const metricNamed = (name: string): AwsMetric => AWS_METRICS.find((metric) => metric.name === name)!;

const filled = (dimensions: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(dimensions).map(([key, value]) => [key, value === ANY ? functionName : value]));

/** One that nothing in the local cloud emits, with a value in every minute of an hour. */
function hourOf({ namespace, name, unit }: Pick<AwsMetric, 'namespace' | 'name'> & { unit: string }, dimensions: Readonly<Record<string, string>>, value: number) {
  const minute = minuteOf([{ namespace, name, unit, dimensions: filled(dimensions), value, timestamp: 0 }]);
  return Array.from({ length: HOUR }, () => minute);
}

const goneOff = (minutes: Parameters<typeof runAlarms>[1]) => alarms
  .filter(({ arn }) => runAlarms(alarms, minutes).get(arn)!.includes('ALARM'))
  .map(({ description }) => /#(.*)$/.exec(description)![1]);

describe('alarms on what AWS measures', () => {
  test('read metrics as AWS publishes them, by the statistic that fits', () => {
    const inputs = alarms.filter((alarm): alarm is MetricAlarm => alarm.kind === 'metric').flatMap((alarm) => alarm.inputs)
      .filter(({ metric }) => metric.namespace.startsWith('AWS/'));
    expect(new Set(inputs.map(({ metric }) => metric.name))).toEqual(new Set(AWS_METRICS.map(({ name }) => name)));
    for (const { metric, statistic } of inputs) {
      const { dimensionSets, statistic: fitting } = metricNamed(metric.name);
      const known = dimensionSets.map(filled);
      expect({ metric: metric.name, statistic }).toEqual({ metric: metric.name, statistic: fitting });
      expect(known).toContainEqual(metric.dimensions);
    }
  });

  test('name no unit: one that differs from what is published would leave an alarm without data for ever', () => {
    const properties = resources.filter(({ type }) => type === 'AWS::CloudWatch::Alarm').map((alarm) => alarm.properties());
    expect(JSON.stringify(properties)).not.toContain('"Unit"');
  });

  test.each([
    ['Errors', { FunctionName: ANY }, 3, ['function-errors']],
    ['Throttles', { FunctionName: ANY }, 1, ['function-throttles']],
    ['ConcurrentExecutions', {}, 800, ['function-concurrency']],
    ['ConcurrentExecutions', {}, 799, []],
    // Of some other function of the account.
    ['Errors', {}, 1_000, []],
    ...AWS_METRICS.filter(({ namespace }) => namespace === 'AWS/Bedrock').flatMap(({ name, dimensionSets }) =>
      dimensionSets.map((set) => [name, set, 1, ['invocation-log-delivery']] as const)),
  ] as const)('%s by %j at %d a minute: %j', (name, dimensions, value, expected) => {
    expect(goneOff(hourOf(metricNamed(name), dimensions, value))).toEqual(expected);
    expect(goneOff(hourOf(metricNamed(name), dimensions, 0))).toEqual([]);
  });

  test('count a failed delivery once, under whichever dimensions it is published', () => {
    const [alarm] = alarms.filter((each): each is MetricAlarm => each.kind === 'metric' && each.description.includes('#invocation-log-delivery'));
    const { namespace, name, unit, dimensionSets } = metricNamed('ModelInvocationLogsS3DeliveryFailure');
    const both = minuteOf(dimensionSets.map((dimensions) => ({ namespace, name, unit, dimensions, value: 1, timestamp: 0 })));
    const statesAt = (threshold: number) => runAlarms([{ ...alarm!, threshold, periodMinutes: 1 }], [both]).get(alarm!.arn);
    expect([statesAt(1), statesAt(2)]).toEqual([['ALARM'], ['OK']]);
  });

  test('a quota that was counted beyond its limit is a page at the first time', () => {
    const measured = { namespace: 'ResilientInference', name: METRICS.QUOTA_INVARIANT_VIOLATIONS, unit: 'Count' };
    expect(goneOff(hourOf(measured, { Gateway: inference.gatewayName }, 1))).toEqual(['quota-invariant']);
    expect(goneOff(hourOf(measured, { Gateway: inference.gatewayName }, 0))).toEqual([]);
  });
});
