import fc from 'fast-check';
import { Counter, ItemWrite, LedgerItem, ReserveWrite, SettleWrite } from '../../../lambda/core/ledger/item-write';
import { LedgerStore } from '../../../lambda/core/ports';
import { TableKey } from '../../../src/contract/table';

export interface LedgerStoreSuite {
  readonly name: string;
  /** A store that works on the same items as long as the test file runs. */
  newStore(): Promise<LedgerStore>;
}

let keys = 0;

function newKey(): TableKey {
  return { pk: `TENANT#t${keys++}`, sk: 'LEDGER' };
}

function reserve(change: Partial<ReserveWrite> = {}): ReserveWrite {
  return { kind: 'reserve', slot: 100, amount: { requests: 1, tokens: 10 }, atMost: {}, sweep: [], expiresAt: 2_000_000_000, ...change };
}

function settle(change: Partial<SettleWrite> = {}): SettleWrite {
  return { kind: 'settle', slot: 100, difference: { requests: 0, tokens: -4 }, sweep: [], ...change };
}

function item(counters: readonly Counter[], sequence: number, total = {
  requests: counters.reduce((sum, { requests }) => sum + requests, 0),
  tokens: counters.reduce((sum, { tokens }) => sum + tokens, 0),
}): LedgerItem {
  return { total, counters, sequence };
}

