import { createMemoryLedgerStore } from '../../../../lambda/adapters/memory/memory-ledger-store';
import { measurementOfLedgers } from '../../../../lambda/adapters/telemetry/ledger-measurements';
import { createLedger } from '../../../../lambda/core/ledger/ledger';
import { watchLedgers } from '../../../../lambda/core/ledger/observe-ledger';
import { LedgerStore, LedgerUnavailable } from '../../../../lambda/core/ports';
import { tenantLedgerKey } from '../../../../src/contract/table';

const KEY = tenantLedgerKey('a');

function setUp(change: (store: LedgerStore) => Partial<LedgerStore> = () => ({})) {
  let now = Date.UTC(2026, 0, 1);
  const memory = createMemoryLedgerStore();
  const slow: LedgerStore = {
    ...memory,
    write: async (key, write) => {
      now += 7;
      return memory.write(key, write);
    },
  };
  const watch = watchLedgers(() => now);
  const ledger = watch.ledger(createLedger(watch.store({ ...slow, ...change(slow) }), () => now));
  return { watch, reserve: () => ledger.reserve(KEY, { requests: 1 }, { requests: 2 }, now), ledger };
}

it('tells how long writes took, and begins anew', async () => {
  const { watch, reserve } = setUp();
  await reserve();
  await reserve();
  expect(watch.take()).toEqual({ latencies: [7, 7], throttles: 0, violations: 0, open: 2 });
  expect(watch.take()).toEqual({ latencies: [], throttles: 0, violations: 0, open: 2 });
});

it('counts a reservation as open until it is settled, and a refusal never', async () => {
  const { watch, reserve, ledger } = setUp();
  const first = await reserve();
  await reserve();
  await reserve();
  if (!first.admitted) throw new Error('expected to be admitted');
  await ledger.settle(first.reservation, {});
  expect(watch.take().open).toBe(1);
});

it.each([[true, 1], [false, 0]])('tells a throttled write (%p) from one that failed otherwise', async (throttled, expected) => {
  const { watch, reserve } = setUp(() => ({ write: async () => { throw new LedgerUnavailable('no', throttled); } }));
  await expect(reserve()).rejects.toThrow(LedgerUnavailable);
  expect(watch.take()).toMatchObject({ throttles: expected, latencies: [0], open: 0 });
});

it('notices a store that takes more than a limit allows', async () => {
  const { watch, reserve } = setUp((store) => ({
    write: (key, write) => store.write(key, write.reserve ? { ...write, reserve: { ...write.reserve, atMost: {} } } : write),
  }));
  await reserve();
  await reserve();
  expect(watch.take().violations).toBe(0);
  await reserve();
  expect(watch.take().violations).toBe(1);
});

it('is measured with each request that wrote, the number that has to be 0 in any case', () => {
  const time = 1_000;
  expect(measurementOfLedgers({ latencies: [3, 9], throttles: 0, violations: 0, open: 1 }, time)).toEqual({
    time,
    values: [
      { name: 'LedgerLatency', value: 3 }, { name: 'LedgerLatency', value: 9 },
      { name: 'OpenReservations', value: 1 }, { name: 'QuotaInvariantViolations', value: 0 },
    ],
    dimensions: {},
    dimensionSets: [[]],
  });
  expect(measurementOfLedgers({ latencies: [3], throttles: 2, violations: 0, open: 1 }, time).values).toContainEqual({ name: 'LedgerThrottles', value: 2 });
  expect(measurementOfLedgers({ latencies: [], throttles: 0, violations: 0, open: 4 }, time).values).toEqual([]);
});
