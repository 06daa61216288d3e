import fc from 'fast-check';
import { afterReserving, afterSettling } from '../../../lambda/core/ledger/after-writing';
import { subtract, sumOf } from '../../../lambda/core/ledger/amounts';
import { Dimension, SPANS } from '../../../lambda/core/ledger/dimensions';
import { Amount, Counter, ItemWrite, LedgerItem } from '../../../lambda/core/ledger/item-write';
import { LedgerStore } from '../../../lambda/core/ports';
import { TableKey } from '../../../src/contract/table';

export interface LedgerStoreSuite {
  readonly name: string;
  /** A store that works on the same items as long as the test file runs. */
  newStore(): Promise<LedgerStore>;
}

const NO_CHANGE = { adjust: [], sweep: [] };

let keys = 0;

function newKey(): TableKey {
  return { pk: `TENANT#t${keys++}`, sk: 'LEDGER' };
}

/** The counters of one slot. */
export function at(slot: number, amount: Amount): Counter[] {
  return Object.entries(amount).map(([dimension, value]): Counter => ({ dimension: dimension as Dimension, slot, value: value! }));
}

const ONE: Amount = { requests: 1, tokens: 10 };

interface ReserveSketch extends Partial<Omit<ItemWrite, 'reserve'>> {
  readonly slot?: number;
  readonly amount?: Amount;
  readonly atMost?: Amount;
  readonly totalsStand?: boolean;
  readonly changesOnly?: boolean;
  readonly expiresAt?: number;
}

export function reserve(sketch: ReserveSketch = {}): ItemWrite {
  const { slot = 100, amount = ONE, atMost = {}, totalsStand, changesOnly, adjust = [], sweep = [], expiresAt = 2_000_000_000 } = sketch;
  return { reserve: { counters: at(slot, amount), atMost, totalsStand, changesOnly, expiresAt }, adjust, sweep };
}

interface SettleSketch {
  readonly slot?: number;
  readonly difference?: Amount;
  readonly sweep?: readonly Counter[];
}

export function settle({ slot = 100, difference = { tokens: -4 }, sweep = [] }: SettleSketch = {}): ItemWrite {
  return { adjust: at(slot, difference), sweep };
}

/** As stores return it. */
function item(counters: readonly Counter[], sequence: number): LedgerItem {
  const byName = (left: Counter, right: Counter) => (left.dimension < right.dimension ? -1 : Number(left.dimension > right.dimension));
  const sorted = [...counters].sort((left, right) => byName(left, right) || left.slot - right.slot);
  return { total: sumOf(counters), counters: sorted, sequence };
}

