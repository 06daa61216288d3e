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
  return { container, ledger: container(), writes, wait: (ms: number) => { now += ms; } };
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

  test('an item that many lone containers have filled is swept in portions', async () => {
    const { container, wait } = setUp();
    const limits = { requests: 200 };
    for (let index = 0; index < 200; index++) {
      await take(container(), 1, limits);
      wait(SUB_WINDOW_MS);
    }
    expect((await container().reserve(KEY, { requests: 150, tokens: 0 }, limits)).admitted).toBe(true);
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
});
