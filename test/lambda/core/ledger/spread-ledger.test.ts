import fc from 'fast-check';
import { createMemoryLedgerStore } from '../../../../lambda/adapters/memory/memory-ledger-store';
import { ItemWrite } from '../../../../lambda/core/ledger/item-write';
import { createLedger, Ledger } from '../../../../lambda/core/ledger/ledger';
import { ledgerItemsIn } from '../../../../lambda/core/ledger/ledger-items';
import { spreadLedger } from '../../../../lambda/core/ledger/spread-ledger';
import { LedgerUnavailable } from '../../../../lambda/core/ports';
import { poolLedgerKey, TableKey, tenantLedgerKey } from '../../../../src/contract/table';
import { planOf } from '../../../support/core/plans';
import { seededRandom } from '../../../support/random';

const KEY = tenantLedgerKey('a');
const START = Date.UTC(2026, 0, 1);

function setUp(items: number, seed = 1) {
  let now = START;
  const memory = createMemoryLedgerStore();
  const writes: { readonly key: TableKey; readonly write: ItemWrite }[] = [];
  const unavailable = new Set<string>();
  const store: typeof memory = {
    ...memory,
    write: async (key, write) => {
      writes.push({ key, write });
      if (unavailable.has(key.pk)) throw new LedgerUnavailable('down');
      return memory.write(key, write);
    },
  };
  const random = seededRandom(seed);
  const container = () => spreadLedger(createLedger(store, () => now), () => items, random);
  const itemAt = (index: number) => memory.item(index === 0 ? KEY : { ...KEY, pk: `${KEY.pk}#${index}` });
  const tokens = () => Array.from({ length: items }, (_, index) => itemAt(index)?.total.tokens ?? 0);
  return { container, ledger: container(), writes, unavailable, tokens, wait: (ms: number) => { now += ms; } };
}

const ask = (ledger: Ledger, tokens: number, limit: number) => ledger.reserve(KEY, { requests: 1, tokens }, { tokens: limit }, START);

it('is as it was in one item', async () => {
  const { ledger, writes } = setUp(1);
  await ask(ledger, 10, 100);
  expect(writes.map(({ key }) => key)).toEqual([KEY]);
  expect(ledger.lastKnown(KEY)!.total).toEqual({ requests: 1, tokens: 10 });
});

it('writes to all items, each as often, the first of which is the ledger without a number', async () => {
  const { ledger, writes } = setUp(4);
  for (let request = 0; request < 400; request++) await ask(ledger, 1, 1_000_000);
  const names = new Set(writes.map(({ key }) => key.pk));
  expect([...names].sort()).toEqual(['TENANT#a', 'TENANT#a#1', 'TENANT#a#2', 'TENANT#a#3']);
  for (const name of names) expect(writes.filter(({ key }) => key.pk === name).length).toBeGreaterThan(60);
});

it('admits exactly the limit, in parts that add up to it', async () => {
  const { container, tokens } = setUp(3);
  let admitted = 0;
  for (let request = 0; request < 300; request++) if ((await ask(container(), 1, 100)).admitted) admitted++;
  expect(admitted).toBe(100);
  expect(tokens().sort()).toEqual([33, 33, 34]);
});

it('never passes a limit together, and leaves less than a request unused in each item', async () => {
  await fc.assert(fc.asyncProperty(fc.integer(), fc.integer({ min: 2, max: 6 }), fc.integer({ min: 60, max: 400 }), async (seed, items, limit) => {
    const { container, tokens } = setUp(items, seed);
    const random = seededRandom(seed);
    const largest = Math.floor(limit / items);
    const used = () => tokens().reduce((sum, value) => sum + value, 0);
    for (let request = 0; request < 80; request++) {
      const size = 1 + Math.floor(random() * largest);
      const before = used();
      const result = await ask(container(), size, limit);
      expect(used()).toBe(result.admitted ? before + size : before);
      expect(used()).toBeLessThanOrEqual(limit);
      if (!result.admitted) expect(limit - before).toBeLessThan(items * size);
    }
  }), { numRuns: 60 });
});

