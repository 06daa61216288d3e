import { createMemoryLedgerStore } from '../../../../lambda/adapters/memory/memory-ledger-store';
import { Amount } from '../../../../lambda/core/ledger/item-write';
import { leaseLedger } from '../../../../lambda/core/ledger/lease-ledger';
import { createLedger, Ledger, Reservation } from '../../../../lambda/core/ledger/ledger';
import { LedgerStore, LedgerUnavailable } from '../../../../lambda/core/ports';
import { tenantLedgerKey } from '../../../../src/contract/table';
import { VirtualClock } from '../../../support/virtual-clock';

const KEY = tenantLedgerKey('a');
const ENDS_BY = new VirtualClock().now() + 60_000;
const LEASES = { requests: 100, ms: 2_000 };
const ONE: Amount = { requests: 1, tokens: 10 };
const LIMITS: Amount = { requests: 64_000, tokens: 640_000 };

function setting(writeMs = 0) {
  const clock = new VirtualClock();
  const memory = createMemoryLedgerStore();
  const writes: ('reserve' | 'adjust')[] = [];
  let failing = false;
  const store: LedgerStore = {
    ...memory,
    async write(key, write) {
      if (writeMs > 0) await clock.sleep(writeMs);
      if (failing) throw new LedgerUnavailable('no answer');
      writes.push(write.reserve ? 'reserve' : 'adjust');
      return memory.write(key, write);
    },
  };
  const container = () => leaseLedger(createLedger(store, clock.now), LEASES, clock.now);
  return { clock, memory, writes, container, fail: (is: boolean) => { failing = is; }, total: async () => (await memory.read(KEY))?.total };
}

async function admitted(ledger: Ledger, amount = ONE, limits = LIMITS): Promise<Reservation> {
  const result = await ledger.reserve(KEY, amount, limits, ENDS_BY);
  if (!result.admitted) throw new Error(`refused: ${result.dimension}`);
  return result.reservation;
}

async function several(ledger: Ledger, count: number, amount = ONE, limits = LIMITS): Promise<Reservation[]> {
  const reservations: Reservation[] = [];
  for (let index = 0; index < count; index++) reservations.push(await admitted(ledger, amount, limits));
  return reservations;
}

describe('a lease', () => {
  it('is twice as large each time it is used up before its end, up to the largest', async () => {
    const { container, writes } = setting();
    const ledger = container();
    const sizes: number[] = [];
    for (let requests = 0, last = 0; requests < 500; requests++) {
      await admitted(ledger);
      if (writes.length > sizes.length) {
        if (requests > 0) sizes[sizes.length - 1] = requests - last;
        sizes.push(0);
        last = requests;
      }
    }
    expect(sizes.slice(0, -1)).toEqual([1, 2, 4, 8, 16, 32, 64, 100, 100, 100]);
  });

  it('is taken by those who wait for the first to ask', async () => {
    const { clock, container, writes } = setting(5);
    const ledger = container();
    await clock.run(Promise.all(Array.from({ length: 50 }, () => admitted(ledger))));
    // Nothing is known before the first write; the second is for all the others.
    expect(writes).toEqual(['reserve', 'reserve']);
  });

  it('is one request where requests are far apart', async () => {
    const { clock, container, total, writes } = setting();
    const ledger = container();
    for (let index = 0; index < 5; index++) {
      await ledger.settle(await admitted(ledger), { requests: 1, tokens: 4 });
      await clock.run(clock.sleep(LEASES.ms + 1));
    }
    expect(writes.filter((write) => write === 'reserve')).toHaveLength(5);
    expect(await total()).toEqual({ requests: 5, tokens: 20 });
  });

  it('is no larger than a 32nd of a limit, or a quarter of what is left', async () => {
    const { container, total } = setting();
    const ledger = container();
    const limits = { requests: 64 };
    let reserved = 0;
    for (let used = 1; used <= 64; used++) {
      const before = reserved;
      await admitted(ledger, { requests: 1 }, limits);
      reserved = (await total())!.requests!;
      expect(reserved - before).toBeLessThanOrEqual(Math.max(1, Math.min(2, (64 - before) / 4)));
    }
    expect(reserved).toBe(64);
    expect(await ledger.reserve(KEY, { requests: 1 }, limits, ENDS_BY)).toMatchObject({ admitted: false, dimension: 'requests', limit: 64, asked: 1 });
  });

  it('counts from its end, whenever it is used', async () => {
    const { clock, container } = setting();
    const busy = container();
    const limits = { requests: 640 };
    await several(busy, 640, { requests: 1 }, limits);
    // Everything was taken in one moment, and all but the first of it counts until a lease would have ended.
    await clock.run(clock.sleep(60_000 + 3_000 + 2_000));
    const other = container();
    await admitted(other, { requests: 1 }, limits);
    expect(await other.reserve(KEY, { requests: 600 }, limits, ENDS_BY)).toMatchObject({ admitted: false });
    await clock.run(clock.sleep(LEASES.ms));
    expect(await other.reserve(KEY, { requests: 600 }, limits, ENDS_BY)).toMatchObject({ admitted: true });
  });

  it('lends again what its requests give back', async () => {
    const { container, writes } = setting();
    const ledger = container();
    await several(ledger, 7);
    const [wide] = await several(ledger, 1, { requests: 1, tokens: 10 });
    const before = writes.length;
    await ledger.settle(wide!, { requests: 0, tokens: 0 });
    await several(ledger, 8);
    expect(writes.length).toBe(before);
  });

  it('gives back what is left when it has ended and the last of its requests has', async () => {
    const { clock, container, total } = setting();
    const ledger = container();
    const reservations = await several(ledger, 10);
    // One, two, four and eight requests have been taken.
    expect(await total()).toEqual({ requests: 15, tokens: 150 });
    await clock.run(clock.sleep(LEASES.ms));
    for (const reservation of reservations) await ledger.settle(reservation, { requests: 1, tokens: 3 });
    expect(await total()).toEqual({ requests: 10, tokens: 30 });
  });

  it('gives back what is left when the next one is asked for', async () => {
    const { clock, container, total } = setting();
    const ledger = container();
    await several(ledger, 10);
    await clock.run(clock.sleep(LEASES.ms));
    await admitted(ledger);
    // Ten, and as many for the next one as were used of the last.
    expect((await total())!.requests).toBe(10 + 3);
  });

  it('is settled once for each request, whoever settles twice', async () => {
    const { clock, container, total } = setting();
    const ledger = container();
    const reservations = await several(ledger, 3);
    await clock.run(clock.sleep(LEASES.ms));
    await Promise.all(reservations.flatMap((reservation) => [1, 2, 3].map(() => ledger.settle(reservation, { requests: 1, tokens: 5 }))));
    expect(await total()).toEqual({ requests: 3, tokens: 15 });
  });

  it('counts what was used beyond what was asked for', async () => {
    const { clock, container, total } = setting();
    const ledger = container();
    const reservations = await several(ledger, 3);
    await clock.run(clock.sleep(LEASES.ms));
    for (const reservation of reservations) await ledger.settle(reservation, { requests: 1, tokens: 50 });
    expect(await total()).toEqual({ requests: 3, tokens: 150 });
  });

  it('is not used by requests with other limits', async () => {
    const { container, writes } = setting();
    const ledger = container();
    await several(ledger, 7);
    const before = writes.length;
    await admitted(ledger, ONE, { ...LIMITS, requests: 32_000 });
    expect(writes.length).toBe(before + 1);
  });

  it('is not taken of requests at once, which come back one by one', async () => {
    const { container, total, writes } = setting();
    const ledger = container();
    const limits = { ...LIMITS, concurrent: 9 };
    const reservations = await several(ledger, 9, { ...ONE, concurrent: 1 }, limits);
    expect(writes).toHaveLength(9);
    expect(await ledger.reserve(KEY, { ...ONE, concurrent: 1 }, limits, ENDS_BY)).toMatchObject({ admitted: false, dimension: 'concurrent' });
    await ledger.settle(reservations[0]!, { ...ONE, concurrent: 0 });
    expect((await total())!.concurrent).toBe(8);
  });
});

