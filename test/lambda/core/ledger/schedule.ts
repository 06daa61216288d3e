import { createMemoryLedgerStore } from '../../../../lambda/adapters/memory/memory-ledger-store';
import { Dimension, spanOf } from '../../../../lambda/core/ledger/dimensions';
import { Amount, LedgerItem } from '../../../../lambda/core/ledger/item-write';
import { leaseLedger } from '../../../../lambda/core/ledger/lease-ledger';
import { createLedger } from '../../../../lambda/core/ledger/ledger';
import { LedgerStore, LedgerUnavailable } from '../../../../lambda/core/ports';
import { LeasesPlan } from '../../../../src/contract/plan';
import { tenantLedgerKey } from '../../../../src/contract/table';
import { seededRandom } from '../../../support/random';
import { VirtualClock } from '../../../support/virtual-clock';

export interface Schedule {
  readonly seed: number;
  readonly containers: number;
  readonly callers: number;
  readonly limits: Amount;
  /** How many times slower callers are than in one that runs for five minutes. */
  readonly pace: number;
  /** How often each caller asks. */
  readonly rounds?: number;
  readonly leases?: LeasesPlan;
  /** Containers' clocks differ by less than this. */
  readonly skewMs: number;
  /** A write takes up to this long to arrive, and as long again to be answered. */
  readonly delayMs: number;
  readonly lossRate: number;
  readonly crashRate: number;
}

interface Admission {
  readonly at: number;
  /** What counts: the reservation, and from the settlement on what was used. */
  counted: Amount;
  /** When its work was over. */
  endedAt: number;
}

const KEY = tenantLedgerKey('a');

/** Runs callers on virtual time and returns what was counted beyond a limit, in words, and every item as writes left it. */
export async function play({ seed, containers, callers, limits, pace, rounds = 12, leases, skewMs, delayMs, lossRate, crashRate }: Schedule) {
  const clock = new VirtualClock();
  const random = seededRandom(seed);
  const memory = createMemoryLedgerStore();
  const seen: LedgerItem[] = [];
  const admissions: Admission[] = [];
  const over: string[] = [];
  let rejections = 0;
  let applied = 0;
  let reservingWrites = 0;

  const remote = (): LedgerStore => ({
    ...memory,
    async write(key, write) {
      await clock.sleep(random() * delayMs);
      const result = await memory.write(key, write);
      if (write.reserve && result.written) reservingWrites++;
      const item = memory.item(key);
      if (item) seen.push(item);
      const at = clock.now();
      await clock.sleep(random() * delayMs);
      if (random() < lossRate) throw new LedgerUnavailable('the answer was lost');
      applied = at;
      return result;
    },
  });

  const ledgers = Array.from({ length: containers }, () => {
    const skew = (random() - 0.5) * skewMs;
    const now = () => clock.now() + skew;
    const ledger = createLedger(remote(), now);
    return leases ? leaseLedger(ledger, leases, now) : ledger;
  });

  const check = (at: number) => {
    for (const dimension of Object.keys(limits) as Dimension[]) {
      const { windowMs } = spanOf(dimension);
      const used = admissions
        .filter((admission) => admission.at <= at && (windowMs === 0 ? admission.endedAt > at : admission.at > at - windowMs))
        .reduce((total, { counted }) => total + (counted[dimension] ?? 0), 0);
      if (used > limits[dimension]!) over.push(`${dimension}: ${used} of ${limits[dimension]} at ${at}`);
    }
  };

  const caller = async () => {
    for (let round = 0; round < rounds; round++) {
      await clock.sleep((random() < 0.1 ? random() * 90_000 : random() * 8_000) * pace);
      const ledger = ledgers[Math.floor(random() * ledgers.length)]!;
      const size = 1 + Math.floor(random() * 40);
      const dimensions = new Set<Dimension>(['requests', 'tokens', ...Object.keys(limits) as Dimension[]]);
      const amount: Amount = Object.fromEntries([...dimensions].map((dimension) => [dimension, /^(requests|concurrent)/.test(dimension) ? 1 : size]));
      const duration = random() * 70_000 * Math.min(pace, 4);
      try {
        const result = await ledger.reserve(KEY, amount, limits, clock.now() + duration + 2 * delayMs);
        if (!result.admitted) {
          rejections++;
          continue;
        }
        // What comes from a lease is taken when it is asked for, long after the write.
        const admission: Admission = { at: leases ? clock.now() : applied, counted: amount, endedAt: Infinity };
        admissions.push(admission);
        check(admission.at);
        await clock.sleep(duration);
        admission.endedAt = clock.now();
        if (random() < crashRate) continue;
        const share = random() < 0.2 ? 0 : random();
        const used: Amount = Object.fromEntries([...dimensions].map((dimension) => {
          if (dimension.startsWith('concurrent')) return [dimension, 0];
          return [dimension, share === 0 ? 0 : dimension.startsWith('requests') ? 1 : Math.floor(share * size)];
        }));
        // The bookkeeping may follow later; the work itself is over, so what it used is what counts.
        admission.counted = { ...used, ...amount.concurrent === undefined ? {} : { concurrent: 1 } };
        const settled = ledger.settle(result.reservation, used);
        if (random() < 0.2) await ledger.settle(result.reservation, {});
        await settled;
      } catch (error) {
        if (!(error instanceof LedgerUnavailable)) throw error;
      }
    }
  };

  await clock.run(Promise.all(Array.from({ length: callers }, caller)));
  return { over, rejections, seen, admitted: admissions.length, reservingWrites };
}
