import { createMemoryLedgerStore } from '../../../../lambda/adapters/memory/memory-ledger-store';
import { ItemWrite } from '../../../../lambda/core/ledger/item-write';
import { createLedger, Ledger, Reservation } from '../../../../lambda/core/ledger/ledger';
import { SLACK_MS, SUB_WINDOW_MS, WINDOW_MS } from '../../../../lambda/core/ledger/window';
import { LedgerStore } from '../../../../lambda/core/ports';
import { tenantLedgerKey } from '../../../../src/contract/table';

const KEY = tenantLedgerKey('a');
const START = Date.UTC(2026, 0, 1);
/** After this long nothing that was reserved before counts any more. */
const FORGOTTEN_MS = WINDOW_MS + SLACK_MS + SUB_WINDOW_MS;
/** What one write can remove. */
const MAX_SWEPT = 32;

function setUp() {
  const memory = createMemoryLedgerStore();
  const writes: ItemWrite[] = [];
  const store: LedgerStore = {
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
    wait: (ms: number) => { now += ms; },
    /** As the table does with items whose time to live has passed. */
    deleteAll: () => memory.deleteExpired(Infinity),
  };
}

async function take(ledger: Ledger, requests: number, limits = { requests: 3 }): Promise<Reservation> {
  const result = await ledger.reserve(KEY, { requests, tokens: 10 }, limits);
  if (!result.admitted) throw new Error(`expected to be admitted: ${JSON.stringify(result)}`);
  return result.reservation;
}

describe('reserving', () => {
  test('admits exactly up to the limit, with one write each', async () => {
    const { ledger, writes } = setUp();
    await take(ledger, 1);
    await take(ledger, 1);
    await take(ledger, 1);
    const fourth = await ledger.reserve(KEY, { requests: 1, tokens: 10 }, { requests: 3 });

    expect(fourth).toMatchObject({ admitted: false, cause: 'full', dimension: 'requests', limit: 3, asked: 1 });
    expect(writes).toHaveLength(4);
  });

  test('a rejection tells when the oldest work leaves the window, and then there is room', async () => {
    const { ledger, wait } = setUp();
    await take(ledger, 2);
    wait(20_000);
    await take(ledger, 1);
    wait(1_000);
    const rejected = await ledger.reserve(KEY, { requests: 2, tokens: 0 }, { requests: 3 });
    if (rejected.admitted) throw new Error('expected a rejection');
    expect(rejected.retryAfterMs).toBeGreaterThan(WINDOW_MS - 21_000);
    expect(rejected.retryAfterMs).toBeLessThanOrEqual(FORGOTTEN_MS - 21_000);

    wait(rejected.retryAfterMs - 1);
    expect((await ledger.reserve(KEY, { requests: 2, tokens: 0 }, { requests: 3 })).admitted).toBe(false);
    wait(1);
    expect((await ledger.reserve(KEY, { requests: 2, tokens: 0 }, { requests: 3 })).admitted).toBe(true);
  });

  test('all dimensions are admitted together or not at all', async () => {
    const { ledger } = setUp();
    const limits = { requests: 10, tokens: 100 };
    expect((await ledger.reserve(KEY, { requests: 1, tokens: 90 }, limits)).admitted).toBe(true);
    expect(await ledger.reserve(KEY, { requests: 1, tokens: 20 }, limits)).toMatchObject({ admitted: false, dimension: 'tokens' });
    expect((await ledger.reserve(KEY, { requests: 9, tokens: 10 }, limits)).admitted).toBe(true);
  });

  test('what is larger than the limit itself is refused without a write', async () => {
    const { ledger, writes } = setUp();
    expect(await ledger.reserve(KEY, { requests: 1, tokens: 500 }, { tokens: 400 }))
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
    const results = await Promise.all(Array.from({ length: 10 }, () => container().reserve(KEY, { requests: 1, tokens: 1 }, { requests: 10 })));
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
    expect(writes.map(({ kind }) => kind)).toEqual(['reserve', 'reserve', 'reserve', 'reserve']);
  });

  test('an item that many lone containers have filled is swept in portions', async () => {
    const { container, wait, writes } = setUp();
    const limits = { requests: 200 };
    for (let index = 0; index < 200; index++) {
      await take(container(), 1, limits);
      wait(SUB_WINDOW_MS);
    }
    expect((await container().reserve(KEY, { requests: 150, tokens: 0 }, limits)).admitted).toBe(true);
    expect(Math.max(...writes.map(({ sweep }) => sweep.length))).toBe(MAX_SWEPT);
  });
});