/** What every store of ledgers does, whatever it stores them in. */
export function runLedgerStoreSuite({ name, newStore }: LedgerStoreSuite): void {
  describe(`a ledger store: ${name}`, () => {
    let store: LedgerStore;
    let key: TableKey;

    beforeAll(async () => { store = await newStore(); });
    beforeEach(() => { key = newKey(); });

    const write = (change: ItemWrite) => store.write(key, change);
    const standing = () => store.read(key);

    describe('a reservation', () => {
      test('makes the item', async () => {
        expect(await write(reserve({ atMost: { requests: 0, tokens: 0 } }))).toEqual({ written: true, item: item(at(100, ONE), 1) });
      });

      test('adds to its counters and to the totals', async () => {
        await write(reserve());
        await write(reserve({ slot: 101, amount: { requests: 2, tokens: 0 } }));
        expect(await write(reserve({ amount: { requests: 1, tokens: 5 } }))).toEqual({
          written: true, item: item([...at(100, { requests: 2, tokens: 15 }), ...at(101, { requests: 2, tokens: 0 })], 3),
        });
      });

      test('counts every dimension by itself, in slots of its own', async () => {
        const kinds = Object.keys(SPANS) as Dimension[];
        const counters = [...kinds, 'tokens~a1', 'tokens~b2', 'costPerDay~a1'].map((dimension, index): Counter => ({
          dimension: dimension as Dimension, slot: 50 + index, value: 7 + index,
        }));
        expect(await write({ reserve: { counters, atMost: {}, expiresAt: 1 }, adjust: [], sweep: [] }))
          .toEqual({ written: true, item: item(counters, 1) });
      });

      test.each([
        ['requests', { requests: 1 }, { requests: 0 }],
        ['tokens', { tokens: 10 }, { tokens: 9 }],
        ['both', { requests: 1, tokens: 10 }, { requests: 1, tokens: 9 }],
      ])('is written up to the bound of %s and not above it', async (_, enough, tooLittle) => {
        await write(reserve());
        expect(await write(reserve({ atMost: tooLittle }))).toEqual({ written: false, item: item(at(100, ONE), 1) });
        expect((await write(reserve({ atMost: enough }))).written).toBe(true);
      });

      test('a bound on what is not counted yet does not stand in the way', async () => {
        await write(reserve());
        expect((await write(reserve({ amount: { concurrent: 1 }, atMost: { concurrent: 0 } }))).written).toBe(true);
        expect((await write(reserve({ amount: { concurrent: 1 }, atMost: { concurrent: 0 } }))).written).toBe(false);
      });

      test('of an item whose totals were seen is written up to its bound as well', async () => {
        await write(reserve());
        const seen = (atMost: Amount) => reserve({ amount: { requests: 0, tokens: 0 }, atMost, totalsStand: true });
        expect(await write(seen({ requests: 1, tokens: 9 }))).toEqual({ written: false, item: item(at(100, ONE), 1) });
        expect(await write(seen({ requests: 1, tokens: 10 }))).toEqual({ written: true, item: item(at(100, ONE), 2) });
      });

      test('of an item whose totals were seen is not written once one of them, or the item, is gone', async () => {
        await write(reserve());
        const before = item(at(100, ONE), 1);
        expect(await write(reserve({ atMost: { concurrent: 5, tokens: 100 }, totalsStand: true }))).toEqual({ written: false, item: before });
        expect(await store.write(newKey(), reserve({ atMost: { tokens: 100 }, totalsStand: true }))).toEqual({ written: false });
      });

      test('changes nothing when it is refused', async () => {
        await write(reserve());
        await write(reserve({ atMost: { tokens: 9 }, slot: 300 }));
        expect(await standing()).toEqual(item(at(100, ONE), 1));
      });

      test('does not touch other ledgers', async () => {
        await write(reserve());
        expect(await store.write(newKey(), reserve({ atMost: { tokens: 0 } }))).toMatchObject({ written: true, item: { sequence: 1 } });
      });

      test('works in every slot, the ones with unusual names too', async () => {
        const slots = [0, 29, 35, 36, 36 ** 4 - 1];
        for (const slot of slots) await write(reserve({ slot }));
        expect(await standing()).toEqual(item(slots.flatMap((slot) => at(slot, ONE)), 5));
      });

      test('counts large numbers exactly', async () => {
        const large = 2 ** 52 + 1;
        await write(reserve({ amount: { requests: 1, tokens: large } }));
        expect((await write(reserve({ amount: { requests: 1, tokens: 1 }, atMost: { tokens: large } }))).item!.total.tokens).toBe(large + 1);
      });

      test('can give something back in the same step, which makes room for it', async () => {
        await write(reserve({ slot: 90 }));
        await write(reserve());
        const adjust = at(90, { requests: -1, tokens: -10 });
        expect((await write(reserve({ slot: 101, atMost: { tokens: 9 }, adjust }))).written).toBe(false);
        expect(await write(reserve({ slot: 101, atMost: { tokens: 10 }, adjust })))
          .toEqual({ written: true, item: item([...at(90, { requests: 0, tokens: 0 }), ...at(100, ONE), ...at(101, ONE)], 3) });
      });

      test('gives back no more than a counter holds, and is not made then', async () => {
        await write(reserve({ slot: 90 }));
        expect((await write(reserve({ slot: 101, adjust: at(90, { requests: -1, tokens: -11 }) }))).written).toBe(false);
        expect(await standing()).toEqual(item(at(90, ONE), 1));
      });

      test('tells what it has changed, and nothing else, if that is enough', async () => {
        await write(reserve({ slot: 70, amount: { requests: 3, concurrent: 1 } }));
        await write(reserve({ slot: 90 }));
        await write(reserve());
        const change = reserve({ amount: { tokens: 5 }, adjust: at(90, { requests: -1 }), sweep: at(70, { concurrent: 1 }), changesOnly: true });
        expect(await write(change)).toEqual({
          written: true,
          item: {
            total: { requests: 4, tokens: 25, concurrent: 0 },
            counters: [...at(90, { requests: 0 }), ...at(100, { tokens: 15 })],
            sequence: 4,
          },
        });
      });

      test('shows all of what stood there when it is refused, even if changes were enough', async () => {
        await write(reserve({ slot: 90 }));
        await write(reserve());
        expect(await write(reserve({ atMost: { tokens: 19 }, changesOnly: true })))
          .toEqual({ written: false, item: item([...at(90, ONE), ...at(100, ONE)], 2) });
      });

      test('gives nothing back to a counter that has been swept, and is not made then', async () => {
        await write(reserve());
        expect((await write(reserve({ slot: 101, adjust: at(90, { tokens: -1 }) }))).written).toBe(false);
        expect((await standing())!.sequence).toBe(1);
      });

      test('may add to the very counter that it gives back to', async () => {
        await write(reserve());
        expect(await write(reserve({ adjust: at(100, { tokens: -4 }), amount: { tokens: 1 } })))
          .toEqual({ written: true, item: item(at(100, { requests: 1, tokens: 7 }), 2) });
      });
    });

    describe('sweeping', () => {
      const old = at(70, { requests: 3, tokens: 40 });
      const older = at(69, { requests: 1, tokens: 0 });

      beforeEach(async () => {
        await write(reserve({ slot: 69, amount: { requests: 1, tokens: 0 } }));
        await write(reserve({ slot: 70, amount: { requests: 3, tokens: 40 } }));
      });

      test('removes counters with their share of the totals, in the write that reserves', async () => {
        expect(await write(reserve({ sweep: [...old, ...older] }))).toEqual({ written: true, item: item(at(100, ONE), 3) });
      });

      test('may remove the counter of one dimension and leave that of another', async () => {
        expect(await write(reserve({ sweep: old.slice(0, 1) })))
          .toEqual({ written: true, item: item([...older, ...old.slice(1), ...at(100, ONE)], 3) });
      });

      test('makes room for the bound of the same write', async () => {
        expect((await write(reserve({ atMost: { requests: 0, tokens: 0 } }))).written).toBe(false);
        expect((await write(reserve({ atMost: { requests: 0, tokens: 39 }, sweep: older }))).written).toBe(false);
        expect((await write(reserve({ atMost: { requests: 0, tokens: 0 }, sweep: [...old, ...older] }))).written).toBe(true);
      });

      test.each([
        ['another value', { dimension: 'requests', slot: 70, value: 2 }],
        ['another slot', { dimension: 'requests', slot: 71, value: 3 }],
        ['another dimension', { dimension: 'concurrent', slot: 70, value: 3 }],
      ] as const)('is refused with the write when a counter has %s', async (_, counter) => {
        expect(await write(reserve({ sweep: [...older, counter] }))).toEqual({ written: false, item: item([...older, ...old], 2) });
        expect(await standing()).toEqual(item([...older, ...old], 2));
      });

      test('is refused when the item is gone', async () => {
        expect(await store.write(newKey(), reserve({ sweep: old }))).toEqual({ written: false });
        expect(await store.write(newKey(), reserve({ sweep: at(1, { requests: 0 }) }))).toEqual({ written: false });
        expect(await store.write(newKey(), { adjust: [], sweep: old })).toEqual({ written: false });
      });

      test('can go with a settlement, and by itself', async () => {
        await write(reserve());
        expect((await write(settle({ sweep: old }))).written).toBe(true);
        expect(await standing()).toEqual(item([...older, ...at(100, { requests: 1, tokens: 6 })], 3));
        expect((await write(settle({ sweep: old }))).written).toBe(false);
        expect((await write({ adjust: [], sweep: older })).written).toBe(true);
        expect(await standing()).toEqual(item(at(100, { requests: 1, tokens: 6 }), 3));
      });

      test('takes sixty-four counters that were given back entirely', async () => {
        const empty = Array.from({ length: 32 }, (_, index) => at(1_000 + index, { requests: 0, tokens: 0 }));
        for (const [index] of empty.entries()) await write(reserve({ slot: 1_000 + index, amount: { requests: 0, tokens: 0 } }));
        expect(await write(reserve({ sweep: empty.flat(), atMost: { requests: 4, tokens: 40 } })))
          .toEqual({ written: true, item: item([...older, ...old, ...at(100, ONE)], 35) });
      });

      test.each([
        ['a counter that is written', at(100, { requests: 1 })],
        ['a counter twice', [...old, ...old]],
      ])('cannot take %s', async (_, sweep) => {
        await expect(write(reserve({ sweep }))).rejects.toThrow('cannot be written and swept, or swept twice');
        await expect(write(settle({ sweep, difference: { requests: 1 } }))).rejects.toThrow('cannot be written and swept, or swept twice');
      });
    });

    describe('a settlement', () => {
      test('changes its counters and the totals, up and down, and is no reservation', async () => {
        await write(reserve());
        expect(await write(settle())).toEqual({ written: true });
        expect(await standing()).toEqual(item(at(100, { requests: 1, tokens: 6 }), 1));
        expect(await write(settle({ difference: { tokens: 14 } }))).toEqual({ written: true });
        expect(await standing()).toEqual(item(at(100, { requests: 1, tokens: 20 }), 1));
      });

      test('may give everything back, and leaves the counters', async () => {
        await write(reserve());
        expect(await write(settle({ difference: { requests: -1, tokens: -10 } }))).toEqual({ written: true });
        expect(await standing()).toEqual(item(at(100, { requests: 0, tokens: 0 }), 1));
      });

      test('is refused as a whole when one of its counters has been swept', async () => {
        await write(reserve());
        await write(reserve({ slot: 200, sweep: at(100, { requests: 1 }) }));
        const left = item([...at(100, { tokens: 10 }), ...at(200, ONE)], 2);
        expect(await write(settle({ difference: { requests: -1, tokens: -1 } }))).toEqual({ written: false, item: left });
        expect(await standing()).toEqual(left);
      });

      test('gives back no more than its counters hold', async () => {
        await write(reserve());
        await write(reserve({ slot: 200 }));
        const before = item([...at(100, ONE), ...at(200, ONE)], 2);
        expect(await write(settle({ difference: { requests: -1, tokens: -11 } }))).toEqual({ written: false, item: before });
        expect(await standing()).toEqual(before);
      });

      test('never makes an item', async () => {
        expect(await write(settle())).toEqual({ written: false });
        expect(await write(reserve({ atMost: { tokens: 0 } }))).toMatchObject({ written: true, item: { sequence: 1 } });
      });
    });

    test('shows what stands, and nothing where nothing was written', async () => {
      expect(await store.read(key)).toBeUndefined();
      await write(reserve());
      await write(reserve({ slot: 101, amount: { concurrent: 1 } }));
      expect(await store.read(key)).toEqual(item([...at(100, ONE), ...at(101, { concurrent: 1 })], 2));
    });

    test.each([1.5, NaN, 2 ** 53])('an amount of %p is refused', async (tokens) => {
      await expect(write(reserve({ amount: { requests: 1, tokens } }))).rejects.toThrow('whole numbers up to 2^53');
      await expect(write(settle({ difference: { requests: 1, tokens } }))).rejects.toThrow('whole numbers up to 2^53');
    });

    test('concurrent reservations never pass a bound together', async () => {
      const results = await Promise.all(Array.from({ length: 60 }, (_, index) => write(reserve({ slot: index % 3, atMost: { tokens: 190 } }))));
      expect(results.filter(({ written }) => written)).toHaveLength(20);
      expect((await standing())!.total).toEqual({ requests: 20, tokens: 200 });
    });

    test('the totals are the sums of the counters after any writes', async () => {
      const amount = fc.record({ requests: fc.nat(3), tokens: fc.nat(50), concurrent: fc.nat(2) }, { requiredKeys: ['tokens'] });
      const kinds = fc.constantFrom('reserve', 'settle', 'give back');
      const step = fc.record({ kind: kinds, slot: fc.nat(4), amount, bound: fc.nat(150), sweeps: fc.nat(4), changesOnly: fc.boolean() });
      await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        key = newKey();
        let known: LedgerItem | undefined;
        for (const { kind, slot, amount: asked, bound, sweeps, changesOnly } of steps) {
          const change: Amount = kind === 'give back' ? subtract({}, asked) : asked;
          const sweep = (known?.counters ?? []).filter((counter) => counter.slot !== slot).slice(0, sweeps);
          const result = await write(kind === 'reserve'
            ? reserve({ slot, amount: change, atMost: { tokens: bound }, sweep, changesOnly })
            : settle({ slot, difference: change, sweep }));
          const stands = (dimension: string) => known?.counters.some((counter) =>
            counter.slot === slot && counter.dimension === dimension && counter.value + change[dimension as Dimension]! >= 0) ?? false;
          const allowed = kind === 'reserve'
            ? (known?.total.tokens ?? 0) - (sumOf(sweep).tokens ?? 0) <= bound
            : Object.keys(change).every(stands);
          expect(result.written).toBe(allowed);
          const before = known;
          known = await store.read(key);
          if (!known) continue;
          if (kind === 'reserve' && before && result.written) {
            expect(changesOnly ? afterReserving(before, result.item!, { sweep }) : result.item).toEqual(known);
          }
          if (kind !== 'reserve' && before) expect(afterSettling(before, result.written ? settle({ slot, difference: change, sweep }) : NO_CHANGE)).toEqual(known);
          for (const [dimension, total] of Object.entries(known.total)) expect(total).toBe(sumOf(known.counters)[dimension as Dimension] ?? 0);
        }
      }), { numRuns: 60 });
    });
  });
}
