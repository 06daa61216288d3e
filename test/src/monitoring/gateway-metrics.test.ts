import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Dashboard, GraphWidget, Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import { METRIC_SHAPES, METRICS } from '../../../src/contract/metrics';
import { ResilientInference } from '../../../src/index';
import { construct, ENV, minimalProps } from '../support/synthesis';

const inference: ResilientInference = construct(minimalProps());

const methods: [string, string, (options?: MetricOptions) => Metric][] = [
  [METRICS.REQUESTS, 'Sum', (options) => inference.metricRequests(options)],
  [METRICS.SUCCESSES, 'Sum', (options) => inference.metricSuccesses(options)],
  [METRICS.FAILURES, 'Sum', (options) => inference.metricFailures(options)],
  [METRICS.LEDGER_LATENCY, 'p99', (options) => inference.metricLedgerLatency(options)],
  [METRICS.LEDGER_THROTTLES, 'Sum', (options) => inference.metricLedgerThrottles(options)],
  [METRICS.OPEN_RESERVATIONS, 'Maximum', (options) => inference.metricOpenReservations(options)],
  [METRICS.QUOTA_INVARIANT_VIOLATIONS, 'Sum', (options) => inference.metricQuotaInvariantViolations(options)],
  [METRICS.ADMITTED, 'Sum', (options) => inference.metricAdmitted(options)],
  [METRICS.RESERVATION_ERROR, 'Average', (options) => inference.metricReservationError(options)],
  [METRICS.SETTLED_USD, 'Sum', (options) => inference.metricSettledUsd(options)],
  [METRICS.QUOTA_REJECTIONS, 'Sum', (options) => inference.metricQuotaRejections(options)],
  [METRICS.ATTEMPTS, 'Sum', (options) => inference.metricAttempts(options)],
  [METRICS.FALLBACKS, 'Sum', (options) => inference.metricFallbacks(options)],
  [METRICS.HEDGES, 'Sum', (options) => inference.metricHedges(options)],
  [METRICS.LATENCY, 'p99', (options) => inference.metricLatency(options)],
  [METRICS.TIME_TO_FIRST_TOKEN, 'p99', (options) => inference.metricTimeToFirstToken(options)],
  [METRICS.RESERVED_QUOTA_TOKENS, 'Sum', (options) => inference.metricReservedQuotaTokens(options)],
  [METRICS.SETTLED_QUOTA_TOKENS, 'Sum', (options) => inference.metricSettledQuotaTokens(options)],
  [METRICS.LEDGER_ERRORS, 'Sum', (options) => inference.metricLedgerErrors(options)],
  [METRICS.BREAKERS_OPENED, 'Sum', (options) => inference.metricBreakersOpened(options)],
  [METRICS.TARGETS_PARKED, 'Sum', (options) => inference.metricTargetsParked(options)],
  [METRICS.HEALTH_ERRORS, 'Sum', (options) => inference.metricHealthErrors(options)],
  [METRICS.SERVED, 'Sum', (options) => inference.metricServed(options)],
  [METRICS.THROTTLED_ATTEMPTS, 'Sum', (options) => inference.metricThrottledAttempts(options)],
  [METRICS.ALL_TARGETS_OPEN, 'Sum', (options) => inference.metricAllTargetsOpen(options)],
  [METRICS.STARVED_REQUESTS, 'Sum', (options) => inference.metricStarvedRequests(options)],
  [METRICS.CONFIGURATION_FAULTS, 'Sum', (options) => inference.metricConfigurationFaults(options)],
  [METRICS.CREDENTIAL_FAILURES, 'Sum', (options) => inference.metricCredentialFailures(options)],
  [METRICS.QUOTA_USAGE, 'Maximum', (options) => inference.metricQuotaUsage(options)],
  [METRICS.BUDGET_USAGE, 'Maximum', (options) => inference.metricBudgetUsage(options)],
];

const dimensionSets = (name: string) => METRIC_SHAPES[name as keyof typeof METRIC_SHAPES].dimensionSets;

/** `{ Route: 'a route' }` */
const example = (set: readonly string[]) => Object.fromEntries(set.map((dimension) => [dimension, `a ${dimension.toLowerCase()}`]));

const bySet = methods.flatMap(([name, statistic, metric]) => dimensionSets(name).map((set) => [name, set, statistic, metric] as const));

test.each(bySet)('%s by [%s] is read as %s, of this gateway', (metricName, set, statistic, metric) => {
  expect(metric({ dimensionsMap: example(set) })).toMatchObject({ namespace: 'ResilientInference', metricName, statistic });
  expect(metric({ dimensionsMap: example(set) }).dimensions).toEqual({ Gateway: inference.gatewayName, ...example(set) });
});

test.each(methods)('%s can be read otherwise', (name, _, metric) => {
  const otherwise = metric({ dimensionsMap: example(dimensionSets(name)[0]!), statistic: 'Maximum', period: Duration.minutes(1) });
  expect(otherwise.statistic).toBe('Maximum');
  expect(otherwise.period.toSeconds()).toBe(60);
});

test.each(methods)('%s is not read by dimensions by which nothing is emitted', (_, __, metric) => {
  expect(() => metric({ dimensionsMap: { Colour: 'red' } })).toThrow(expect.objectContaining({
    code: 'UnknownDimensions', message: expect.stringMatching(/is asked for by Colour, but there are values by .+ only: give dimensionsMap one of these/),
  }));
});

test('a metric that is emitted with dimensions alone is not read without', () => {
  expect(() => inference.metricServed()).toThrow(/metric 'Served' is asked for by no dimension, but there are values by Target; /);
});

test('a dashboard of another Region shows the metric of the gateway’s own', () => {
  const dashboards = new Stack(Stack.of(inference).node.root as App, 'Dashboards', { env: { ...ENV, region: 'eu-west-1' } });
  new Dashboard(dashboards, 'Dashboard', { widgets: [[new GraphWidget({ left: [inference.metricFailures()] })]] });
  const [dashboard] = Object.values(Template.fromStack(dashboards).findResources('AWS::CloudWatch::Dashboard'));
  expect(JSON.stringify(dashboard)).toContain(String.raw`\"ResilientInference\",\"Failures\",\"Gateway\",\"${inference.gatewayName}\",{\"region\":\"us-east-1\"`);
});

test('two gateways are told apart: of one stack, and of one construct that is deployed under two names', () => {
  const app = new App();
  const named = (stackName: string, id: string) => {
    const stack = app.node.tryFindChild(stackName) as Stack | undefined ?? new Stack(app, stackName, { stackName, env: ENV });
    return new ResilientInference(stack, id, minimalProps()).gatewayName;
  };
  const names = [named('dev', 'Gateway'), named('dev', 'Other'), named('prod', 'Gateway')];
  expect(new Set(names).size).toBe(3);
  expect(names[0]).toMatch(/^devGateway[0-9A-F]{8}$/);
});

test('every metric of the contract has a method', () => {
  expect(methods.map(([name]) => name).sort()).toEqual(Object.values(METRICS).sort());
});
