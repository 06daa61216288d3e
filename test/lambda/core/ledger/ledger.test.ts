import fc from 'fast-check';
import { createMemoryLedgerStore } from '../../../../lambda/adapters/memory/memory-ledger-store';
import { SLACK_MS, SPANS } from '../../../../lambda/core/ledger/dimensions';
import { Amount, ItemWrite } from '../../../../lambda/core/ledger/item-write';
import { createLedger, Ledger, Reservation } from '../../../../lambda/core/ledger/ledger';
import { inWindow } from '../../../../lambda/core/ledger/window';
import { LedgerStore, LedgerUnavailable } from '../../../../lambda/core/ports';
import { tenantLedgerKey } from '../../../../src/contract/table';

const KEY = tenantLedgerKey('a');
const START = Date.UTC(2026, 0, 1);
const { subWindowMs: SUB_WINDOW_MS, windowMs: WINDOW_MS } = SPANS.requests;
/** After this long nothing that was reserved before counts any more. */
const FORGOTTEN_MS = WINDOW_MS + SLACK_MS + SUB_WINDOW_MS;
/** What one write can remove. */
const MAX_SWEPT = 64;
/** The deadline of a request that is not limited by how many run at once: of no account. */
const ANY_TIME = START + 60_000;

function setUp() {
  const memory = createMemoryLedgerStore();
  const writes: ItemWrite[] = [];
  const store: LedgerStore = {
    ...memory,
    write: (key, write) => {
      writes.push(write);
      return memory.write(key, write);
    },
  };
  let now = START;
  const container = (): Ledger => createLedger(store, () => now);
  return {
    container,
    ledger: container(),
    writes,
    change: (write: ItemWrite) => memory.write(KEY, write),
    now: () => now,
    wait: (ms: number) => { now += ms; },
    /** As the table does with items whose time to live has passed. */
    deleteAll: () => memory.deleteExpired(Infinity),
  };
}

async function take(ledger: Ledger, requests: number, limits: Amount = { requests: 3 }): Promise<Reservation> {
  const result = await ledger.reserve(KEY, { requests, tokens: 10 }, limits, ANY_TIME);
  if (!result.admitted) throw new Error(`expected to be admitted: ${JSON.stringify(result)}`);
  return result.reservation;
}