describe('settling', () => {
  test('gives back what was not used, at once', async () => {
    const { ledger } = setUp();
    const limits = { tokens: 100 };
    const first = await ledger.reserve(KEY, { requests: 1, tokens: 90 }, limits);
    if (!first.admitted) throw new Error('expected to be admitted');
    await ledger.settle(first.reservation, { requests: 1, tokens: 15 });
    expect((await ledger.reserve(KEY, { requests: 1, tokens: 86 }, limits)).admitted).toBe(false);
    expect((await ledger.reserve(KEY, { requests: 1, tokens: 85 }, limits)).admitted).toBe(true);
  });

  test('counts what was used beyond the reservation', async () => {
    const { ledger } = setUp();
    const limits = { tokens: 100 };
    const first = await ledger.reserve(KEY, { requests: 1, tokens: 10 }, limits);
    if (!first.admitted) throw new Error('expected to be admitted');
    await ledger.settle(first.reservation, { requests: 1, tokens: 95 });
    expect((await ledger.reserve(KEY, { requests: 1, tokens: 6 }, limits)).admitted).toBe(false);
  });

  test('what has left the window is settled without an effect', async () => {
    const { container, ledger, wait } = setUp();
    const early = await take(ledger, 3);
    wait(FORGOTTEN_MS);
    await take(container(), 3);
    await ledger.settle(early, { requests: 0, tokens: 0 });
    expect((await container().reserve(KEY, { requests: 1, tokens: 0 }, { requests: 3 })).admitted).toBe(false);
  });

  test('an exact reservation needs no settling write', async () => {
    const { ledger, writes } = setUp();
    const reservation = await take(ledger, 1);
    await ledger.settle(reservation, reservation.amount);
    expect(writes).toHaveLength(1);
  });

  test('gives back a request that has no tokens', async () => {
    const { ledger } = setUp();
    const first = await ledger.reserve(KEY, { requests: 1, tokens: 0 }, { requests: 1 });
    if (!first.admitted) throw new Error('expected to be admitted');
    await ledger.settle(first.reservation, { requests: 0, tokens: 0 });
    expect((await ledger.reserve(KEY, { requests: 1, tokens: 0 }, { requests: 1 })).admitted).toBe(true);
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

    await ledger.settle(one, one.amount);
    expect(writes).toHaveLength(before);
    await ledger.settle(eighth, eighth.amount);
    expect(writes.slice(before)).toMatchObject([{ kind: 'settle', slot: eighth.slot, difference: { requests: 0, tokens: 0 } }]);
    expect(writes.at(-1)!.sweep).toHaveLength(MAX_SWEPT);
  });

  test('does not keep a settlement from counting when somebody else has swept meanwhile', async () => {
    const { container, ledger, writes } = await afterExpired(7);
    const eighth = await take(ledger, 900, LIMITS);
    // Finds the expired counters in its way, and removes them.
    await take(container(), 100, LIMITS);
    const before = writes.length;

    await ledger.settle(eighth, { requests: 1, tokens: 10 });
    expect(writes.slice(before).map(({ sweep }) => sweep.length)).toEqual([7, 0]);
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

describe('what is known of a ledger', () => {
  const keyOf = (index: number) => tenantLedgerKey(`tenant-${index}`);
  /** As many as a container remembers. */
  const REMEMBERED = 2_000;

  test('is what the last write has left, for each ledger by itself', async () => {
    const { ledger } = setUp();
    await ledger.reserve(keyOf(1), { requests: 1, tokens: 10 }, {});
    await ledger.reserve(keyOf(2), { requests: 2, tokens: 20 }, {});
    expect(ledger.lastKnown(keyOf(1))?.total).toEqual({ requests: 1, tokens: 10 });
    expect(ledger.lastKnown(keyOf(2))?.total).toEqual({ requests: 2, tokens: 20 });
    expect(ledger.lastKnown(keyOf(3))).toBeUndefined();
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
    const write = (index: number) => ledger.reserve(keyOf(index), { requests: 1, tokens: 1 }, {});
    for (let index = 0; index < REMEMBERED; index++) await write(index);
    await write(0);
    expect(ledger.lastKnown(keyOf(1))).toBeDefined();
    await write(REMEMBERED);
    expect(ledger.lastKnown(keyOf(1))).toBeUndefined();
    expect(ledger.lastKnown(keyOf(0))).toBeDefined();
  });
});
