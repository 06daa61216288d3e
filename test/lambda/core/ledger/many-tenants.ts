import { SlidingWindow } from './sliding-window';
import { createMemoryLedgerStore } from '../../../../lambda/adapters/memory/memory-ledger-store';
import { dimensionsOf } from '../../../../lambda/core/ledger/amounts';
import { Dimension, spanOf } from '../../../../lambda/core/ledger/dimensions';
import { createLedger, Ledger } from '../../../../lambda/core/ledger/ledger';
import { LedgerStore, LedgerUnavailable } from '../../../../lambda/core/ports';
import { amountOf, countedWith, limitsOf } from '../../../../lambda/core/quotas/quota-dimensions';
import { QuotaPlan } from '../../../../src/contract/plan';
import { tenantLedgerKey } from '../../../../src/contract/table';
import { Agenda } from '../../../support/agenda';
import { seededRandom } from '../../../support/random';

export interface SimulatedTenant {
  readonly name: string;
  readonly group: string;
  readonly quota: QuotaPlan;
  readonly requestsPerMinute: number;
  /** Asks at equal distances; else at random times. */
  readonly even?: boolean;
  /** Quota tokens that a request reserves on the average: from half of that to half as much again. */
  readonly tokens: number;
}

export interface Simulation {
  readonly seed: number;
  readonly tenants: readonly SimulatedTenant[];
  readonly containers: number;
  /** Containers' clocks differ by less than this. */
  readonly skewMs: number;
  readonly warmUpMinutes: number;
  readonly minutes: number;
}

/** What became of one limit of a tenant. */
export interface HeldLimit {
  readonly limit: number;
  /** The most that any window held, the warm-up included. */
  readonly most: number;
  /** What the window held, as a part of the limit, on the average over the measured time. */
  readonly use: number;
  /** What the window holds in the end, as a part of the limit. */
  readonly useInTheEnd: number;
  /** The most that was asked for while what was taken may still have stood in the way. */
  readonly mostAsked: number;
}

export interface Outcome {
  readonly tenant: SimulatedTenant;
  /** Over all the time. */
  readonly admitted: number;
  readonly refused: number;
  readonly writesForAdmitted: number;
  readonly writesForRefused: number;
  readonly held: ReadonlyMap<Dimension, HeldLimit>;
  /** How much of its limit on requests a limiter would have had in use that gives back to the moment, on the same requests. */
  readonly exactUse: number;
  /** How many requests a limiter would have admitted that gives back as late as the ledger ever may. */
  readonly atLeast: number;
}

const MINUTE = 60_000;
const REFUSAL_REMEMBERED_MS = 100;

/** Of 1 KB. Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html */
const ITEM_WRITES_A_SECOND = 1_000;

/**
 * Tenants ask containers at random, and are served for some seconds. Writes take no time: everything happens in the order
 * of the true clock, which no container knows.
 */
