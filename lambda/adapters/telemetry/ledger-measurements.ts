import { Measurement } from './metric-line';
import { METRICS } from '../../../src/contract/metrics';
import { LedgerActivity } from '../../core/ledger/observe-ledger';

/** What CloudWatch is told about the ledgers with each request; what has not happened is left out, but for the number that has to be 0. */
export function measurementOfLedgers({ latencies, open, throttles, violations }: LedgerActivity, time: number): Measurement {
  return {
    time,
    values: latencies.length === 0 ? [] : [
      ...latencies.map((value) => ({ name: METRICS.LEDGER_LATENCY, value })),
      ...throttles > 0 ? [{ name: METRICS.LEDGER_THROTTLES, value: throttles }] : [],
      { name: METRICS.OPEN_RESERVATIONS, value: open },
      { name: METRICS.QUOTA_INVARIANT_VIOLATIONS, value: violations },
    ],
    dimensions: {},
    dimensionSets: [[]],
  };
}
