import fc from 'fast-check';
import { MAX_SHARED_TARGETS } from '../../../../lambda/core/health/health-store';
import { FAILURES_TO_OPEN, LONGEST_OPEN_MS, PROBE_LEASE_MS, SHORTEST_EVIDENCE_MS, SHORTEST_OPEN_MS } from '../../../../lambda/core/health/target-health';
import { HealthHistory, HealthSchedule, simulateHealth, SimulatedCall } from '../../../support/core/health-simulation';

/** The first target is down for a while; the second always answers. */
const outage = fc.record({ from: fc.integer({ min: 3, max: 15 }), length: fc.integer({ min: 5, max: 60 }) });

const schedules = fc.record({
  seed: fc.integer(),
  containers: fc.integer({ min: 1, max: 8 }),
  requestsPerSecond: fc.constantFrom(0.5, 2, 8),
  callMs: fc.constantFrom(50, 400, 2_000),
  tableMs: fc.constantFrom(0, 10, 60),
  outage,
});

type Sketch = typeof schedules extends fc.Arbitrary<infer Value> ? Value : never;

function scheduleOf({ outage: { from, length }, ...rest }: Sketch, more: Partial<HealthSchedule> = {}): HealthSchedule {
  return { ...rest, seconds: from + length + 45, targets: [{ down: [[from, from + length]] }, { down: [] }], ...more };
}

function probesOf({ calls }: HealthHistory, target = 't0'): readonly SimulatedCall[] {
  return calls.filter((call) => call.target === target && call.probe);
}

describe('containers that share the health of their targets', () => {
  let probesSeen = 0;

  test('have one probe of a target at a time, the next one after its failure and a growing pause', async () => {
    await fc.assert(fc.asyncProperty(schedules, fc.constantFrom(0, 0.1), async (sketch, crashRate) => {
      const history = await simulateHealth(scheduleOf(sketch, { crashRate }));
      const probes = probesOf(history);
      probesSeen += probes.length;
      probes.slice(1).forEach((probe, index) => {
        const before = probes[index]!;
        if (before.endedAt === undefined) expect(probe.startedAt).toBeGreaterThanOrEqual(before.startedAt + PROBE_LEASE_MS - 2 * sketch.tableMs);
        else expect(probe.startedAt).toBeGreaterThanOrEqual(before.endedAt + SHORTEST_OPEN_MS);
      });
    }), { numRuns: 25 });
    expect(probesSeen).toBeGreaterThan(50);
  }, 20_000);

  test('use a target again within 30 seconds of its recovery', async () => {
    await fc.assert(fc.asyncProperty(schedules, fc.constantFrom(0, 0.1), fc.boolean(), async (sketch, crashRate, tableFails) => {
      const { from, length } = sketch.outage;
      const recovery = (from + length) * 1_000;
      const { calls } = await simulateHealth(scheduleOf(sketch, { crashRate, tableDown: tableFails ? [[from + 2, from + length - 1]] : [] }));
      const used = calls.filter(({ target, startedAt }) => target === 't0' && startedAt >= recovery);
      // With one request every two seconds on average, a gap may be up to four long, and as long again for each container.
      const gapMs = 4_000 + sketch.callMs * 2;
      expect(used[0]?.startedAt).toBeLessThan(recovery + Math.min(30_000, LONGEST_OPEN_MS + gapMs * sketch.containers));
    }), { numRuns: 25 });
  }, 20_000);

  test('call a dead target five times, up to three times more from each container, and then only to probe', async () => {
    await fc.assert(fc.asyncProperty(schedules, async (sketch) => {
      const history = await simulateHealth(scheduleOf(sketch));
      const failed = history.calls.filter(({ target, fails }) => target === 't0' && fails);
      // 1, 2, 4, 8 and 16 seconds, then every 20.
      const probes = 6 + Math.ceil(sketch.outage.length * 1_000 / LONGEST_OPEN_MS);
      expect(failed.filter(({ probe }) => probe).length).toBeLessThanOrEqual(probes);
      // Of each container, a call from before the outage may take two failures back, and another may be under way when the breaker opens.
      const burst = Math.ceil(2 * sketch.requestsPerSecond * SHORTEST_EVIDENCE_MS / 1_000);
      expect(failed.filter(({ probe }) => !probe).length)
        .toBeLessThanOrEqual(FAILURES_TO_OPEN - 1 + 3 * sketch.containers + burst + lowRateFailures(sketch));
    }), { numRuns: 25 });
  }, 20_000);

  test('never refuse a request, whatever fails', async () => {
    const down = fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 40 })), { maxLength: 3 });
    const targets = fc.array(fc.record({ down }), { minLength: 1, maxLength: 4 });
    await fc.assert(fc.asyncProperty(schedules, targets, down, async (sketch, members, tableDown) => {
      const { refused, requests, largestItem } = await simulateHealth({
        ...scheduleOf(sketch), seconds: 40, targets: members, tableDown, crashRate: 0.05, leaveRate: 0.1, errorRate: 0.1,
      });
      expect(requests).toBeGreaterThan(0);
      expect(refused).toBe(0);
      expect(largestItem).toBeLessThanOrEqual(Math.min(MAX_SHARED_TARGETS, members.length));
    }), { numRuns: 25 });
  }, 20_000);

  test('open and close nothing because the table is down', async () => {
    const tableDown = fc.array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 40 })), { minLength: 1, maxLength: 3 });
    await fc.assert(fc.asyncProperty(schedules, tableDown, async (sketch, spans) => {
      const { changes, calls } = await simulateHealth({
        ...scheduleOf(sketch), seconds: 40, targets: [{ down: [] }, { down: [] }], tableDown: spans,
      });
      expect(changes).toEqual([]);
      expect(calls.every(({ target }) => target === 't0')).toBe(true);
    }), { numRuns: 25 });
  }, 20_000);
});

