import fc from 'fast-check';
import { createMemoryLedgerStore } from '../../../../lambda/adapters/memory/memory-ledger-store';
import { LedgerItem } from '../../../../lambda/core/ledger/item-write';
import { createLedger, Reservation } from '../../../../lambda/core/ledger/ledger';
import { DIMENSIONS, WINDOW_MS } from '../../../../lambda/core/ledger/window';
import { LedgerStore, LedgerUnavailable } from '../../../../lambda/core/ports';
import { tenantLedgerKey } from '../../../../src/contract/table';
import { seededRandom } from '../../../support/random';
import { VirtualClock } from '../../../support/virtual-clock';

const KEY = tenantLedgerKey('a');

interface Schedule {
  readonly seed: number;
  readonly containers: number;
  readonly callers: number;
  readonly limits: { readonly requests?: number; readonly tokens?: number };
  /** Containers' clocks differ by less than this. */
  readonly skewMs: number;
  /** A write takes up to this long to arrive, and as long again to be answered. */
  readonly delayMs: number;
  readonly lossRate: number;
  readonly crashRate: number;
}

interface Admission {
  readonly at: number;
  readonly reservation: Reservation;
  /** What counts: the reservation, and from the settlement on what was used. */
  counted: { requests: number; tokens: number };
}

/** Runs callers over five minutes of virtual time and returns every admission, with when its write took effect. */
async function play({ seed, containers, callers, limits, skewMs, delayMs, lossRate, crashRate }: Schedule) {
  const clock = new VirtualClock();
  const random = seededRandom(seed);
  const memory = createMemoryLedgerStore();
  const seen: LedgerItem[] = [];
  const admissions: Admission[] = [];
  const over: string[] = [];
  let rejections = 0;
  let applied = 0;

  const remote = (): LedgerStore => ({
    async write(key, write) {
      await clock.sleep(random() * delayMs);
      const result = await memory.write(key, write);
      applied = clock.now();
      if (result.item) seen.push(result.item);
      const at = clock.now();
      await clock.sleep(random() * delayMs);
      if (random() < lossRate) throw new LedgerUnavailable('the answer was lost');
      applied = at;
      return result;
    },
  });

  const ledgers = Array.from({ length: containers }, () => {
    const skew = (random() - 0.5) * skewMs;
    return createLedger(remote(), () => clock.now() + skew);
  });

  const check = (at: number) => {
    for (const dimension of DIMENSIONS) {
      const used = admissions.filter((admission) => admission.at > at - WINDOW_MS && admission.at <= at)
        .reduce((total, { counted }) => total + counted[dimension], 0);
      if (used > (limits[dimension] ?? Infinity)) over.push(`${dimension}: ${used} of ${limits[dimension]} at ${at}`);
    }
  };

  const caller = async () => {
    for (let round = 0; round < 12; round++) {
      await clock.sleep(random() < 0.1 ? random() * 90_000 : random() * 8_000);
      const ledger = ledgers[Math.floor(random() * ledgers.length)]!;
      const amount = { requests: 1, tokens: 1 + Math.floor(random() * 40) };
      try {
        const result = await ledger.reserve(KEY, amount, limits);
        if (!result.admitted) {
          rejections++;
          continue;
        }
        const admission: Admission = { at: applied, reservation: result.reservation, counted: { ...amount } };
        admissions.push(admission);
        check(admission.at);
        await clock.sleep(random() * 70_000);
        if (random() < crashRate) continue;
        const used = random() < 0.2 ? { requests: 0, tokens: 0 } : { requests: 1, tokens: Math.floor(random() * (amount.tokens + 1)) };
        // The bookkeeping may follow later; the work itself is over, so what it used is what counts.
        admission.counted = used;
        await ledger.settle(result.reservation, used);
      } catch (error) {
        if (!(error instanceof LedgerUnavailable)) throw error;
      }
    }
  };

  await clock.run(Promise.all(Array.from({ length: callers }, caller)));
  return { admissions, over, rejections, seen };
}

const schedules = fc.record({
  seed: fc.integer(),
  containers: fc.integer({ min: 1, max: 5 }),
  callers: fc.integer({ min: 2, max: 8 }),
  limits: fc.oneof(
    fc.record({ requests: fc.integer({ min: 1, max: 12 }) }),
    fc.record({ tokens: fc.integer({ min: 40, max: 200 }) }),
    fc.record({ requests: fc.integer({ min: 2, max: 12 }), tokens: fc.integer({ min: 40, max: 300 }) }),
  ),
  skewMs: fc.constantFrom(0, 500, 1_900),
  delayMs: fc.constantFrom(0, 100, 500),
  lossRate: fc.constantFrom(0, 0.05),
  crashRate: fc.constantFrom(0, 0.2),
});

describe('the ledger under random interleavings of containers, lost answers, crashes and clock skew', () => {
  let rejectionsSeen = 0;

  test('never admits more than a limit in any 60 seconds, and its item stays small and never negative', async () => {
    await fc.assert(fc.asyncProperty(schedules, async (schedule) => {
      const { over, rejections, seen } = await play(schedule);
      rejectionsSeen += rejections;
      expect(over).toEqual([]);
      for (const item of seen) {
        for (const dimension of DIMENSIONS) {
          const counted = item.counters.reduce((total, counter) => total + counter[dimension], 0);
          expect(item.total[dimension]).toBe(counted);
          expect(Math.min(...item.counters.map((counter) => counter[dimension]), 0)).toBe(0);
        }
        expect(item.counters.length).toBeLessThan(80);
      }
    }), { numRuns: 150 });
    // The limits were really felt, or the run has proved nothing.
    expect(rejectionsSeen).toBeGreaterThan(1_000);
  }, 60_000);

  test('whatever was reserved, everything fits again once the window has passed', async () => {
    await fc.assert(fc.asyncProperty(fc.integer(), fc.integer({ min: 1, max: 20 }), async (seed, limit) => {
      const random = seededRandom(seed);
      let now = Date.UTC(2026, 0, 1);
      const store = createMemoryLedgerStore();
      const container = () => createLedger(store, () => now);
      for (let index = 0; index < 30; index++) {
        await container().reserve(KEY, { requests: 1 + Math.floor(random() * limit), tokens: 1 }, { requests: limit });
        now += random() * 10_000;
      }
      now += 65_001;
      expect(await container().reserve(KEY, { requests: limit, tokens: 1 }, { requests: limit })).toMatchObject({ admitted: true });
    }), { numRuns: 200 });
  });

  test('a busy ledger admits at least 90 % of its limit', async () => {
    let now = Date.UTC(2026, 0, 1);
    const store = createMemoryLedgerStore();
    const ledgers = [0, 1, 2].map(() => createLedger(store, () => now));
    let admitted = 0;
    const minutes = 10;
    for (let tick = 0; tick < minutes * 60 * 10; tick++) {
      const result = await ledgers[tick % 3]!.reserve(KEY, { requests: 1, tokens: 1 }, { requests: 120 });
      if (result.admitted) admitted++;
      now += 100;
    }
    expect(admitted).toBeLessThanOrEqual(120 * minutes);
    expect(admitted).toBeGreaterThanOrEqual(120 * minutes * 0.9);
  });
});