describe('reserving', () => {
  test('admits exactly up to the limit, with one write each', async () => {
    const { ledger, writes } = setUp();
    await take(ledger, 1);
    await take(ledger, 1);
    await take(ledger, 1);
    const fourth = await ledger.reserve(KEY, { requests: 1, tokens: 10 }, { requests: 3 }, ANY_TIME);

    expect(fourth).toMatchObject({ admitted: false, cause: 'full', dimension: 'requests', limit: 3, asked: 1 });
    expect(writes).toHaveLength(4);
  });

  test('a rejection tells when the oldest work leaves the window, and then there is room', async () => {
    const { container, wait } = setUp();
    await take(container(), 2);
    wait(20_000);
    await take(container(), 1);
    wait(1_000);
    const ledger = container();
    const rejected = await ledger.reserve(KEY, { requests: 2, tokens: 0 }, { requests: 3 }, ANY_TIME);
    if (rejected.admitted) throw new Error('expected a rejection');
    expect(rejected.retryAfterMs).toBeGreaterThan(WINDOW_MS - 21_000);
    expect(rejected.retryAfterMs).toBeLessThanOrEqual(FORGOTTEN_MS - 21_000);

    wait(rejected.retryAfterMs - 1);
    expect((await ledger.reserve(KEY, { requests: 2, tokens: 0 }, { requests: 3 }, ANY_TIME)).admitted).toBe(false);
    wait(1);
    expect((await ledger.reserve(KEY, { requests: 2, tokens: 0 }, { requests: 3 }, ANY_TIME)).admitted).toBe(true);
  });

  test('all dimensions are admitted together or not at all', async () => {
    const { ledger } = setUp();
    const limits = { requests: 10, tokens: 100 };
    expect((await ledger.reserve(KEY, { requests: 1, tokens: 90 }, limits, ANY_TIME)).admitted).toBe(true);
    expect(await ledger.reserve(KEY, { requests: 1, tokens: 20 }, limits, ANY_TIME)).toMatchObject({ admitted: false, dimension: 'tokens' });
    expect((await ledger.reserve(KEY, { requests: 9, tokens: 10 }, limits, ANY_TIME)).admitted).toBe(true);
  });

  test('what is larger than the limit itself is refused without a write', async () => {
    const { ledger, writes } = setUp();
    expect(await ledger.reserve(KEY, { requests: 1, tokens: 500 }, { tokens: 400 }, ANY_TIME))
      .toEqual({ admitted: false, cause: 'neverFits', dimension: 'tokens', limit: 400, asked: 500, retryAfterMs: 0 });
    expect(writes).toHaveLength(0);
  });

  test('numbers the reservations of a ledger across containers', async () => {
    const { container } = setUp();
    const [first, second] = [container(), container()];
    const sequences = [await take(first, 1), await take(second, 1), await take(first, 1)].map(({ sequence }) => sequence);
    expect(sequences).toEqual([1, 2, 3]);
  });

  test('concurrent first callers of an idle ledger need one write each', async () => {
    const { container, writes } = setUp();
    const ask = () => container().reserve(KEY, { requests: 1, tokens: 1 }, { requests: 10 }, ANY_TIME);
    const results = await Promise.all(Array.from({ length: 10 }, ask));
    expect(results.every(({ admitted }) => admitted)).toBe(true);
    expect(writes).toHaveLength(10);
  });

  test('a container that knows nothing of a full but expired ledger gets in with a second write', async () => {
    const { container, writes, wait } = setUp();
    await take(container(), 3);
    wait(FORGOTTEN_MS);
    await take(container(), 3);
    expect(writes).toHaveLength(3);
  });

  test('a container that knows the ledger sweeps in the same write', async () => {
    const { ledger, writes, wait } = setUp();
    await take(ledger, 3);
    wait(FORGOTTEN_MS);
    await take(ledger, 3);
    expect(writes).toHaveLength(2);
  });

  test('what has expired is left alone while it is not in the way', async () => {
    const { ledger, writes, wait } = setUp();
    await take(ledger, 1);
    wait(FORGOTTEN_MS);
    await take(ledger, 2);
    expect(writes.map(({ sweep }) => sweep)).toEqual([[], []]);
  });

  test('what has expired is swept ahead of a reservation only when there is more of it than one write can remove', async () => {
    const { container, writes, wait } = setUp();
    await take(container(), 2);
    wait(FORGOTTEN_MS);
    await take(container(), 1);
    await take(container(), 2);
    expect(writes.map((write) => write.reserve !== undefined)).toEqual([true, true, true, true]);
  });

  test('an item that many lone containers have filled is swept in portions', async () => {
    const { container, wait, writes } = setUp();
    const limits = { requests: 200 };
    for (let index = 0; index < 200; index++) {
      await take(container(), 1, limits);
      wait(SUB_WINDOW_MS);
    }
    expect((await container().reserve(KEY, { requests: 150, tokens: 0 }, limits, ANY_TIME)).admitted).toBe(true);
    expect(Math.max(...writes.map(({ sweep }) => sweep.length))).toBe(MAX_SWEPT);
  });
});

