import { Measurement, MetricValue } from './metric-line';
import { DIMENSIONS, METRICS } from '../../../src/contract/metrics';
import { BreakerChange } from '../../core/health/health';

/** What CloudWatch is told when a breaker opens: over everything, and by target. A recovery is no metric. */
export function measurementOfChange({ target, change, cause }: BreakerChange, time: number): Measurement {
  const values: MetricValue[] = [];
  if (cause === 'configuration' && change !== 'recovered') values.push({ name: METRICS.TARGETS_PARKED, value: 1 });
  else if (change === 'opened') values.push({ name: METRICS.BREAKERS_OPENED, value: 1 });
  return { time, values, dimensions: { [DIMENSIONS.TARGET]: target }, dimensionSets: [[], [DIMENSIONS.TARGET]] };
}

export function measurementOfHealthError(time: number): Measurement {
  return { time, values: [{ name: METRICS.HEALTH_ERRORS, value: 1 }], dimensions: {}, dimensionSets: [[]] };
}