/** Before the breaker opens, failures that leave the 30-second window, with few requests in it. */
function lowRateFailures({ requestsPerSecond, outage: { length } }: Sketch): number {
  return requestsPerSecond < 1 ? Math.ceil(length / 30) * (FAILURES_TO_OPEN - 1) : 0;
}

describe('a busy target with errors in the background', () => {
  test.each([
    ['100 containers that answer quickly', { containers: 100, requestsPerSecond: 100, callMs: 200 }],
    ['200 containers that answer slowly', { containers: 200, requestsPerSecond: 30, callMs: 10_000 }],
    ['200 containers at 400 requests a second', { containers: 200, requestsPerSecond: 400, callMs: 400 }],
    ['one container', { containers: 1, requestsPerSecond: 20, callMs: 50 }],
  ])('does not open with 1 %% errors, at a few writes for each of them: %s', async (_, load) => {
    const { changes, calls, writes, reads } = await simulateHealth({
      seed: 7, seconds: 25, targets: [{ down: [] }, { down: [] }], errorRate: 0.01, ...load,
    });
    const errors = calls.filter(({ fails }) => fails).length;
    expect(errors).toBeGreaterThan(4);
    expect(changes).toEqual([]);
    expect(writes).toBeLessThanOrEqual(6 * errors);
    expect(reads).toBeLessThanOrEqual(load.containers * (25 / 2 + 6));
  });

  test('opens within seconds when it dies', async () => {
    const { changes } = await simulateHealth({
      seed: 3, seconds: 30, containers: 100, requestsPerSecond: 100, callMs: 200, errorRate: 0.01, targets: [{ down: [[20, 99]] }, { down: [] }],
    });
    expect(changes[0]).toMatchObject({ target: 't0', change: 'opened' });
    expect(changes[0]!.at).toBeGreaterThan(20_000);
    expect(changes[0]!.at).toBeLessThan(22_000);
  });
});
