import { CAPACITY, MAX_ATTEMPTS, runSoak, SoakReport } from './run-soak';
import { sumOf } from '../../lambda/core/ledger/amounts';
import { SPANS } from '../../lambda/core/ledger/dimensions';
import { poolLedgerKey, tenantLedgerKey } from '../../src/contract/table';
import { TENANT } from '../support/core/plans';

/** SOAK_SEED repeats a run; SOAK_REQUESTS makes it longer: CI runs 100,000. */
const SEED = Number(process.env.SOAK_SEED ?? 20261120);
const REQUESTS = Number(process.env.SOAK_REQUESTS ?? 10_000);
const RUNS = [
  { name: 'failClean', midStream: 'failClean', hedged: false },
  { name: 'resume', midStream: 'resume', hedged: false },
  { name: 'buffer', midStream: 'buffer', hedged: false },
  { name: 'hedging', midStream: 'failClean', hedged: true },
] as const;

describe.each(RUNS)('a soak over random faults, with $name', (run) => {
  const { hedged, midStream, name } = run;
  const seed = SEED + RUNS.indexOf(run);
  let report: SoakReport;

  beforeAll(async () => {
    report = await runSoak({ seed, requests: Math.floor(REQUESTS / RUNS.length), containers: 4, midStream, hedged });
    const percent = (count: number) => `${((count / report.requests) * 100).toFixed(2)} %`;
    console.log(`seed ${seed}, ${name}: ${report.requests} requests, answered ${percent(report.answered)}, `
      + `a client without a gateway ${percent(report.naiveAnswered)}; ${JSON.stringify(report.outcomes)}`);
  }, 300_000);

  test('every request ends, and in time', () => {
    expect(Object.values(report.outcomes).reduce((sum, count) => sum + count, 0)).toBe(report.requests);
    expect(report.overdue).toBe(0);
    expect(report.records).toHaveLength(report.requests);
  });

  test('no truncated answer looks complete', () => {
    expect(report.truncatedSuccesses).toBe(0);
  });

  test('attempts are bounded, for each request and for all together', () => {
    expect(Math.max(...report.records.map(({ attempts }) => attempts.length))).toBeLessThanOrEqual(MAX_ATTEMPTS);
    expect(report.calls.length).toBeLessThanOrEqual(report.requests * 2);
  });

  test('no target is called beyond its declared capacity in any minute', () => {
    // A call is let through uncounted when the table does not answer, which happens to one write in 500.
    const uncounted = report.records.reduce((sum, { ledgerErrors }) => sum + ledgerErrors, 0);
    const limit = hedged ? CAPACITY.together : CAPACITY.alone;
    for (const target of hedged ? ['first', 'second'] : ['first']) {
      expect(mostInAMinute(report, target)).toBeLessThanOrEqual(limit + uncounted);
      expect(mostInAMinute(report, target)).toBeGreaterThan(limit / 5);
    }
  });

  test('second targets are asked only where the route says so, and within the budget for extra attempts', () => {
    const hedges = report.records.flatMap(({ attempts }) => attempts).filter(({ hedge }) => hedge).length;
    expect(hedges > 0).toBe(hedged);
    expect(hedges).toBeLessThanOrEqual(report.requests / 5 + 4 * 10);
  });

  test('a filtered answer comes back filtered only when the target for that could not answer', () => {
    const asked = report.records.filter(({ attempts }) => attempts.some(({ outcome }) => outcome === 'answerFiltered'));
    expect(asked.length).toBeGreaterThan(0);
    expect(report.filtered).toBeLessThan(asked.length);
  });

  test('what was reserved is given back: nothing is left when the window has passed', () => {
    for (const key of [tenantLedgerKey(TENANT), poolLedgerKey('first')]) {
      const item = report.store.item(key)!;
      expect(item.total).toEqual(sumOf(item.counters));
      expect(Math.min(0, ...item.counters.map(({ value }) => value))).toBe(0);
      expect(item.counters.length).toBeLessThan(160);
    }
  });

  test('more requests are answered than without the gateway', () => {
    expect(report.answered).toBeGreaterThan(report.naiveAnswered);
    expect(report.answered / report.requests).toBeGreaterThan(0.88);
  });
});

/** Calls of one target that Bedrock counts, in the fullest minute. */
function mostInAMinute({ calls }: SoakReport, name: string): number {
  const times = calls.filter(({ target, counted }) => target === name && counted).map(({ at }) => at);
  let from = 0;
  return times.reduce((most, at, index) => {
    while (times[from]! <= at - SPANS.requests.windowMs) from++;
    return Math.max(most, index - from + 1);
  }, 0);
}