export async function simulate(simulation: Simulation): Promise<readonly Outcome[]> {
  const { seed, tenants, containers, skewMs, warmUpMinutes, minutes } = simulation;
  const random = seededRandom(seed);
  const start = Date.UTC(2026, 0, 1);
  const countFrom = start + warmUpMinutes * MINUTE;
  const end = countFrom + minutes * MINUTE;
  let now = start;
  const agenda = new Agenda();
  const { store, writes } = createCountingStore(() => now);
  const ledgers = Array.from({ length: containers }, () => {
    const skew = (random() - 0.5) * skewMs;
    return createLedger(store, () => now + skew);
  });
  const anyLedger = (): Ledger => ledgers[Math.floor(random() * containers)]!;

  const runs = tenants.map((tenant) => {
    const key = tenantLedgerKey(tenant.name);
    const limits = limitsOf(tenant.quota);
    const dimensions = countedWith(limits);
    const watched = dimensionsOf(limits).map((dimension) => new WatchedLimit(dimension, limits[dimension]!, skewMs));
    const requests = limits.requests ?? Infinity;
    const exact = new PlainLimiter(requests, MINUTE);
    const late = new PlainLimiter(requests, mayStandFor('requests', skewMs) + REFUSAL_REMEMBERED_MS);
    const distance = MINUTE / tenant.requestsPerMinute;
    const untilNext = () => (tenant.even ? distance : -Math.log(1 - random()) * distance);
    const tally = { admitted: 0, refused: 0, writesForAdmitted: 0, writesForRefused: 0 };

    const ask = async () => {
      agenda.add(now + untilNext(), ask);
      const tokens = Math.ceil(tenant.tokens * (0.5 + random()));
      const amount = amountOf(dimensions, { requests: 1, tokens }, true);
      for (const limit of watched) limit.ask(now, amount[limit.dimension]!);
      exact.ask(now);
      late.ask(now);
      const before = writes();
      const ledger = anyLedger();
      const result = await unlessThrottled(ledger.reserve(key, amount, limits, now + MINUTE));
      if (!result?.admitted) {
        tally.refused++;
        tally.writesForRefused += writes() - before;
        return;
      }
      tally.admitted++;
      tally.writesForAdmitted += writes() - before;
      const taken = watched.map((limit) => limit.window.admit(now, amount[limit.dimension]!));
      agenda.add(now + 500 + random() * 4_000, async () => {
        const used = amountOf(dimensions, { requests: 1, tokens: Math.ceil(tokens * (0.2 + 0.8 * random())) }, false);
        const beforeSettling = writes();
        await unlessThrottled(ledger.settle(result.reservation, used));
        tally.writesForAdmitted += writes() - beforeSettling;
        watched.forEach((limit, index) => limit.window.settle(taken[index]!, now, used[limit.dimension]!));
      });
    };
    const windows = [exact.window, ...watched.map(({ window }) => window)];
    agenda.add(countFrom, async () => windows.forEach((window) => window.restart(now)));
    agenda.add(start + random() * distance, ask);

    const outcome = (): Outcome => {
      const useOf = (window: SlidingWindow, limit: number) => {
        const useInTheEnd = window.heldAt(end) / limit;
        return { use: window.area / (limit * (end - countFrom)), useInTheEnd };
      };
      const held = watched.map(({ dimension, limit, window, mostAsked }) =>
        [dimension, { limit, mostAsked, most: window.most, ...useOf(window, limit) }] as const);
      return {
        ...tally, tenant, held: new Map(held), exactUse: useOf(exact.window, requests).use, atLeast: late.admitted,
      };
    };
    return outcome;
  });

  for (let next = agenda.next(); next && next.at < end; next = agenda.next()) {
    now = next.at;
    await next.act();
  }
  return runs.map((outcome) => outcome());
}

/** Without an answer, as for a tenant that fails closed. */
async function unlessThrottled<Result>(call: Promise<Result>): Promise<Result | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof LedgerUnavailable) return undefined;
    throw error;
  }
}

/** How long what was taken may stand in the way of others: by the clock of one container it was late, by that of another it is early. */
function mayStandFor(dimension: Dimension, skewMs: number): number {
  const { slackMs, subWindowMs, windowMs } = spanOf(dimension);
  return windowMs + subWindowMs + slackMs + skewMs;
}

/** A limit, what its tenant has taken of it and what it has asked for. */
class WatchedLimit {
  readonly window: SlidingWindow;
  private readonly asked: SlidingWindow;

  constructor(readonly dimension: Dimension, readonly limit: number, skewMs: number) {
    this.window = new SlidingWindow(spanOf(dimension).windowMs);
    this.asked = new SlidingWindow(mayStandFor(dimension, skewMs));
  }

  get mostAsked(): number {
    return this.asked.most;
  }

  ask(now: number, amount: number): void {
    // More than the limit is more than the limit.
    if (this.mostAsked <= this.limit) this.asked.admit(now, amount);
  }
}

/** Counts single requests, and knows everything at once. */
class PlainLimiter {
  admitted = 0;
  readonly window: SlidingWindow;

  constructor(private readonly limit: number, windowMs: number) {
    this.window = new SlidingWindow(windowMs);
  }

  ask(now: number): void {
    if (this.window.heldAt(now) >= this.limit) return;
    this.admitted++;
    this.window.admit(now, 1);
  }
}

/** A store that counts its writes, and refuses them as DynamoDB does where there are too many of one item. */
function createCountingStore(now: () => number) {
  const memory = createMemoryLedgerStore();
  const busiest = new Map<string, { second: number; writes: number }>();
  let writes = 0;
  const store: LedgerStore = {
    ...memory,
    async write(key, write) {
      writes++;
      const second = Math.floor(now() / 1_000);
      const item = busiest.get(key.pk);
      if (item?.second !== second) {
        busiest.set(key.pk, { second, writes: 1 });
      } else if (++item.writes > ITEM_WRITES_A_SECOND) {
        throw new LedgerUnavailable('throttled', true);
      }
      return memory.write(key, write);
    },
  };
  return { store, writes: () => writes };
}