describe('settling', () => {
  test('gives back what was not used, at once', async () => {
    const { ledger } = setUp();
    const limits = { tokens: 100 };
    const first = await ledger.reserve(KEY, { requests: 1, tokens: 90 }, limits, ANY_TIME);
    if (!first.admitted) throw new Error('expected to be admitted');
    await ledger.settle(first.reservation, { requests: 1, tokens: 15 });
    expect((await ledger.reserve(KEY, { requests: 1, tokens: 86 }, limits, ANY_TIME)).admitted).toBe(false);
    expect((await ledger.reserve(KEY, { requests: 1, tokens: 85 }, limits, ANY_TIME)).admitted).toBe(true);
  });

  test('counts what was used beyond the reservation', async () => {
    const { ledger } = setUp();
    const limits = { tokens: 100 };
    const first = await ledger.reserve(KEY, { requests: 1, tokens: 10 }, limits, ANY_TIME);
    if (!first.admitted) throw new Error('expected to be admitted');
    await ledger.settle(first.reservation, { requests: 1, tokens: 95 });
    expect((await ledger.reserve(KEY, { requests: 1, tokens: 6 }, limits, ANY_TIME)).admitted).toBe(false);
  });

  test('what has left the window is settled without an effect', async () => {
    const { container, ledger, wait } = setUp();
    const early = await take(ledger, 3);
    wait(FORGOTTEN_MS);
    await take(container(), 3);
    await ledger.settle(early, { requests: 0, tokens: 0 });
    expect((await container().reserve(KEY, { requests: 1, tokens: 0 }, { requests: 3 }, ANY_TIME)).admitted).toBe(false);
  });

  test('an exact reservation needs no settling write', async () => {
    const { ledger, writes } = setUp();
    const reservation = await take(ledger, 1);
    await ledger.settle(reservation, { requests: 1, tokens: 10 });
    expect(writes).toHaveLength(1);
  });

  test('gives back a request that has no tokens', async () => {
    const { ledger } = setUp();
    const first = await ledger.reserve(KEY, { requests: 1, tokens: 0 }, { requests: 1 }, ANY_TIME);
    if (!first.admitted) throw new Error('expected to be admitted');
    await ledger.settle(first.reservation, { requests: 0, tokens: 0 });
    expect((await ledger.reserve(KEY, { requests: 1, tokens: 0 }, { requests: 1 }, ANY_TIME)).admitted).toBe(true);
  });
});

describe('settling twice', () => {
  test('changes nothing, whatever the second one says', async () => {
    const { ledger, writes } = setUp();
    const reservation = await take(ledger, 3);
    await ledger.settle(reservation, { requests: 2, tokens: 10 });
    await ledger.settle(reservation, {});
    await ledger.settle(reservation, { requests: 90 });
    expect(writes).toHaveLength(2);
    expect(ledger.lastKnown(KEY)!.total).toEqual({ requests: 2, tokens: 10 });
  });
});

describe('requests at once', () => {
  const LIMITS = { concurrent: 2 };
  const begin = (ledger: Ledger, endsBy: number) => ledger.reserve(KEY, { requests: 1, concurrent: 1 }, LIMITS, endsBy);

  test('count until each has ended, and no longer', async () => {
    const { container, wait } = setUp();
    const first = await begin(container(), START + 300_000);
    await begin(container(), START + 300_000);
    wait(200_000);
    expect(await begin(container(), START + 500_000)).toMatchObject({ admitted: false, dimension: 'concurrent', limit: 2, asked: 1, retryAfterMs: 1_000 });
    if (!first.admitted) throw new Error('expected to be admitted');
    await container().settle(first.reservation, { requests: 1 });
    expect((await begin(container(), START + 500_000)).admitted).toBe(false);
  });

  test('are given back by the container that was admitted', async () => {
    const { container } = setUp();
    const ledger = container();
    const first = await begin(ledger, START + 300_000);
    await begin(container(), START + 300_000);
    if (!first.admitted) throw new Error('expected to be admitted');
    await ledger.settle(first.reservation, { requests: 1 });
    expect((await begin(container(), START + 300_000)).admitted).toBe(true);
  });

  test('come back by themselves when their deadline has passed, whatever became of the container', async () => {
    const { container, wait } = setUp();
    await begin(container(), START + 300_000);
    await begin(container(), START + 300_000);
    wait(300_000 + SLACK_MS - 1);
    expect((await begin(container(), START + 600_000)).admitted).toBe(false);
    wait(SPANS.concurrent.subWindowMs + 1);
    expect((await begin(container(), START + 600_000)).admitted).toBe(true);
  });
});

