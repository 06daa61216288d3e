import { LedgerItem } from '../../../../lambda/core/ledger/item-write';
import { expiryOf, hasExpired, SLACK_MS, SLOT_MODULUS, slotAt, SUB_WINDOW_MS, sum, timeUntilItFits, WINDOW_MS } from '../../../../lambda/core/ledger/window';

/** The first moment of a slot. */
const START = Date.UTC(2026, 0, 1);
/** The first moment of slot 0, after slots have come full circle. */
const AROUND = Math.ceil(START / (SLOT_MODULUS * SUB_WINDOW_MS)) * SLOT_MODULUS * SUB_WINDOW_MS;

const itemOf = (counters: LedgerItem['counters']): LedgerItem => ({ counters, total: sum(counters), sequence: counters.length });

describe('a slot', () => {
  it.each([
    ['in the middle of the slots', START],
    ['as the last of all slots', AROUND - SUB_WINDOW_MS],
  ])('is kept for the window and the slack after its last moment, and no longer, %s', (_, first) => {
    const last = first + SUB_WINDOW_MS - 1;
    const end = last + 1 + WINDOW_MS + SLACK_MS;
    const counter = { slot: slotAt(last), requests: 1, tokens: 1 };
    expect(slotAt(first)).toBe(counter.slot);
    expect([first, last, end - 1, end].map((now) => expiryOf(counter.slot, now))).toEqual([end, end, end, end]);
    expect(hasExpired(counter, end - 1)).toBe(false);
    expect(hasExpired(counter, end)).toBe(true);
  });
});

describe('the time until something fits', () => {
  it.each([
    ['in the middle of the slots', START],
    ['when the slots come full circle', AROUND],
  ])('is that until enough of the oldest work has left, %s', (_, now) => {
    const [older, newer] = [slotAt(now - 2 * SUB_WINDOW_MS), slotAt(now)];
    // As stores return them: by the number of the slot.
    const counters = [{ slot: older, requests: 1, tokens: 0 }, { slot: newer, requests: 2, tokens: 0 }];
    const item = itemOf(counters.sort((left, right) => left.slot - right.slot));
    const untilItFits = (requests: number) => timeUntilItFits(item, { requests, tokens: 0 }, { requests: 3 }, now);
    expect(untilItFits(1)).toBe(expiryOf(older, now) - now);
    expect(untilItFits(2)).toBe(expiryOf(newer, now) - now);
    expect(untilItFits(3)).toBe(expiryOf(newer, now) - now);
  });

  it('is none when it fits already, and does not wait for what has expired', () => {
    const expired = { slot: slotAt(START - WINDOW_MS - SLACK_MS - 2 * SUB_WINDOW_MS), requests: 3, tokens: 0 };
    const live = { slot: slotAt(START), requests: 1, tokens: 0 };
    const item = itemOf([expired, live]);
    expect(timeUntilItFits(item, { requests: 2, tokens: 0 }, { requests: 3 }, START)).toBe(0);
    expect(timeUntilItFits(item, { requests: 3, tokens: 0 }, { requests: 3 }, START)).toBe(expiryOf(live.slot, START) - START);
  });
});
