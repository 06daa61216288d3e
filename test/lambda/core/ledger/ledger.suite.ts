import { exceeded, sumOf } from '../../../../lambda/core/ledger/amounts';
import { SLACK_MS, SPANS } from '../../../../lambda/core/ledger/dimensions';
import { Amount } from '../../../../lambda/core/ledger/item-write';
import { leaseLedger } from '../../../../lambda/core/ledger/lease-ledger';
import { createLedger, Ledger } from '../../../../lambda/core/ledger/ledger';
import { LedgerStore } from '../../../../lambda/core/ports';
import { LeasesPlan } from '../../../../src/contract/plan';
import { tenantLedgerKey } from '../../../../src/contract/table';
import { seededRandom } from '../../../support/random';

export interface LedgerSuite {
  readonly name: string;
  readonly newStore: () => Promise<LedgerStore>;
  /** How many tenants share the table. */
  readonly tenants: number;
  readonly leases?: LeasesPlan;
  /** Random sequences of what containers do, one after the other. */
  readonly sequences: number;
}

const START = Date.UTC(2026, 0, 1);
const CALLERS = 500;
const CONTAINERS = 10;

let tenants = 0;

/** What the ledger promises, on any store. Its clock is virtual, whatever the store has. */
export function runLedgerSuite({ name, newStore, leases, tenants: manyTenants, sequences }: LedgerSuite): void {
  describe(`the quota ledger on ${name}`, () => {
    let store: LedgerStore;
    let now = START;

    beforeAll(async () => { store = await newStore(); });
    beforeEach(() => { now = START; });

    const newKey = () => tenantLedgerKey(`suite-${tenants++}`);
    const container = (skew = 0): Ledger => {
      const ledger = createLedger(store, () => now + skew);
      return leases ? leaseLedger(ledger, leases, () => now + skew) : ledger;
    };

    test.each<[string, Amount, Amount, number]>([
      ['requests', { requests: 1, tokens: 7 }, { requests: 123 }, 123],
      ['tokens', { requests: 1, tokens: 10 }, { tokens: 1_239 }, 123],
      ['requests at once', { requests: 1, concurrent: 1 }, { concurrent: 77 }, 77],
      ['tokens per day', { requests: 1, tokensPerDay: 100 }, { tokensPerDay: 9_999 }, 99],
      ['dollars', { requests: 1, costPerDay: 30_000_000, costPerMonth: 30_000_000 }, { costPerDay: 5_000_000_000, costPerMonth: 2_000_000_000 }, 66],
      ['several at once', { 'requests': 1, 'tokens': 10, 'tokens~k3f9': 10 }, { 'requests': 90, 'tokens': 2_000, 'tokens~k3f9': 405 }, 40],
    ])('500 concurrent callers of ten containers are admitted exactly up to a limit of %s', async (_, amount, limits, expected) => {
      const key = newKey();
      const ledgers = Array.from({ length: CONTAINERS }, () => container());
      const results = await Promise.all(Array.from({ length: CALLERS }, (_each, index) =>
        ledgers[index % CONTAINERS]!.reserve(key, amount, limits, now + 60_000)));
      expect(results.filter(({ admitted }) => admitted)).toHaveLength(expected);
      const item = (await store.read(key))!;
      expect(item.total).toEqual(sumOf(item.counters));
      if (leases) {
        expect(exceeded(item.total, limits)).toEqual([]);
        // Each write counts once, however many requests it is for.
        expect(item.sequence).toBeLessThanOrEqual(expected);
        return;
      }
      for (const [dimension, value] of Object.entries(amount)) expect(item.total).toHaveProperty([dimension], value! * expected);
      expect(item.sequence).toBe(expected);
    });

    test('settling twice gives back once', async () => {
      const key = newKey();
      const ledger = container();
      const result = await ledger.reserve(key, { requests: 1, tokens: 90, concurrent: 1 }, { tokens: 100 }, now + 60_000);
      if (!result.admitted) throw new Error('expected to be admitted');
      await Promise.all([1, 2, 3].map(() => ledger.settle(result.reservation, { requests: 1, tokens: 40 })));
      expect((await store.read(key))!.total).toEqual({ requests: 1, tokens: 40, concurrent: 0 });
    });

    test('what a dead container has taken comes back when its window has passed, without anybody\'s help', async () => {
      const key = newKey();
      const limits = { requests: 2, concurrent: 1, tokensPerDay: 10 };
      await container().reserve(key, { requests: 2, concurrent: 1, tokensPerDay: 10 }, limits, now + 30_000);
      const ask = (amount: Amount) => container().reserve(key, amount, limits, now + 30_000);
      expect(await ask({ concurrent: 1 })).toMatchObject({ admitted: false, dimension: 'concurrent' });
      now += 30_000 + SPANS.concurrent.subWindowMs + SLACK_MS;
      expect((await ask({ concurrent: 1 })).admitted).toBe(true);
      expect((await ask({ requests: 2 })).admitted).toBe(false);
      now += SPANS.requests.windowMs;
      expect((await ask({ requests: 2 })).admitted).toBe(true);
      expect((await ask({ tokensPerDay: 10 })).admitted).toBe(false);
      now += SPANS.tokensPerDay.windowMs + SPANS.tokensPerDay.subWindowMs;
      expect((await ask({ tokensPerDay: 10 })).admitted).toBe(true);
    });

    test(`${manyTenants} tenants in one table do not touch each other`, async () => {
      const keys = Array.from({ length: manyTenants }, newKey);
      const ledgers = Array.from({ length: CONTAINERS }, () => container());
      const limits = { requests: 2 };
      let admitted = 0;
      for (let from = 0; from < keys.length; from += 100) {
        const results = await Promise.all(keys.slice(from, from + 100).flatMap((key, index) =>
          [0, 1, 2].map((round) => ledgers[(index + round) % CONTAINERS]!.reserve(key, { requests: 1 }, limits, now))));
        admitted += results.filter((result) => result.admitted).length;
      }
      expect(admitted).toBe(2 * manyTenants);
      expect((await store.read(keys.at(-1)!))!.total).toEqual({ requests: 2 });
    }, 120_000);

    test(`no limit is passed in ${sequences} random sequences of reserving, settling, settling again, dying and waiting`, async () => {
      for (let seed = 1; seed <= sequences; seed++) {
        const random = seededRandom(seed);
        const key = newKey();
        const limits = { requests: 6, tokens: 120 };
        const ledgers = Array.from({ length: 3 }, () => {
          const skew = (random() - 0.5) * 1_900;
          return container(skew);
        });
        const admitted: { readonly at: number; counted: Amount; readonly settle: (used: Amount) => Promise<void> }[] = [];
        for (let step = 0; step < 60; step++) {
          now += random() < 0.2 ? random() * 30_000 : random() * 2_000;
          const ledger = ledgers[Math.floor(random() * ledgers.length)]!;
          const open = admitted[Math.floor(random() * admitted.length)];
          if (open && random() < 0.4) {
            const used = random() < 0.3 ? {} : { requests: 1, tokens: Math.floor(random() * (open.counted.tokens ?? 0)) };
            await open.settle(used);
            // Who settles again changes nothing, and what is never settled counts to the end of its window.
            if (open.counted.requests !== undefined && random() < 0.5) await open.settle({});
            continue;
          }
          const amount = { requests: 1, tokens: 1 + Math.floor(random() * 40) };
          const result = await ledger.reserve(key, amount, limits, now);
          if (!result.admitted) continue;
          let settled = false;
          const entry = {
            at: now,
            counted: amount as Amount,
            settle: async (used: Amount) => {
              if (!settled) entry.counted = used;
              settled = true;
              await ledger.settle(result.reservation, used);
            },
          };
          admitted.push(entry);
          const inWindow = admitted.filter(({ at }) => at > now - 60_000).map(({ counted }) => counted);
          expect(inWindow.reduce((sum, { requests = 0 }) => sum + requests, 0)).toBeLessThanOrEqual(limits.requests);
          expect(inWindow.reduce((sum, { tokens = 0 }) => sum + tokens, 0)).toBeLessThanOrEqual(limits.tokens);
        }
        const item = await store.read(key);
        expect(item!.total).toEqual(expect.objectContaining(sumOf(item!.counters)));
        expect(Math.min(0, ...item!.counters.map(({ value }) => value))).toBe(0);
      }
    }, 120_000);
  });
}