describe('what a container was admitted with itself', () => {
  const LIMITS = { requests: 3, tokens: 30 };
  const take3 = async (ledger: Ledger) => [await take(ledger, 1, LIMITS), await take(ledger, 1, LIMITS), await take(ledger, 1, LIMITS)];

  test('comes back to the moment, without waiting for slots and clocks', async () => {
    const { ledger, wait, writes } = setUp();
    await take3(ledger);
    wait(WINDOW_MS - 1);
    expect((await ledger.reserve(KEY, { requests: 1 }, LIMITS, ANY_TIME)).admitted).toBe(false);
    wait(1);
    await take3(ledger);
    expect(writes).toHaveLength(7);
    expect(ledger.lastKnown(KEY)!.total).toEqual({ requests: 3, tokens: 30 });
  });

  test('comes back as far as it has been settled', async () => {
    const { ledger, wait } = setUp();
    const [first] = await take3(ledger);
    await ledger.settle(first!, { requests: 1, tokens: 4 });
    await ledger.reserve(KEY, { tokens: 6 }, LIMITS, ANY_TIME);
    wait(WINDOW_MS);
    expect((await ledger.reserve(KEY, { requests: 3, tokens: 30 }, LIMITS, ANY_TIME)).admitted).toBe(true);
    expect(ledger.lastKnown(KEY)!.total).toEqual({ requests: 3, tokens: 30 });
  });

  test('comes back once: whoever settles it later changes only what counts for longer', async () => {
    const { ledger, wait } = setUp();
    const limits = { requests: 1, tokensPerDay: 100, concurrent: 5 };
    const amount = { requests: 1, tokensPerDay: 60, concurrent: 1 };
    const first = await ledger.reserve(KEY, amount, limits, START + 300_000);
    wait(WINDOW_MS);
    expect((await ledger.reserve(KEY, { ...amount, tokensPerDay: 40 }, limits, START + 300_000)).admitted).toBe(true);
    if (!first.admitted) throw new Error('expected to be admitted');
    await ledger.settle(first.reservation, { requests: 0, tokensPerDay: 10 });
    expect(ledger.lastKnown(KEY)!.total).toEqual({ requests: 1, tokensPerDay: 50, concurrent: 1 });
  });

  test('is not given back by a write of which nobody knows whether it happened, for that would be twice', async () => {
    const memory = createMemoryLedgerStore();
    let now = START;
    let lost = false;
    const ledger = createLedger({
      ...memory,
      write: async (key, write) => {
        const result = await memory.write(key, write);
        if (lost) throw new LedgerUnavailable('the answer was lost');
        return result;
      },
    }, () => now);
    await take(ledger, 3);
    now += WINDOW_MS;
    lost = true;
    await expect(ledger.reserve(KEY, { requests: 1 }, LIMITS, ANY_TIME)).rejects.toThrow(LedgerUnavailable);
    lost = false;
    expect((await ledger.reserve(KEY, { requests: 3 }, LIMITS, ANY_TIME)).admitted).toBe(false);
    expect(memory.item(KEY)!.total).toMatchObject({ requests: 1 });
  });

  test('is given back by the next write when the store has refused one because there were too many', async () => {
    const memory = createMemoryLedgerStore();
    let now = START;
    let throttled = false;
    const ledger = createLedger({
      ...memory,
      write: async (key, write) => {
        if (throttled) throw new LedgerUnavailable('too many writes', true);
        return memory.write(key, write);
      },
    }, () => now);
    await take(ledger, 3);
    now += WINDOW_MS;
    throttled = true;
    await expect(ledger.reserve(KEY, { requests: 1 }, LIMITS, ANY_TIME)).rejects.toThrow(LedgerUnavailable);
    throttled = false;
    expect((await ledger.reserve(KEY, { requests: 3 }, LIMITS, ANY_TIME)).admitted).toBe(true);
  });

  test('is left alone when somebody else has swept it', async () => {
    const { container, ledger, wait } = setUp();
    await take(ledger, 3, LIMITS);
    wait(FORGOTTEN_MS);
    await take(container(), 2, LIMITS);
    await take(ledger, 1, LIMITS);
    expect(ledger.lastKnown(KEY)!.total).toEqual({ requests: 3, tokens: 20 });
  });

  test('does not come back while it is not in the way', async () => {
    const { ledger, wait, writes } = setUp();
    await take(ledger, 1, LIMITS);
    wait(WINDOW_MS);
    await take(ledger, 1, LIMITS);
    expect(writes.map(({ adjust }) => adjust)).toEqual([[], []]);
  });
});

