import fc from 'fast-check';
import { play, Schedule } from './schedule';
import { createMemoryLedgerStore } from '../../../../lambda/adapters/memory/memory-ledger-store';
import { sumOf } from '../../../../lambda/core/ledger/amounts';
import { Dimension } from '../../../../lambda/core/ledger/dimensions';
import { leaseLedger } from '../../../../lambda/core/ledger/lease-ledger';
import { createLedger } from '../../../../lambda/core/ledger/ledger';
import { LeasesPlan } from '../../../../src/contract/plan';
import { tenantLedgerKey } from '../../../../src/contract/table';
import { seededRandom } from '../../../support/random';

const KEY = tenantLedgerKey('a');

/** LEDGER_SCHEDULES makes it more of them: CI plays 3,000. */
const SCHEDULES = Number(process.env.LEDGER_SCHEDULES ?? 150);

const requests = fc.integer({ min: 1, max: 12 });
const tokens = fc.integer({ min: 40, max: 300 });
const concurrent = fc.integer({ min: 1, max: 4 });

const disturbances = {
  seed: fc.integer(),
  containers: fc.integer({ min: 1, max: 5 }),
  callers: fc.integer({ min: 2, max: 8 }),
  skewMs: fc.constantFrom(0, 500, 1_900),
  delayMs: fc.constantFrom(0, 100, 500),
  lossRate: fc.constantFrom(0, 0.05),
  crashRate: fc.constantFrom(0, 0.2),
};

/** Limits on a minute and on what runs at once, over five minutes. */
const minutes = fc.record({
  ...disturbances,
  pace: fc.constant(1),
  limits: fc.oneof(
    fc.record({ requests }),
    fc.record({ tokens: fc.integer({ min: 40, max: 200 }) }),
    fc.record({ requests, tokens }),
    fc.record({ concurrent }),
    fc.record({ requests, tokens, concurrent }),
    fc.record({ 'requests': requests, 'tokens': tokens, 'tokens~k3f9': fc.integer({ min: 40, max: 100 }) }),
  ),
});

/** Enough requests that there are some to take together. */
const leased = fc.record({
  ...disturbances,
  callers: fc.integer({ min: 6, max: 12 }),
  pace: fc.constant(0.1),
  rounds: fc.constant(80),
  leases: fc.record({ requests: fc.integer({ min: 2, max: 100 }), ms: fc.constantFrom(500, 2_000, 5_000) }),
  limits: fc.oneof(
    fc.record({ requests: fc.integer({ min: 64, max: 130 }) }),
    fc.record({ requests: fc.integer({ min: 64, max: 200 }), tokens: fc.integer({ min: 1_300, max: 3_000 }) }),
    fc.record({
      'requests': fc.integer({ min: 64, max: 200 }), 'tokens': fc.integer({ min: 2_000, max: 4_000 }), 'tokens~k3f9': fc.integer({ min: 1_300, max: 2_000 }),
    }),
  ),
});

/** Limits on days and months, over five of them: the same schedules, slower. */
const days = fc.record({
  ...disturbances,
  pace: fc.constant(1_440),
  limits: fc.oneof(
    fc.record({ tokensPerDay: tokens }),
    fc.record({ costPerDay: tokens, costPerMonth: fc.integer({ min: 100, max: 900 }), concurrent }),
  ),
});

describe('the ledger under random interleavings of containers, lost answers, crashes and clock skew', () => {
  let rejectionsSeen = 0;

  const isExact = async (schedule: Schedule) => {
    const played = await play(schedule);
    const { over, rejections, seen } = played;
    rejectionsSeen += rejections;
    expect(over).toEqual([]);
    for (const item of seen) {
      const counted = sumOf(item.counters);
      for (const [dimension, total] of Object.entries(item.total)) expect(total).toBe(counted[dimension as Dimension] ?? 0);
      expect(Math.min(...item.counters.map(({ value }) => value), 0)).toBe(0);
      // Two dimensions are always counted, and some more where there is a limit on them.
      expect(item.counters.length).toBeLessThan(80 * Math.max(2, Object.keys(schedule.limits).length + 1));
    }
    return played;
  };

  test('never admits more than a limit in any of its windows, and its item stays small and never negative', async () => {
    await fc.assert(fc.asyncProperty(minutes, async (schedule) => void await isExact(schedule)), { numRuns: SCHEDULES });
    // The limits were really felt, or the run has proved nothing.
    expect(rejectionsSeen).toBeGreaterThan(5 * SCHEDULES);
  }, 300_000);

  test('nor with leases, which take many requests in one write', async () => {
    rejectionsSeen = 0;
    let admitted = 0;
    let writes = 0;
    await fc.assert(fc.asyncProperty(leased, async (schedule) => {
      const played = await isExact(schedule);
      admitted += played.admitted;
      writes += played.reservingWrites;
    }), { numRuns: Math.max(20, SCHEDULES / 10) });
    expect(rejectionsSeen).toBeGreaterThan(200);
    // There were leases indeed, even though most of the time little is left to take.
    expect(admitted).toBeGreaterThan(1.1 * writes);
  }, 300_000);

  test('nor in any day or month', async () => {
    rejectionsSeen = 0;
    await fc.assert(fc.asyncProperty(days, async (schedule) => void await isExact(schedule)), { numRuns: 60 });
    expect(rejectionsSeen).toBeGreaterThan(400);
  }, 60_000);

  test('whatever was reserved, everything fits again once the window has passed', async () => {
    await fc.assert(fc.asyncProperty(fc.integer(), fc.integer({ min: 1, max: 20 }), async (seed, limit) => {
      const random = seededRandom(seed);
      let now = Date.UTC(2026, 0, 1);
      const store = createMemoryLedgerStore();
      const container = () => createLedger(store, () => now);
      for (let index = 0; index < 30; index++) {
        await container().reserve(KEY, { requests: 1 + Math.floor(random() * limit), tokens: 1 }, { requests: limit }, now);
        now += random() * 10_000;
      }
      now += 65_001;
      expect(await container().reserve(KEY, { requests: limit, tokens: 1 }, { requests: limit }, now)).toMatchObject({ admitted: true });
    }), { numRuns: 200 });
  });
});

