import { createMemoryLedgerStore } from '../../../../lambda/adapters/memory/memory-ledger-store';
import { SLACK_MS, SPANS } from '../../../../lambda/core/ledger/dimensions';
import { headroomIn, shareLeft } from '../../../../lambda/core/ledger/headroom';
import { createLedger } from '../../../../lambda/core/ledger/ledger';
import { poolLedgerKey } from '../../../../src/contract/table';
import { targetOf } from '../../../support/core/plans';

const KEY = poolLedgerKey('a');
const LIMITS = { requests: 10, tokens: 1_000 };
const TARGET = targetOf('a', { capacity: { requestsPerMinute: 10, quotaTokensPerMinute: 1_000 } });

function setUp() {
  let now = Date.UTC(2026, 0, 1);
  const store = createMemoryLedgerStore();
  const container = () => createLedger(store, () => now);
  const ledger = container();
  return { container, ledger, headroom: headroomIn(ledger, () => now), wait: (ms: number) => { now += ms; } };
}

describe('headroom', () => {
  it('is all of it for a target that was not written to, and for one without a capacity', () => {
    const { headroom } = setUp();
    expect(headroom(TARGET)).toBe(1);
    expect(headroom(targetOf('b'))).toBe(1);
  });

  it('is the share of the scarcest dimension', async () => {
    const { ledger, headroom } = setUp();
    await ledger.reserve(KEY, { requests: 1, tokens: 300 }, LIMITS, 0);
    expect(headroom(TARGET)).toBeCloseTo(0.7);
    await ledger.reserve(KEY, { requests: 5, tokens: 0 }, LIMITS, 0);
    expect(headroom(TARGET)).toBeCloseTo(0.4);
  });

  it('counts only the dimensions that the target declares', async () => {
    const { ledger, headroom } = setUp();
    await ledger.reserve(KEY, { requests: 5, tokens: 900 }, LIMITS, 0);
    expect(headroom(targetOf('a', { capacity: { requestsPerMinute: 10 } }))).toBeCloseTo(0.5);
  });

  it('grows when a settlement gives something back', async () => {
    const { ledger, headroom } = setUp();
    const result = await ledger.reserve(KEY, { requests: 1, tokens: 900 }, LIMITS, 0);
    if (!result.admitted) throw new Error('expected to be admitted');
    await ledger.settle(result.reservation, { requests: 1, tokens: 200 });
    expect(headroom(TARGET)).toBeCloseTo(0.8);
  });

  it('is whole again when what was counted has left the window, without a further write', async () => {
    const { ledger, headroom, wait } = setUp();
    await ledger.reserve(KEY, { requests: 4, tokens: 0 }, LIMITS, 0);
    wait(SPANS.requests.windowMs + SLACK_MS + SPANS.requests.subWindowMs);
    expect(headroom(TARGET)).toBe(1);
  });

  it('knows what others took as soon as a write of its own has met it', async () => {
    const { container, ledger, headroom } = setUp();
    await container().reserve(KEY, { requests: 6, tokens: 0 }, LIMITS, 0);
    expect(headroom(TARGET)).toBe(1);
    await ledger.reserve(KEY, { requests: 5, tokens: 0 }, LIMITS, 0);
    expect(headroom(TARGET)).toBeCloseTo(0.4);
  });

  it('never leaves the range from 0 to 1', () => {
    const now = Date.UTC(2026, 0, 1);
    expect(shareLeft({ total: { requests: 50, tokens: 0 }, counters: [], sequence: 1 }, LIMITS, now)).toBe(0);
    expect(shareLeft({ total: { requests: 0, tokens: -5 }, counters: [], sequence: 1 }, LIMITS, now)).toBe(1);
  });
});

test('a ledger that was not written to is not known', async () => {
  const { ledger } = setUp();
  expect(ledger.lastKnown(KEY)).toBeUndefined();
  await ledger.reserve(KEY, { requests: 1, tokens: 3 }, LIMITS, 0);
  expect(ledger.lastKnown(KEY)).toMatchObject({ total: { requests: 1, tokens: 3 }, sequence: 1 });
  expect(ledger.lastKnown(poolLedgerKey('b'))).toBeUndefined();
});
