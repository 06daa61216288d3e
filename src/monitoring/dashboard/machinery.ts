import { IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { DashboardContext } from './dashboard-context';
import { graph } from './graph';
import { topBy } from './top-metrics';
import { DIMENSIONS, METRICS } from '../../contract/metrics';
import { concurrencyOf } from '../alarms/define-concurrency';

/** What the gateway itself is made of. */
export function machinery({ gateway, metric, alarmsNamed }: DashboardContext): readonly IWidget[][] {
  const { handler, name } = gateway;
  return [
    [
      graph('Targets that began to be avoided', {
        left: [topBy({ gateway: name, metric: METRICS.BREAKERS_OPENED, by: DIMENSIONS.TARGET })],
        right: [metric(METRICS.ALL_TARGETS_OPEN, { label: 'requests that found all of them open' })],
      }),
      graph('Faults of the set-up', {
        left: [topBy({ gateway: name, metric: METRICS.CONFIGURATION_FAULTS, by: DIMENSIONS.CAUSE })],
        right: [metric(METRICS.TARGETS_PARKED, { label: 'targets parked' }), metric(METRICS.CREDENTIAL_FAILURES, { label: 'no credentials' })],
        alarms: alarmsNamed('configurationFaults'),
      }),
      graph('Quota ledgers', {
        left: [metric(METRICS.LEDGER_ERRORS, { label: 'errors' }), metric(METRICS.LEDGER_THROTTLES, { label: 'throttles' })],
        right: [metric(METRICS.LEDGER_LATENCY, { label: 'one write, p99 (ms)' })],
        alarms: alarmsNamed('ledgerErrors'),
      }),
    ],
    [
      graph('Function: errors and throttles', {
        left: [handler.metricErrors({ label: 'errors' }), handler.metricThrottles({ label: 'throttles' })], alarms: alarmsNamed('functionErrors'),
      }),
      graph(gateway.compute.kind === 'lambda' ? 'Functions that run at once' : 'Requests at once in an environment', { left: [concurrencyOf(gateway)], alarms: alarmsNamed('functionConcurrency') }),
      graph('Attempts and hedges', {
        left: [metric(METRICS.REQUESTS, { label: 'requests' }), metric(METRICS.ATTEMPTS, { label: 'calls' }), metric(METRICS.HEDGES, { label: 'hedges' })],
      }),
    ],
  ];
}