describe('when the table does not answer', () => {
  it('all who wait are told, and the next one asks again', async () => {
    const { clock, container, fail, writes } = setting(5);
    const ledger = container();
    fail(true);
    const results = await clock.run(Promise.allSettled(Array.from({ length: 20 }, () => admitted(ledger))));
    expect(results.map((result) => (result.status === 'rejected' ? result.reason : undefined))).toEqual(results.map(() => expect.any(LedgerUnavailable)));
    expect(clock.now() - new VirtualClock().now()).toBe(5);
    fail(false);
    await clock.run(admitted(ledger));
    expect(writes).toEqual(['reserve']);
  });

  it('a lease that could not give back counts until its window has passed, and nothing of it twice', async () => {
    const { clock, container, fail, total } = setting();
    const ledger = container();
    const reservations = await several(ledger, 3);
    await clock.run(clock.sleep(LEASES.ms));
    fail(true);
    await ledger.settle(reservations[0]!, { requests: 1, tokens: 1 }).catch(() => undefined);
    await expect(ledger.settle(reservations[1]!, { requests: 1, tokens: 1 })).rejects.toThrow(LedgerUnavailable);
    fail(false);
    await ledger.settle(reservations[2]!, { requests: 1, tokens: 1 });
    expect((await total())!.tokens).toBeGreaterThanOrEqual(3);
    await clock.run(clock.sleep(70_000));
    expect(await container().reserve(KEY, { requests: 64_000 }, LIMITS, ENDS_BY)).toMatchObject({ admitted: true });
  });
});

test('a refusal costs one write, even if a lease was asked for', async () => {
  const { container, writes } = setting();
  const ledger = container();
  const limits = { requests: 640 };
  await several(ledger, 20, { requests: 1 }, limits);
  // Others take the rest meanwhile, all but what this container holds already.
  const other = container();
  while ((await other.reserve(KEY, { requests: 10 }, limits, ENDS_BY)).admitted);
  while ((await other.reserve(KEY, { requests: 1 }, limits, ENDS_BY)).admitted);
  let before = 0;
  let result;
  do {
    before = writes.length;
    result = await ledger.reserve(KEY, { requests: 1 }, limits, ENDS_BY);
  } while (result.admitted);
  expect(result).toMatchObject({ admitted: false, dimension: 'requests', limit: 640, asked: 1 });
  expect(writes.length - before).toBe(1);
});