describe('a refusal', () => {
  const LIMITS = { requests: 3 };

  test('is repeated from memory for a moment, to whoever asks for at least as much', async () => {
    const { ledger, wait, writes } = setUp();
    await take(ledger, 2);
    const refused = await ledger.reserve(KEY, { requests: 2 }, LIMITS, ANY_TIME);
    if (refused.admitted) throw new Error('expected a rejection');
    wait(50);
    expect(await ledger.reserve(KEY, { requests: 2 }, LIMITS, ANY_TIME)).toEqual({ ...refused, retryAfterMs: refused.retryAfterMs - 50 });
    expect(await ledger.reserve(KEY, { requests: 3, tokens: 7 }, LIMITS, ANY_TIME)).toMatchObject({ admitted: false, asked: 3 });
    expect(writes).toHaveLength(2);
    await take(ledger, 1);
    wait(50);
    await ledger.reserve(KEY, { requests: 3 }, LIMITS, ANY_TIME);
    expect(writes).toHaveLength(4);
  });

  test('is repeated also when another limit was asked for in between, as tenants of a shared pool do', async () => {
    const { ledger, writes } = setUp();
    await take(ledger, 3);
    for (let round = 0; round < 3; round++) {
      for (const requests of [3, 2]) {
        expect(await ledger.reserve(KEY, { requests: 1 }, { requests }, ANY_TIME)).toMatchObject({ admitted: false, limit: requests });
      }
    }
    expect(writes).toHaveLength(3);
  });

  test('is forgotten when this container gives something back', async () => {
    const { ledger } = setUp();
    const reservation = await take(ledger, 3);
    expect((await ledger.reserve(KEY, { requests: 1 }, LIMITS, ANY_TIME)).admitted).toBe(false);
    await ledger.settle(reservation, {});
    expect((await ledger.reserve(KEY, { requests: 1 }, LIMITS, ANY_TIME)).admitted).toBe(true);
  });

  test('is never repeated to somebody whose limits are wider', async () => {
    const { ledger } = setUp();
    await take(ledger, 3);
    await ledger.reserve(KEY, { requests: 1 }, LIMITS, ANY_TIME);
    expect((await ledger.reserve(KEY, { requests: 1 }, { requests: 4 }, ANY_TIME)).admitted).toBe(true);
  });
});

