import { sumOf } from '../../../../lambda/core/ledger/amounts';
import { Dimension, SLACK_MS, SPANS } from '../../../../lambda/core/ledger/dimensions';
import { Counter, LedgerItem } from '../../../../lambda/core/ledger/item-write';
import { expiryOf, hasExpired, inWindow, SLOT_MODULUS, slotAt, timeUntilItFits } from '../../../../lambda/core/ledger/window';

/** The first moment of a slot. */
const START = Date.UTC(2026, 0, 1);
const { subWindowMs: SUB_WINDOW_MS } = SPANS.requests;
/** The first moment of slot 0, after slots have come full circle. */
const AROUND = Math.ceil(START / (SLOT_MODULUS * SUB_WINDOW_MS)) * SLOT_MODULUS * SUB_WINDOW_MS;

const itemOf = (counters: readonly Counter[]): LedgerItem => ({ counters, total: sumOf(counters), sequence: counters.length });
const requests = (time: number, value: number): Counter => ({ dimension: 'requests', slot: slotAt('requests', time), value });

describe('a slot', () => {
  it.each([
    ['requests', 'in the middle of the slots', START],
    ['requests', 'as the last of all slots', AROUND - SUB_WINDOW_MS],
    ['tokensPerDay', 'of an hour', START],
    ['costPerMonth~k3f9', 'of a day, for a part of the work', START],
  ] as const)('of %s is kept for the window and the slack after its last moment, and no longer, %s', (dimension, _, first) => {
    const { subWindowMs, windowMs } = SPANS[dimension.split('~')[0] as keyof typeof SPANS];
    const last = first + subWindowMs - 1;
    const end = last + 1 + windowMs + SLACK_MS;
    const counter = { dimension, slot: slotAt(dimension, last), value: 1 };
    expect(slotAt(dimension, first)).toBe(counter.slot);
    expect([first, last, end - 1, end].map((now) => expiryOf(counter, now))).toEqual([end, end, end, end]);
    expect(hasExpired(counter, end - 1)).toBe(false);
    expect(hasExpired(counter, end)).toBe(true);
  });

  it('of requests at once lies ahead, where they end at the latest, and is kept until then', () => {
    const endsBy = START + 15 * 60_000;
    const counter = { dimension: 'concurrent', slot: slotAt('concurrent', endsBy), value: 1 } as const;
    const end = expiryOf(counter, START);
    expect(end).toBeGreaterThanOrEqual(endsBy + SLACK_MS);
    expect(end).toBeLessThanOrEqual(endsBy + SLACK_MS + SPANS.concurrent.subWindowMs);
    expect([hasExpired(counter, START), hasExpired(counter, end - 1), hasExpired(counter, end)]).toEqual([false, false, true]);
  });
});

describe('the time until something fits', () => {
  it.each([
    ['in the middle of the slots', START],
    ['when the slots come full circle', AROUND],
  ])('is that until enough of the oldest work has left, %s', (_, now) => {
    const [older, newer] = [requests(now - 2 * SUB_WINDOW_MS, 1), requests(now, 2)];
    // As stores return them: by the number of the slot.
    const item = itemOf([older, newer].sort((left, right) => left.slot - right.slot));
    const untilItFits = (count: number) => timeUntilItFits(item, { requests: count }, { requests: 3 }, now);
    expect(untilItFits(1)).toEqual({ dimension: 'requests', waitMs: expiryOf(older, now) - now });
    expect(untilItFits(2)).toEqual({ dimension: 'requests', waitMs: expiryOf(newer, now) - now });
    expect(untilItFits(3)).toEqual({ dimension: 'requests', waitMs: expiryOf(newer, now) - now });
  });

  it('is none when it fits already, and does not wait for what has expired', () => {
    const expired = requests(START - SPANS.requests.windowMs - SLACK_MS - 2 * SUB_WINDOW_MS, 3);
    const live = requests(START, 1);
    const item = itemOf([expired, live]);
    expect(inWindow(item, START)).toEqual({ requests: 1 });
    expect(timeUntilItFits(item, { requests: 2 }, { requests: 3 }, START)).toEqual({ waitMs: 0 });
    expect(timeUntilItFits(item, { requests: 3 }, { requests: 3 }, START).waitMs).toBe(expiryOf(live, START) - START);
  });

  it('is that of the dimension that takes longest', () => {
    const daily: Counter = { dimension: 'tokensPerDay', slot: slotAt('tokensPerDay', START), value: 9 };
    const limits = { requests: 1, tokensPerDay: 10 };
    const fits = (item: LedgerItem) => timeUntilItFits(item, { requests: 1, tokensPerDay: 5 }, limits, START);
    expect(fits(itemOf([requests(START, 1), daily]))).toEqual({ dimension: 'tokensPerDay', waitMs: expiryOf(daily, START) - START });
    expect(fits(itemOf([requests(START, 1)])).dimension).toBe('requests');
  });

  it('is a second for requests at once, of which one ends at any time', () => {
    const running: Counter = { dimension: 'concurrent', slot: slotAt('concurrent', START + 300_000), value: 2 };
    expect(timeUntilItFits(itemOf([running]), { concurrent: 1 }, { concurrent: 2 }, START)).toEqual({ dimension: 'concurrent', waitMs: 1_000 });
  });

  it.each(['requests', 'tokens~k3f9'] as const satisfies readonly Dimension[])('is that until all of %s has left when the limit was lowered below what one asks for', (dimension) => {
    const counter: Counter = { dimension, slot: slotAt(dimension, START), value: 3 };
    expect(timeUntilItFits(itemOf([counter]), { [dimension]: 5 }, { [dimension]: 4 }, START).waitMs).toBe(expiryOf(counter, START) - START);
  });
});