/** What every store of ledgers does, whatever it stores them in. */
export function runLedgerStoreSuite({ name, newStore }: LedgerStoreSuite): void {
  describe(`a ledger store: ${name}`, () => {
    let store: LedgerStore;
    let key: TableKey;

    beforeAll(async () => { store = await newStore(); });
    beforeEach(() => { key = newKey(); });

    const write = (change: ItemWrite) => store.write(key, change);
    /** A write that changes nothing shows what stands there. */
    const standing = async () => (await write(settle({ slot: 999_999 }))).item;

    describe('a reservation', () => {
      test('makes the item', async () => {
        expect(await write(reserve({ atMost: { requests: 0, tokens: 0 } })))
          .toEqual({ written: true, item: item([{ slot: 100, requests: 1, tokens: 10 }], 1) });
      });

      test('adds to its slot and to the total', async () => {
        await write(reserve());
        await write(reserve({ slot: 101, amount: { requests: 2, tokens: 0 } }));
        expect(await write(reserve({ amount: { requests: 1, tokens: 5 } }))).toEqual({
          written: true, item: item([{ slot: 100, requests: 2, tokens: 15 }, { slot: 101, requests: 2, tokens: 0 }], 3),
        });
      });

      test.each([
        ['requests', { requests: 1 }, { requests: 0 }],
        ['tokens', { tokens: 10 }, { tokens: 9 }],
        ['both', { requests: 1, tokens: 10 }, { requests: 1, tokens: 9 }],
      ])('is written up to the bound of %s and not above it', async (_, enough, tooLittle) => {
        await write(reserve());
        expect(await write(reserve({ atMost: tooLittle }))).toEqual({ written: false, item: item([{ slot: 100, requests: 1, tokens: 10 }], 1) });
        expect((await write(reserve({ atMost: enough }))).written).toBe(true);
      });

      test('changes nothing when it is refused', async () => {
        await write(reserve());
        await write(reserve({ atMost: { tokens: 9 }, slot: 300 }));
        expect(await standing()).toEqual(item([{ slot: 100, requests: 1, tokens: 10 }], 1));
      });

      test('does not touch other ledgers', async () => {
        await write(reserve());
        expect(await store.write(newKey(), reserve({ atMost: { tokens: 0 } }))).toMatchObject({ written: true, item: { sequence: 1 } });
      });

      test('works in every slot, the ones with unusual names too', async () => {
        for (const slot of [0, 29, 35, 36, 36 ** 4 - 1]) await write(reserve({ slot }));
        expect(await standing()).toEqual(item([0, 29, 35, 36, 36 ** 4 - 1].map((slot) => ({ slot, requests: 1, tokens: 10 })), 5));
      });

      test('counts large numbers exactly', async () => {
        const large = 2 ** 52 + 1;
        await write(reserve({ amount: { requests: 1, tokens: large } }));
        expect((await write(reserve({ amount: { requests: 1, tokens: 1 }, atMost: { tokens: large } }))).item!.total.tokens).toBe(large + 1);
      });
    });

    describe('sweeping', () => {
      const old: Counter = { slot: 70, requests: 3, tokens: 40 };
      const older: Counter = { slot: 69, requests: 1, tokens: 0 };

      beforeEach(async () => {
        await write(reserve({ slot: 69, amount: { requests: 1, tokens: 0 } }));
        await write(reserve({ slot: 70, amount: { requests: 3, tokens: 40 } }));
      });

      test('removes counters with their share of the total, in the write that reserves', async () => {
        expect(await write(reserve({ sweep: [old, older] }))).toEqual({ written: true, item: item([{ slot: 100, requests: 1, tokens: 10 }], 3) });
      });

      test('makes room for the bound of the same write', async () => {
        expect((await write(reserve({ atMost: { requests: 0, tokens: 0 } }))).written).toBe(false);
        expect((await write(reserve({ atMost: { requests: 0, tokens: 39 }, sweep: [older] }))).written).toBe(false);
        expect((await write(reserve({ atMost: { requests: 0, tokens: 0 }, sweep: [old, older] }))).written).toBe(true);
      });

      test.each([
        ['requests', { ...old, requests: 2 }],
        ['tokens', { ...old, tokens: 41 }],
        ['slot', { ...old, slot: 71 }],
      ])('is refused with the write when a counter has other %s', async (_, counter) => {
        expect(await write(reserve({ sweep: [older, counter] }))).toEqual({ written: false, item: item([older, old], 2) });
        expect(await standing()).toEqual(item([older, old], 2));
      });

      test('is refused when the item is gone', async () => {
        expect(await store.write(newKey(), reserve({ sweep: [old] }))).toEqual({ written: false });
        expect(await store.write(newKey(), reserve({ sweep: [{ slot: 1, requests: 0, tokens: 0 }] }))).toEqual({ written: false });
      });

      test('can go with a settlement', async () => {
        await write(reserve());
        expect(await write(settle({ sweep: [old, older] }))).toEqual({ written: true, item: item([{ slot: 100, requests: 1, tokens: 6 }], 3) });
        expect((await write(settle({ sweep: [old] }))).written).toBe(false);
      });

      test('takes sixty counters that were given back entirely', async () => {
        const empty = Array.from({ length: 60 }, (_, index) => ({ slot: 1_000 + index, requests: 0, tokens: 0 }));
        for (const { slot } of empty) await write(reserve({ slot, amount: { requests: 0, tokens: 0 } }));
        expect(await write(reserve({ sweep: empty, atMost: { requests: 4, tokens: 40 } })))
          .toEqual({ written: true, item: item([older, old, { slot: 100, requests: 1, tokens: 10 }], 63) });
      });

      test.each([
        ['the slot that is written', [{ slot: 100, requests: 1, tokens: 1 }]],
        ['a slot twice', [old, old]],
      ])('cannot take %s', async (_, sweep) => {
        await expect(write(reserve({ sweep }))).rejects.toThrow('cannot be swept and written, or swept twice');
        await expect(write(settle({ sweep }))).rejects.toThrow('cannot be swept and written, or swept twice');
      });
    });

    describe('a settlement', () => {
      test('changes its slot and the total, up and down, and is no reservation', async () => {
        await write(reserve());
        expect(await write(settle())).toEqual({ written: true, item: item([{ slot: 100, requests: 1, tokens: 6 }], 1) });
        expect(await write(settle({ difference: { requests: 0, tokens: 14 } })))
          .toEqual({ written: true, item: item([{ slot: 100, requests: 1, tokens: 20 }], 1) });
      });

      test('may give everything back, and leaves the counter', async () => {
        await write(reserve());
        expect(await write(settle({ difference: { requests: -1, tokens: -10 } })))
          .toEqual({ written: true, item: item([{ slot: 100, requests: 0, tokens: 0 }], 1) });
      });

      test('is refused when its slot has been swept', async () => {
        await write(reserve());
        await write(reserve({ slot: 200, sweep: [{ slot: 100, requests: 1, tokens: 10 }] }));
        expect(await write(settle())).toEqual({ written: false, item: item([{ slot: 200, requests: 1, tokens: 10 }], 2) });
      });

      test('never makes an item', async () => {
        expect(await write(settle())).toEqual({ written: false });
        expect(await write(reserve({ atMost: { tokens: 0 } }))).toMatchObject({ written: true, item: { sequence: 1 } });
      });
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

    test('the total is the sum of the counters after any writes', async () => {
      const amount = fc.record({ requests: fc.nat(3), tokens: fc.nat(50) });
      const step = fc.record({ kind: fc.constantFrom('reserve', 'settle'), slot: fc.nat(4), amount, bound: fc.nat(150), sweeps: fc.nat(4) });
      await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        key = newKey();
        let known: LedgerItem | undefined;
        for (const { kind, slot, amount: change, bound, sweeps } of steps) {
          const sweep = (known?.counters ?? []).filter((counter) => counter.slot !== slot).slice(0, sweeps);
          const result = await write(kind === 'reserve'
            ? reserve({ slot, amount: change, atMost: { tokens: bound }, sweep })
            : settle({ slot, difference: change, sweep }));
          const swept = sweep.reduce((sum, { tokens }) => sum + tokens, 0);
          const allowed = kind === 'reserve' ? !known || known.total.tokens - swept <= bound : known?.counters.some((counter) => counter.slot === slot) ?? false;
          expect(result.written).toBe(allowed);
          known = result.item;
          if (known) expect(known).toEqual(item(known.counters, known.sequence));
        }
      }), { numRuns: 25 });
    });
  });
}