describe('sweeping while settling', () => {
  const LIMITS = { requests: 1_000 };

  /** The container has made this many reservations, and all of them have expired. */
  async function afterExpired(reservations: number) {
    const all = setUp();
    for (let index = 0; index < reservations; index++) {
      await take(all.ledger, 1, LIMITS);
      all.wait(SUB_WINDOW_MS);
    }
    all.wait(FORGOTTEN_MS);
    return all;
  }

  test('is done by one reservation in eight, as far as one write can', async () => {
    const { ledger, writes } = await afterExpired(38);
    const [one, eighth] = [await take(ledger, 1, LIMITS), await take(ledger, 1, LIMITS)];
    expect([one.sequence, eighth.sequence]).toEqual([39, 40]);
    const before = writes.length;

    await ledger.settle(one, { requests: 1, tokens: 10 });
    expect(writes).toHaveLength(before);
    await ledger.settle(eighth, { requests: 1, tokens: 10 });
    expect(writes.slice(before)).toMatchObject([{ adjust: [] }]);
    expect(writes.at(-1)!.sweep).toHaveLength(MAX_SWEPT);
  });

  test('does not keep a settlement from counting when somebody else has swept meanwhile', async () => {
    const { container, ledger, writes } = await afterExpired(7);
    const eighth = await take(ledger, 900, LIMITS);
    // Finds the expired counters in its way, and removes them.
    await take(container(), 100, LIMITS);
    const before = writes.length;

    await ledger.settle(eighth, { requests: 1, tokens: 10 });
    expect(writes.slice(before).map(({ sweep }) => sweep.length)).toEqual([14, 0]);
    await take(container(), 899, LIMITS);
  });

  test('is not tried again when what is settled has left the window too', async () => {
    const { container, ledger, wait, writes } = await afterExpired(7);
    const eighth = await take(ledger, 900, LIMITS);
    wait(FORGOTTEN_MS);
    await take(container(), 1_000, LIMITS);
    const before = writes.length;

    await ledger.settle(eighth, { requests: 1, tokens: 10 });
    expect(writes).toHaveLength(before + 1);
  });
});

describe('a counter that holds less than is given back', () => {
  /** As nobody but an operator leaves it. */
  async function emptied() {
    const scene = setUp();
    const reservation = await take(scene.ledger, 2, { requests: 3, tokens: 10 });
    const [requests] = reservation.counters.filter(({ dimension }) => dimension === 'requests');
    await scene.change({ adjust: [{ ...requests!, value: -2 }], sweep: [] });
    return { ...scene, reservation };
  }

  test('is left alone by a settlement, which settles the rest', async () => {
    const { ledger, reservation, container } = await emptied();
    await ledger.settle(reservation, { requests: 0, tokens: 4 });
    expect((await container().read(KEY))!.total).toEqual({ requests: 0, tokens: 4 });
  });

  test('is not in the way of the next reservation after a minute', async () => {
    const { ledger, wait } = await emptied();
    wait(WINDOW_MS);
    await take(ledger, 3, { requests: 3, tokens: 10 });
    expect(ledger.lastKnown(KEY)!.total.requests).toBe(3);
  });
});

