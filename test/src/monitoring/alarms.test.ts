import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { AlarmBase, IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import {
  AlarmSeverity, GatewayAlarmOptions, GatewayCompute, InferenceTarget, MonitoringOptions, OperationalAlarmProps, ResilientInference,
  ResilientInferenceProps,
} from '../../../src/index';
import type { ErrorCode } from '../../../src/private/errors';
import { expectError } from '../support/errors';
import { construct, minimalProps, SONNET, synthesize } from '../support/synthesis';

const textOf = (path: string) => readFileSync(join(__dirname, '../../..', path), 'utf8');
const RUNBOOK = textOf('docs/runbook.md');
const README = textOf('README.md');

const withMonitoring = (monitoring: MonitoringOptions): ResilientInferenceProps => ({ ...minimalProps(), monitoring });
const withAlarms = (alarmOptions: GatewayAlarmOptions) => withMonitoring({ alarmOptions });
const namesOf = (props: ResilientInferenceProps) => Object.keys(construct(props).monitoring.alarms).sort();

/** A gateway to which everything can happen. */
const fullProps = (): ResilientInferenceProps => ({
  routes: {
    sonnet: {
      targets: [InferenceTarget.crossRegion(SONNET, { name: 'first', capacity: { requestsPerMinute: 100 } })],
      fallbacks: [{ targets: [InferenceTarget.crossRegion(SONNET, { name: 'second', roleArn: 'arn:aws:iam::222222222222:role/x', capacity: { requestsPerMinute: 100 } })] }],
    },
  },
  tenants: { a: { share: { guaranteed: { requestsPerMinute: 10 } } } },
  monitoring: { alarmOptions: { invocationLogDelivery: { enabled: true } } },
});

interface AlarmProperties {
  readonly AlarmDescription: string;
  readonly Threshold?: number;
  readonly AlarmActions?: readonly unknown[];
}

const alarmsIn = (props: Parameters<typeof synthesize>[0]): Readonly<Record<string, AlarmProperties>> => {
  const { template } = synthesize(props);
  const found = { ...template.findResources('AWS::CloudWatch::Alarm'), ...template.findResources('AWS::CloudWatch::CompositeAlarm') };
  return Object.fromEntries(Object.entries(found).map(([id, { Properties }]) => [id, Properties as AlarmProperties]));
};

describe('the alarms of a gateway', () => {
  test('are those that it can set off', () => {
    expect(namesOf(minimalProps())).toEqual([
      'allTargetsOpen', 'availabilityFast', 'availabilitySlow', 'configurationFaults', 'functionConcurrency', 'functionErrors', 'functionThrottles',
      `throttleShare/cross-region:${SONNET}`,
    ].map((name) => name.startsWith('throttleShare') ? expect.stringMatching(/^throttleShare\//) as string : name));
    expect(namesOf(fullProps()).map((name) => name.replace(/\/.*/, ''))).toEqual([
      'allTargetsOpen', 'availabilityFast', 'availabilitySlow', 'configurationFaults', 'credentialFailures', 'fallbackShare', 'functionConcurrency',
      'functionErrors', 'functionThrottles', 'invocationLogDelivery', 'ledgerErrors', 'quotaInvariant', 'tenantStarvation', 'throttleShare', 'throttleShare',
    ]);
  });

  test('say how urgent they are, and end with a section of the runbook that exists', () => {
    const sections = [...RUNBOOK.matchAll(/^## ([a-z0-9-]+)$/gm)].map(([, section]) => section!);
    const described = Object.values(alarmsIn(fullProps())).map(({ AlarmDescription }) => AlarmDescription);
    const pattern = /^[A-Z].*\. Severity: (page|ticket)\. Runbook: https:\/\/github\.com\/.*\/docs\/runbook\.md#([a-z0-9-]+)$/;
    for (const description of described) expect(description).toMatch(pattern);
    expect([...new Set(described.map((description) => pattern.exec(description)![2]!))].sort()).toEqual(sections.sort());
  });

  test('are those of the README, with their severities', () => {
    const rows = [...README.matchAll(/^\| `([a-z-]+)` \| (page|ticket) \| /gm)].map(([, section, severity]) => `${section} ${severity}`);
    const described = Object.values(alarmsIn(fullProps())).map(({ AlarmDescription }) => /Severity: (\w+).*#(.*)$/.exec(AlarmDescription)!);
    expect(rows.sort()).toEqual([...new Set(described.map(([, severity, section]) => `${section} ${severity}`))].sort());
  });

  test('do not grow with tenants, and with more than twenty pools there is one over all', () => {
    const tenants = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`t${index}`, {}]));
    expect(namesOf({ ...minimalProps(), tenants })).toEqual(namesOf(minimalProps()));
    const routes = (count: number) => ({
      sonnet: { targets: Array.from({ length: count }, (_, index) => InferenceTarget.crossRegion(SONNET, { name: `t${index}` })) },
    });
    const throttle = (count: number) => namesOf({ ...minimalProps(), routes: routes(count) }).filter((name) => name.startsWith('throttleShare'));
    expect(throttle(20)).toHaveLength(20);
    expect(throttle(21)).toEqual(['throttleShare']);
  });

  test('cost about what the documentation says', () => {
    const priceOf = (props: ResilientInferenceProps) => {
      const { template } = synthesize(props);
      const metrics = Object.values(template.findResources('AWS::CloudWatch::Alarm')).flatMap(({ Properties }) => {
        const { Metrics = [{ MetricStat: {} }] } = Properties as { readonly Metrics?: readonly { readonly MetricStat?: unknown }[] };
        return Metrics.filter(({ MetricStat }) => MetricStat !== undefined);
      });
      return Math.round(10 * metrics.length + 50 * Object.keys(template.findResources('AWS::CloudWatch::CompositeAlarm')).length);
    };
    const onePool = { ...fullProps(), monitoring: {} };
    const source = textOf('src/monitoring/monitoring-options.ts');
    const [, told] = /about \$([\d.]+) in all/.exec(source.replaceAll('\n * ', ' ')) ?? [];
    // The full gateway has two.
    expect(priceOf(onePool) - 20).toBe(Math.round(Number(told) * 100));
  });

  test('do what their severity asks for, the parts of a composite alarm nothing', () => {
    const props = (stack: Stack): ResilientInferenceProps => withMonitoring({
      onPage: [new SnsAction(new Topic(stack, 'Page'))],
      onTicket: [new SnsAction(new Topic(stack, 'Ticket'))],
      alarmOptions: { functionErrors: { severity: AlarmSeverity.TICKET } },
      runbookUrl: 'https://example.com/book',
    });
    const actionsOf = (id: string) => {
      const [, alarm] = Object.entries(alarmsIn(props)).find(([logicalId]) => new RegExp(`Monitoring${id}[0-9A-F]{8}$`).test(logicalId))!;
      return [/Severity: (\w+)/.exec(alarm.AlarmDescription)![1], JSON.stringify(alarm.AlarmActions)];
    };
    expect(actionsOf('AvailabilityFast')).toEqual(['page', expect.stringContaining('"Page')]);
    expect(actionsOf('AvailabilityFastLong')).toEqual(['page', undefined]);
    expect(actionsOf('AvailabilitySlow')).toEqual(['ticket', expect.stringContaining('"Ticket')]);
    expect(actionsOf('FunctionErrors')).toEqual(['ticket', expect.stringContaining('"Ticket')]);
    expect(actionsOf('FunctionThrottles')).toEqual(['page', expect.stringContaining('"Page')]);
    expect(Object.values(alarmsIn(props))[0]!.AlarmDescription).toContain('Runbook: https://example.com/book#');
  });

  test('on the invocation log is there once anything is said of it', () => {
    const isThere = (alarmOptions: GatewayAlarmOptions) => namesOf(withAlarms(alarmOptions)).includes('invocationLogDelivery');
    expect(isThere({})).toBe(false);
    for (const said of [{}, { threshold: 3 }, { enabled: undefined }]) expect(isThere({ invocationLogDelivery: said })).toBe(true);
    expect(isThere({ invocationLogDelivery: { enabled: false, threshold: 3 } })).toBe(false);
  });

  test.each(Object.keys(construct(fullProps()).monitoring.alarms).map((name) => name.replace(/\/.*/, '')))('%s can be switched off', (name) => {
    const { invocationLogDelivery, ...others } = fullProps().monitoring!.alarmOptions!;
    const alarmOptions = { invocationLogDelivery, ...others, [name]: { enabled: false } };
    expect(namesOf({ ...fullProps(), monitoring: { alarmOptions } }).filter((left) => left.startsWith(name))).toEqual([]);
  });

  test('have thresholds of their own', () => {
    const thresholds = (alarmOptions: GatewayAlarmOptions) => Object.fromEntries(
      Object.entries(alarmsIn({ ...withAlarms(alarmOptions), compute: GatewayCompute.lambda({ reservedConcurrentExecutions: 50 }) })).map(([id, { Threshold }]) => [/Monitoring(\w+?)[0-9A-F]{8}$/.exec(id)![1], Threshold]),
    );
    expect(thresholds({})).toMatchObject({
      AvailabilityFastLong: 1.44, AvailabilityFastShort: 1.44, AvailabilitySlowLong: 0.6, FunctionErrors: 3, FunctionConcurrency: 40,
    });
    expect(thresholds({
      availabilityObjective: 99, availabilityFast: { rate: 10 }, functionErrors: { threshold: 7 }, functionConcurrency: { percent: 50 },
    })).toMatchObject({ AvailabilityFastLong: 10, AvailabilitySlowShort: 6, FunctionErrors: 7, FunctionConcurrency: 25 });
  });

  test('of concurrency look at the account unless copies are reserved, and at nothing that cannot be computed', () => {
    const described = (props: Partial<ResilientInferenceProps>) => Object.values(alarmsIn({ ...minimalProps(), ...props }))
      .map(({ AlarmDescription }) => AlarmDescription).filter((text) => text.includes('#function-concurrency'));
    expect(described({})[0]).toContain('of the account use 80 % of the 1000 copies');
    expect(described({ compute: GatewayCompute.lambda({ reservedConcurrentExecutions: 50 }) })[0]).toContain('80 % of the 50 copies');
    expect(described({ compute: GatewayCompute.lambda({ reservedConcurrentExecutions: 0 }) })).toEqual([]);
    expect(described({ compute: GatewayCompute.lambda({ reservedConcurrentExecutions: Lazy.number({ produce: () => 5 }) }) })).toEqual([]);
  });

  test('can be joined by others, which go where they go', () => {
    const { inference, template } = synthesize((stack) => withMonitoring({ onTicket: [new SnsAction(new Topic(stack, 'Ticket'))] }));
    expect(template.findResources('AWS::CloudWatch::Alarm')).toBeDefined();
    const { monitoring } = construct(withMonitoring({ runbookUrl: 'https://example.com/book' }));
    const alarm = monitoring.addAlarm('Expiry', {
      metric: new Metric({ namespace: 'N', metricName: 'DaysLeft', period: Duration.hours(1) }),
      threshold: 3,
      severity: AlarmSeverity.TICKET,
      summary: 'It ends soon.',
      runbookSection: 'expiry',
    });
    expect(monitoring.alarms.Expiry).toBe(alarm);
    expect(alarm.severity).toBe('ticket');
    expect(inference.monitoring.alarms).not.toHaveProperty('Expiry');
    expect(Object.values(monitoring.alarms).every((known) => known instanceof AlarmBase)).toBe(true);
  });
});

describe('the dashboard', () => {
  test('has the thresholds of the alarms on its graphs', () => {
    const body = JSON.stringify(synthesize(withAlarms({ throttleShare: { percent: 33 }, availabilityFast: { rate: 7 } })).template
      .findResources('AWS::CloudWatch::Dashboard'));
    expect(body).toContain(String.raw`\"value\":33`);
    expect(body).toContain(String.raw`\"value\":0.7,`);
    expect(body).toContain('throttleShare: throttled');
  });

  test('is called after the gateway and its Region, for dashboards are of the account', () => {
    const { inference, template } = synthesize(minimalProps());
    template.hasResourceProperties('AWS::CloudWatch::Dashboard', { DashboardName: `${inference.gatewayName}-us-east-1` });
    expect(inference.monitoring.dashboard).toBeDefined();
  });

  test('and the alarms can be switched off', () => {
    const count = (monitoring: MonitoringOptions) => {
      const { template } = synthesize(withMonitoring(monitoring));
      return ['AWS::CloudWatch::Dashboard', 'AWS::CloudWatch::Alarm', 'AWS::CloudWatch::CompositeAlarm'].map((type) => Object.keys(template.findResources(type)).length);
    };
    expect(count({ dashboard: false })).toEqual([0, 10, 2]);
    expect(count({ alarms: false })).toEqual([1, 0, 0]);
    expect(count({ alarms: false, dashboard: false })).toEqual([0, 0, 0]);
  });
});

describe('metrics that tell tenants apart', () => {
  const withTenants = (count: number, monitoring?: MonitoringOptions): ResilientInferenceProps => ({
    ...minimalProps(), tenants: Object.fromEntries(Array.from({ length: count }, (_, index) => [`t${index}`, {}])), monitoring,
  });
  const widgetsOf = (props: ResilientInferenceProps) => {
    const [dashboard] = Object.values(synthesize(props).template.findResources('AWS::CloudWatch::Dashboard'));
    return JSON.stringify(dashboard!.Properties.DashboardBody);
  };
  const tellsApart = (props: ResilientInferenceProps) => synthesize(props).plan.tenantMetrics === true;
  const told = (props: ResilientInferenceProps) => {
    const { stack } = synthesize(props);
    return Annotations.fromStack(stack).findInfo('*', Match.stringLikeRegexp('tenants apart')).map(({ entry }) => entry.data);
  };

  test('are there for up to fifty tenants, and for more where they are asked for', () => {
    expect([50, 51].map((count) => tellsApart(withTenants(count)))).toEqual([true, false]);
    expect(tellsApart(withTenants(51, { tenantMetrics: true }))).toBe(true);
    expect(tellsApart(withTenants(1, { tenantMetrics: false }))).toBe(false);
  });

  test('are said to be missing, with what they would cost, unless somebody has decided it', () => {
    expect(told(withTenants(1_000))).toEqual([expect.stringContaining('do not tell the 1000 tenants apart, for they would cost up to $1800 a month: set monitoring.tenantMetrics to true')]);
    for (const tenantMetrics of [true, false]) expect(told(withTenants(51, { tenantMetrics }))).toEqual([]);
    expect(told(withTenants(50))).toEqual([]);
  });

  test('are what the dashboard shows of tenants, or else records', () => {
    const title = (name: string) => String.raw`\"title\":\"${name}\"`;
    for (const tenantMetrics of [true, false]) {
      const widgets = widgetsOf(withTenants(1, { tenantMetrics }));
      for (const name of ['Requests by tenant', 'Cost by tenant ($)']) expect(widgets).toContain(title(name));
      expect([/GROUP BY \\+"Tenant/.test(widgets), widgets.includes('sum(settledUsd) as dollars by tenant')]).toEqual([tenantMetrics, !tenantMetrics]);
    }
  });

  test('can be read by an alarm where there are any', () => {
    const addTo = (gateway: ResilientInference, metric: IMetric) => gateway.monitoring.addAlarm('Spending', {
      metric, threshold: 5, severity: AlarmSeverity.TICKET, summary: 'A tenant spends much.', runbookSection: 'spending',
    });
    const ofTenant = (gateway: ResilientInference) => gateway.metricSettledUsd({ dimensionsMap: { Tenant: 't0' } });
    const [on, off] = [true, false].map((tenantMetrics) => construct(withTenants(1, { tenantMetrics })));
    expect(addTo(on!, ofTenant(on!))).toBeInstanceOf(AlarmBase);
    const share = new MathExpression({ expression: '100 * part', usingMetrics: { part: ofTenant(off!) } });
    for (const metric of [ofTenant(off!), share]) {
      expectError(() => addTo(off!, metric), 'ContradictoryProperties', "reads SettledUsd of the tenant 't0'", 'set monitoring.tenantMetrics to true', '(at Stack/Gateway/Monitoring)');
    }
    // Of the same name, and of another gateway.
    expect(addTo(off!, ofTenant(on!).with({ dimensionsMap: { Gateway: 'another', Tenant: 't0' } }))).toBeInstanceOf(AlarmBase);
  });
});

describe('a mistake', () => {
  test.each<[string, GatewayAlarmOptions, ErrorCode, string]>([
    ['an objective of everything', { availabilityObjective: 100 }, 'InvalidNumber', 'alarmOptions.availabilityObjective is 100, but must be a percentage above 0 and below 100'],
    ['an objective of nothing', { availabilityObjective: 0 }, 'InvalidNumber', 'alarmOptions.availabilityObjective is 0'],
    ['a share of more than all', { fallbackShare: { percent: 120 } }, 'InvalidNumber', 'alarmOptions.fallbackShare.percent is 120'],
    ['a share of a token', { fallbackShare: { percent: Lazy.number({ produce: () => 5 }) } }, 'TokenNotAllowed', 'alarmOptions.fallbackShare.percent is a token'],
    ['part of a request', { throttleShare: { minimumVolume: 1.5 } }, 'InvalidNumber', 'alarmOptions.throttleShare.minimumVolume is 1.5'],
    ['no rate', { availabilityFast: { rate: 0 } }, 'InvalidNumber', 'alarmOptions.availabilityFast.rate is 0'],
    ['no failure', { availabilitySlow: { minimumFailures: 0 } }, 'InvalidNumber', 'alarmOptions.availabilitySlow.minimumFailures is 0'],
    ['a threshold that is always met', { ledgerErrors: { threshold: 0 } }, 'InvalidNumber', 'alarmOptions.ledgerErrors.threshold is 0, but must be a whole number of at least 1'],
    ['more than all of the limit', { functionConcurrency: { percent: 101 } }, 'InvalidNumber', 'a percentage above 0 and 100 at most'],
    ['a limit that is none', { functionConcurrency: { accountLimit: 0 } }, 'InvalidNumber', 'alarmOptions.functionConcurrency.accountLimit is 0'],
  ])('is found: %s', (_, alarmOptions, code, message) => {
    expectError(() => construct(withAlarms(alarmOptions)), code, message, '(at Stack/Gateway/Monitoring)');
  });

  test.each<[keyof GatewayAlarmOptions, string, Partial<ResilientInferenceProps>?]>([
    ['fallbackShare', 'no route has a fallback. Give one fallbacks'],
    ['tenantStarvation', 'no tenant has a guarantee. Give one share.guaranteed'],
    ['ledgerErrors', 'nothing is counted. Give a tenant a quota or a target a capacity'],
    ['quotaInvariant', 'nothing is counted'],
    ['credentialFailures', 'no target is in another account. Add one'],
    ['functionConcurrency', 'reservedConcurrentExecutions is 0, so nothing runs', { compute: GatewayCompute.lambda({ reservedConcurrentExecutions: 0 }) }],
    ['functionConcurrency', 'reservedConcurrentExecutions is a token', { compute: GatewayCompute.lambda({ reservedConcurrentExecutions: Lazy.number({ produce: () => 5 }) }) }],
  ])('is an alarm that nothing could set off, asked for: %s, for %s', (name, reason, props = {}) => {
    const asking = (enabled?: boolean) => ({ ...withAlarms({ [name]: { enabled, severity: AlarmSeverity.PAGE } }), ...props });
    expectError(() => construct(asking(true)), 'ContradictoryProperties', `alarmOptions.${name}.enabled is true, but nothing could set the alarm off: ${reason}`, `or remove ${name}`, '(at Stack/Gateway/Monitoring)');
    // Settings that several gateways share are not a wish for each of them.
    for (const enabled of [undefined, false]) expect(namesOf(asking(enabled))).not.toContain(name);
  });

  describe('in an alarm that is added', () => {
    const add = (props: Partial<OperationalAlarmProps>, id = 'Own') => () => {
      const gateway = construct(minimalProps());
      return gateway.monitoring.addAlarm(id, {
        metric: gateway.metricFailures(), threshold: 1, severity: AlarmSeverity.PAGE, summary: 'It has happened.', runbookSection: 'own', ...props,
      });
    };
    const token = Lazy.number({ produce: () => 2 });

    test.each<[string, Partial<OperationalAlarmProps>, ErrorCode, string]>([
      ['no number to compare with', { threshold: NaN }, 'InvalidNumber', "threshold of the alarm 'Own' is NaN"],
      ['no period', { evaluationPeriods: 0 }, 'InvalidNumber', "evaluationPeriods of the alarm 'Own' is 0"],
      ['half a data point', { evaluationPeriods: 2, datapointsToAlarm: 0.5 }, 'InvalidNumber', "datapointsToAlarm of the alarm 'Own' is 0.5"],
      ['more data points than periods', { evaluationPeriods: 2, datapointsToAlarm: 3 }, 'ContradictoryProperties', 'is 3, but only 2 evaluationPeriods are looked at'],
      ['a novel', { summary: 'x'.repeat(1_000) }, 'InvalidName', 'CloudWatch takes 1024: say it shorter'],
    ])('is found: %s', (_, props, code, message) => {
      expectError(add(props), code, message, '(at Stack/Gateway/Monitoring)');
    });

    test.each(['availabilityFast', 'FunctionErrors'])('is the name of another: %s', (id) => {
      expectError(add({}, id), 'InvalidName', `an alarm cannot be called '${id}'`, 'choose another id');
    });

    test('may be tokens', () => {
      expect(add({ threshold: token, evaluationPeriods: token, datapointsToAlarm: token })).not.toThrow();
    });
  });

  test('is an address that is none, a section that is none, and what alarms are told that do not exist', () => {
    expectError(() => construct(withMonitoring({ runbookUrl: 'https://example.com/book#top' })), 'InvalidUrl', 'without a fragment');
    expectError(() => construct(withMonitoring({ runbookUrl: 'runbook.md' })), 'InvalidUrl', 'runbookUrl is \'runbook.md\', but must be an https URL');
    expectError(() => construct(withMonitoring({ alarms: false, alarmOptions: { functionErrors: { threshold: 2 } } })), 'ContradictoryProperties', 'monitoring.alarms is false, but alarmOptions has functionErrors');
    const { monitoring } = construct(minimalProps());
    const metric = new Metric({ namespace: 'N', metricName: 'M' });
    expectError(() => monitoring.addAlarm('X', { metric, threshold: 1, severity: AlarmSeverity.PAGE, summary: 'X.', runbookSection: 'What to do' }),
      'InvalidName', 'runbookSection is \'What to do\'');
  });
});
