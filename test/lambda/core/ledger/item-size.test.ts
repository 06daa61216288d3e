import { counterOf, SEQUENCE, totalOf } from '../../../../lambda/adapters/dynamodb/ledger-attributes';
import { createMemoryLedgerStore } from '../../../../lambda/adapters/memory/memory-ledger-store';
import { dimensionsOf } from '../../../../lambda/core/ledger/amounts';
import { Amount, LedgerItem } from '../../../../lambda/core/ledger/item-write';
import { createLedger } from '../../../../lambda/core/ledger/ledger';
import { TABLE, tenantLedgerKey } from '../../../../src/contract/table';
import { seededRandom } from '../../../support/random';

const KEY = tenantLedgerKey('a-tenant-of-usual-name');
const KILOBYTE = 1024;

/**
 * As DynamoDB counts: names in UTF-8, numbers by two digits a byte and one more.
 * Source: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
function bytesOf({ counters, sequence, total }: LedgerItem): number {
  const numbers: [string, number][] = [
    [SEQUENCE, sequence], [TABLE.TIME_TO_LIVE, 1_800_000_000],
    ...dimensionsOf(total).map((dimension): [string, number] => [totalOf(dimension), total[dimension]!]),
    ...counters.map((counter): [string, number] => [counterOf(counter), counter.value]),
  ];
  const keys = TABLE.PARTITION_KEY.length + KEY.pk.length + TABLE.SORT_KEY.length + KEY.sk.length;
  return numbers.reduce((sum, [name, value]) => sum + name.length + Math.ceil(String(Math.abs(value)).length / 2) + 1, keys);
}

/** The largest that an item gets while containers that come and go ask at random times, over so many days. */
async function largestOver(days: number, perMinute: number, amount: Amount, limits: Amount): Promise<number> {
  const random = seededRandom(1);
  const store = createMemoryLedgerStore();
  let now = Date.UTC(2026, 0, 1);
  const end = now + days * 86_400_000;
  let ledger = createLedger(store, () => now);
  let largest = 0;
  while (now < end) {
    now += (-Math.log(1 - random()) * 60_000) / perMinute;
    if (random() < 0.02) ledger = createLedger(store, () => now);
    const result = await ledger.reserve(KEY, amount, limits, now + 300_000);
    if (result.admitted) await ledger.settle(result.reservation, Object.fromEntries(dimensionsOf(amount).map((dimension) => [dimension, 1])));
    largest = Math.max(largest, bytesOf(store.item(KEY)!));
  }
  return largest;
}

const minute: Amount = { requests: 1, tokens: 4_000 };
const all: Amount = { ...minute, concurrent: 1, tokensPerDay: 4_000, costPerDay: 40_000_000, costPerMonth: 40_000_000 };
const forRoute = Object.fromEntries(Object.entries(all).map(([dimension, value]) => [`${dimension}~k3f9`, value])) as Amount;
const limitsOf = (amount: Amount): Amount =>
  Object.fromEntries(Object.entries(amount).map(([dimension, value]) => [dimension, value! * 1_000_000]));

describe('the item of a ledger does not grow with traffic', () => {
  it.each([
    ['limits of a minute', minute, 0.03, 300, 0.75],
    ['every limit', all, 0.5, 20, 1.5],
    ['every limit, and every limit for a route', { ...all, ...forRoute }, 0.5, 20, 3.75],
  ] as const)('%s', async (_, amount, days, perMinute, kilobytes) => {
    const largest = await largestOver(days, perMinute, amount, limitsOf(amount));
    expect(largest).toBeLessThan(kilobytes * KILOBYTE);
  });
});