describe('what is known of a ledger', () => {
  const keyOf = (index: number) => tenantLedgerKey(`tenant-${index}`);
  /** As many as a container remembers. */
  const REMEMBERED = 2_000;

  test('is what the last write has left, for each ledger by itself', async () => {
    const { ledger } = setUp();
    await ledger.reserve(keyOf(1), { requests: 1, tokens: 10 }, {}, ANY_TIME);
    await ledger.reserve(keyOf(2), { requests: 2, tokens: 20 }, {}, ANY_TIME);
    expect(ledger.lastKnown(keyOf(1))?.total).toEqual({ requests: 1, tokens: 10 });
    expect(ledger.lastKnown(keyOf(2))?.total).toEqual({ requests: 2, tokens: 20 });
    expect(ledger.lastKnown(keyOf(3))).toBeUndefined();
  });

  test('is what a settlement leaves, of which the store tells nothing', async () => {
    const { ledger, container } = setUp();
    const first = await take(ledger, 2, { requests: 5 });
    await take(ledger, 1, { requests: 5 });
    await ledger.settle(first, { requests: 1, tokens: 3 });
    expect(ledger.lastKnown(KEY)).toEqual(await container().read(KEY));
    expect(ledger.lastKnown(KEY)!.total).toEqual({ requests: 2, tokens: 13 });
  });

  test('tells the store which totals have been seen, and nothing of one that is gone', async () => {
    const { deleteAll, ledger, writes } = setUp();
    const seen = () => writes.map(({ reserve }) => reserve?.totalsStand);
    await take(ledger, 1);
    await take(ledger, 1);
    expect(seen()).toEqual([false, true]);
    await take(ledger, 1, { requests: 3, concurrent: 1 });
    expect(seen()).toEqual([false, true, false]);
    deleteAll();
    await take(ledger, 1);
    expect(seen()).toEqual([false, true, false, true, false]);
  });

  test('is seen as a whole every two seconds, and what was changed in between', async () => {
    const { container, ledger, wait, writes } = setUp();
    const asked = () => writes.splice(0).map(({ reserve }) => reserve?.changesOnly ?? 'settled');
    const first = await take(ledger, 1, { requests: 9 });
    wait(1_999);
    await ledger.settle(first, { requests: 1, tokens: 4 });
    await take(ledger, 1, { requests: 9 });
    expect(asked()).toEqual([false, 'settled', true]);
    expect(ledger.lastKnown(KEY)).toEqual(await container().read(KEY));

    const other = container();
    await take(other, 2, { requests: 9 });
    await take(ledger, 1, { requests: 9 });
    expect(ledger.lastKnown(KEY)!.total).toEqual({ requests: 5, tokens: 34 });
    wait(1);
    await take(ledger, 1, { requests: 9 });
    expect(asked()).toEqual([false, true, false]);
    expect(ledger.lastKnown(KEY)).toEqual(await container().read(KEY));
  });

  test('after a reservation is what counts, whatever other containers have written and swept', async () => {
    const step = fc.record({ who: fc.nat(1), wait: fc.constantFrom(0, 0, 100, 1_500, 8_000), settles: fc.boolean(), used: fc.nat(10) });
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 80 }), async (steps) => {
      const { container, now, wait } = setUp();
      const ledgers = [container(), container()];
      for (const { who, wait: ms, settles, used } of steps) {
        wait(ms);
        const ledger = ledgers[who]!;
        const reservation = await take(ledger, 1, { requests: 1_000 });
        expect(inWindow(ledger.lastKnown(KEY)!, now())).toEqual(inWindow((await ledger.read(KEY))!, now()));
        if (settles) await ledger.settle(reservation, { requests: 1, tokens: used });
      }
    }), { numRuns: 200 });
  });

  test('is seen as a whole by a reservation that is refused', async () => {
    const { container, ledger } = setUp();
    await take(ledger, 1);
    await take(container(), 2);
    expect((await ledger.reserve(KEY, { requests: 1, tokens: 10 }, { requests: 3 }, ANY_TIME)).admitted).toBe(false);
    expect(ledger.lastKnown(KEY)).toEqual(await container().read(KEY));
  });

  test('is nothing any more once the item is gone', async () => {
    const { deleteAll, ledger } = setUp();
    const reservation = await take(ledger, 1);
    deleteAll();
    await ledger.settle(reservation, { requests: 0, tokens: 0 });
    expect(ledger.lastKnown(KEY)).toBeUndefined();
  });

  test('is forgotten of the ledger that was not written to for longest, when there are too many', async () => {
    const { ledger } = setUp();
    const write = (index: number) => ledger.reserve(keyOf(index), { requests: 1, tokens: 1 }, {}, ANY_TIME);
    for (let index = 0; index < REMEMBERED; index++) await write(index);
    await write(0);
    expect(ledger.lastKnown(keyOf(1))).toBeDefined();
    await write(REMEMBERED);
    expect(ledger.lastKnown(keyOf(1))).toBeUndefined();
    expect(ledger.lastKnown(keyOf(0))).toBeDefined();
  });
});