describe('a tenant that asks far more often than it may', () => {
  interface Flood {
    readonly perSecond: number;
    readonly limit: number;
    readonly containers: number;
    readonly minutes: number;
    readonly skewMs?: number;
    readonly leases?: LeasesPlan;
    /** How long an answer takes. */
    readonly answerMs?: number;
  }

  /** Asks in turn from each of some containers. */
  async function flood({ perSecond, limit, containers, minutes: duration, skewMs = 0, leases, answerMs }: Flood) {
    const random = seededRandom(1);
    let now = Date.UTC(2026, 0, 1);
    const end = now + duration * 60_000;
    const memory = createMemoryLedgerStore();
    let writes = 0;
    const store: typeof memory = { ...memory, write: (key, write) => memory.write(key, write).finally(() => { writes++; }) };
    const ledgers = Array.from({ length: containers }, () => {
      const skew = (random() - 0.5) * skewMs;
      const ledger = createLedger(store, () => now + skew);
      return leases ? leaseLedger(ledger, leases, () => now + skew) : ledger;
    });
    const running: { readonly endsAt: number; readonly settle: () => Promise<void> }[] = [];
    const admittedAt: number[] = [];
    for (let asked = 0; now < end; asked++) {
      while (running[0] && running[0].endsAt <= now) await running.shift()!.settle();
      const ledger = ledgers[asked % containers]!;
      const result = await ledger.reserve(KEY, { requests: 1, tokens: 1 }, { requests: limit }, now);
      if (result.admitted) {
        admittedAt.push(now);
        const settle = () => ledger.settle(result.reservation, { requests: 1, tokens: 1 });
        if (answerMs !== undefined) running.push({ endsAt: now + answerMs, settle });
      }
      now += 1_000 / perSecond;
    }
    return { admittedAt, share: admittedAt.length / (limit * duration), writes, writesPerSecond: writes / (duration * 60) };
  }

  const mostInAMinute = (times: readonly number[]) => {
    let from = 0;
    return times.reduce((most, at, index) => {
      while (times[from]! <= at - 60_000) from++;
      return Math.max(most, index - from + 1);
    }, 0);
  };

  test.each([
    { perSecond: 500, limit: 600, containers: 1, minutes: 10 },
    { perSecond: 500, limit: 600, containers: 20, minutes: 10, skewMs: 1_900 },
    { perSecond: 500, limit: 6_000, containers: 50, minutes: 10 },
    { perSecond: 10_000, limit: 6_000, containers: 50, minutes: 3 },
  ])('gets all of its limit less 1 %, and never more: $perSecond requests a second over $containers containers for $minutes minutes, $limit a minute', async (setting) => {
    const { admittedAt, share, writesPerSecond } = await flood(setting);
    expect(mostInAMinute(admittedAt)).toBeLessThanOrEqual(setting.limit);
    expect(share).toBeGreaterThanOrEqual(0.99);
    expect(share).toBeLessThanOrEqual(1);
    // A container asks ten times a second in vain, whatever is asked of it, and once for everything that it is admitted with.
    expect(writesPerSecond).toBeLessThanOrEqual(setting.containers * 10 + setting.limit / 60 + 1);
  }, 60_000);

  test.each([
    { perSecond: 60, limit: 3_000, containers: 1, minutes: 6 },
    { perSecond: 150, limit: 6_000, containers: 5, minutes: 6, skewMs: 1_900 },
  ])('and with leases: $perSecond requests a second over $containers containers for $minutes minutes, $limit a minute', async (setting) => {
    const { admittedAt, share } = await flood({ ...setting, leases: { requests: 100, ms: 2_000 }, answerMs: 1_500 });
    expect(mostInAMinute(admittedAt)).toBeLessThanOrEqual(setting.limit);
    expect(share).toBeGreaterThanOrEqual(0.99);
  }, 60_000);

  test('a tenant below its limit needs at most a tenth of a write for each request, with leases of 100', async () => {
    const { admittedAt, share, writes } = await flood({
      perSecond: 400, limit: 30_000, containers: 4, minutes: 3, leases: { requests: 100, ms: 2_000 }, answerMs: 1_500,
    });
    expect(share).toBeCloseTo(0.8, 5);
    expect(writes / admittedAt.length).toBeLessThanOrEqual(0.1);
  }, 60_000);
});