describe('a request that is too large for one item', () => {
  it('is taken from all of them, and settled in all', async () => {
    const { ledger, tokens } = setUp(4);
    const result = await ask(ledger, 90, 100);
    if (!result.admitted) throw new Error('expected to be admitted');
    expect(tokens()).toEqual([23, 23, 22, 22]);
    await ledger.settle(result.reservation, { requests: 1, tokens: 10 });
    expect(tokens()).toEqual([3, 3, 2, 2]);
    expect((await ask(ledger, 88, 100)).admitted).toBe(true);
  });

  it('leaves nothing behind when it does not fit', async () => {
    const { container, ledger, tokens } = setUp(4);
    await ask(container(), 20, 100);
    const before = tokens();
    expect(await ask(ledger, 90, 100)).toMatchObject({ admitted: false, cause: 'full', dimension: 'tokens', limit: 100, asked: 90 });
    expect(tokens()).toEqual(before);
  });

  it('gives back what it has when an item does not answer', async () => {
    const { ledger, tokens, unavailable } = setUp(3);
    unavailable.add('TENANT#a#2');
    await expect(ask(ledger, 90, 100)).rejects.toThrow(LedgerUnavailable);
    expect(tokens()).toEqual([0, 0, 0]);
  });

  it('is refused for ever when it is larger than the limit itself', async () => {
    const { ledger, writes } = setUp(3);
    expect(await ask(ledger, 101, 100)).toMatchObject({ admitted: false, cause: 'neverFits', limit: 100, asked: 101 });
    expect(writes).toHaveLength(0);
  });
});

it('refuses with the limit of all and the time until the first item has room', async () => {
  const { container, wait } = setUp(2);
  for (let request = 0; request < 5; request++) await ask(container(), 5, 20);
  wait(10_000);
  const refused = await ask(container(), 5, 20);
  expect(refused).toMatchObject({ admitted: false, limit: 20, asked: 5 });
  if (refused.admitted) throw new Error('expected a rejection');
  wait(refused.retryAfterMs);
  expect((await ask(container(), 5, 20)).admitted).toBe(true);
});

it('settles what was taken from one item in that item, and knows the limits of all', async () => {
  const { ledger, tokens } = setUp(4);
  const result = await ask(ledger, 20, 100);
  if (!result.admitted) throw new Error('expected to be admitted');
  expect(result.reservation.limits).toEqual({ tokens: 100 });
  await ledger.settle(result.reservation, { requests: 1, tokens: 5 });
  await ledger.settle(result.reservation, {});
  expect(tokens().sort()).toEqual([0, 0, 0, 5]);
});

it('reads all items', async () => {
  const { container } = setUp(3);
  expect(await container().read(KEY)).toBeUndefined();
  for (let request = 0; request < 20; request++) await ask(container(), 5, 1_000);
  expect(await container().read(KEY)).toMatchObject({ total: { requests: 20, tokens: 100 }, sequence: 20 });
});

it('knows of all items what the last one showed', async () => {
  const { ledger } = setUp(2);
  expect(ledger.lastKnown(KEY)).toBeUndefined();
  await ask(ledger, 7, 100);
  expect(ledger.lastKnown(KEY)).toMatchObject({ total: { requests: 2, tokens: 14 } });
});

it('is spread as the plan says', () => {
  const plan = planOf({ targets: { first: { capacity: { requestsPerMinute: 90_000 } }, second: {} }, tenant: { ledgerItems: 3 } });
  const first = plan.targets.get('first')!;
  const targets = new Map([...plan.targets, ['first', { ...first, capacity: { ...first.capacity!, ledgerItems: 4 } }]]);
  const itemsOf = ledgerItemsIn({ ...plan, targets });
  expect([tenantLedgerKey('acme'), poolLedgerKey('first'), tenantLedgerKey('other'), poolLedgerKey('second')].map(itemsOf)).toEqual([3, 4, 1, 1]);
});
