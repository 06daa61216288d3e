import fc from 'fast-check';
import { HAIKU_3, NOON, NOVA } from './support';
import { QuotaPool, QuotaPools } from '../../../local/bedrock/quota/quota-pools';
import { QuotaRules } from '../../../local/bedrock/quota/quota-rules';
import { SlidingWindow } from '../../../local/bedrock/quota/sliding-window';
import { reservationOf, settlementOf } from '../../../local/bedrock/quota/token-arithmetic';

const DAY = 86_400_000;
const POOL = { family: 'on-demand', model: NOVA } as const;

interface Step {
  readonly waitMs: number;
  readonly reserve: number;
  /** Part of the reservation that is used, in percent. */
  readonly used: number;
  readonly settleAfter: number;
}

const steps = fc.array(fc.record({
  waitMs: fc.integer({ min: 0, max: 30_000 }),
  reserve: fc.integer({ min: 1, max: 600 }),
  used: fc.integer({ min: 0, max: 100 }),
  settleAfter: fc.integer({ min: 0, max: 5 }),
}), { maxLength: 60 });

/** Runs a schedule and returns what was admitted, each with the latest charge that held within its window. */
function run(schedule: readonly Step[], limits: { requestsPerMinute: number; tokensPerMinute: number }) {
  const pool = new QuotaPool();
  const admitted: { at: number; charge: number }[] = [];
  const settlements: { due: number; apply: () => void }[] = [];
  let now = NOON;
  schedule.forEach((step, index) => {
    now += step.waitMs;
    settlements.filter((settlement) => settlement.due <= index).forEach((settlement) => settlement.apply());
    const admission = pool.admit(now, limits, step.reserve);
    if (!admission.admitted) return;
    const entry = { at: now, charge: step.reserve };
    admitted.push(entry);
    const tokensInWindow = admitted.filter((one) => one.at > now - 60_000).reduce((sum, one) => sum + one.charge, 0);
    expect(tokensInWindow).toBeLessThanOrEqual(limits.tokensPerMinute);
    const spent = Math.floor(step.reserve * step.used / 100);
    settlements.push({
      due: index + 1 + step.settleAfter,
      apply: () => {
        admission.settle(spent);
        entry.charge = spent;
      },
    });
  });
  return { pool, admitted, now };
}

describe('a quota pool under random load', () => {
  const limits = { requestsPerMinute: 8, tokensPerMinute: 1_000 };

  test('never admits more requests than the limit in any window of sixty seconds', () => {
    fc.assert(fc.property(steps, (schedule) => {
      const { admitted } = run(schedule, limits);
      for (const { at } of admitted) {
        expect(admitted.filter((other) => other.at >= at && other.at < at + 60_000).length).toBeLessThanOrEqual(limits.requestsPerMinute);
      }
    }));
  });

  test('never holds more tokens than the limit at any admission, settlements included', () => {
    fc.assert(fc.property(steps, (schedule) => {
      run(schedule, limits);
    }));
  });

  test('reports exactly what is charged within the window', () => {
    fc.assert(fc.property(steps, (schedule) => {
      const { pool, admitted, now } = run(schedule, limits);
      const inside = admitted.filter((one) => one.at > now - 60_000);
      expect(pool.usage(now)).toMatchObject({ requests: inside.length, tokens: inside.reduce((sum, one) => sum + one.charge, 0) });
    }));
  });

  test('is empty again a minute after the last request', () => {
    fc.assert(fc.property(steps, (schedule) => {
      const { pool, now } = run(schedule, limits);
      expect(pool.usage(now + 60_000)).toMatchObject({ requests: 0, tokens: 0 });
    }));
  });

  test('gives back what a settlement leaves unused, at once', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 1_000 }), fc.nat(1_000), (reserved, percent) => {
      const pool = new QuotaPool();
      const used = Math.floor(reserved * Math.min(percent, 100) / 100);
      const admission = pool.admit(NOON, { tokensPerMinute: 1_000 }, reserved);
      if (!admission.admitted) throw new Error('expected an admission');
      admission.settle(used);
      expect(pool.admit(NOON, { tokensPerMinute: 1_000 }, 1_000 - used).admitted).toBe(true);
      expect(pool.admit(NOON, { tokensPerMinute: 1_000 }, 1).admitted).toBe(false);
    }));
  });
});

describe('a quota pool', () => {
  test('counts a request until exactly one minute has passed', () => {
    const pool = new QuotaPool();
    pool.admit(NOON, {}, 1);
    expect(pool.admit(NOON + 59_999, { requestsPerMinute: 1 }, 1)).toEqual({ admitted: false, exceeded: 'requestsPerMinute' });
    expect(pool.admit(NOON + 60_000, { requestsPerMinute: 1 }, 1).admitted).toBe(true);
  });

  test('takes nothing for a request that it refuses', () => {
    const pool = new QuotaPool();
    expect(pool.admit(NOON, { tokensPerMinute: 10 }, 11)).toEqual({ admitted: false, exceeded: 'tokensPerMinute' });
    expect(pool.usage(NOON)).toEqual({ requests: 0, tokens: 0, tokensToday: 0 });
  });

  test('admits nothing under a limit of zero and everything under none', () => {
    expect(new QuotaPool().admit(NOON, { tokensPerMinute: 0 }, 1).admitted).toBe(false);
    expect(new QuotaPool().admit(NOON, { tokensPerMinute: null }, 1e9).admitted).toBe(true);
  });

  test('starts the tokens of the day anew at midnight UTC', () => {
    const pool = new QuotaPool();
    pool.admit(NOON, { tokensPerDay: 100 }, 80);
    expect(pool.admit(NOON + 120_000, { tokensPerDay: 100 }, 30)).toEqual({ admitted: false, exceeded: 'tokensPerDay' });
    expect(pool.admit(NOON + DAY / 2, { tokensPerDay: 100 }, 30).admitted).toBe(true);
  });

  test('does not credit a new day with what yesterday left unused', () => {
    const pool = new QuotaPool();
    const admission = pool.admit(NOON, {}, 80);
    pool.admit(NOON + DAY, {}, 5);
    if (admission.admitted) admission.settle(0);
    expect(pool.usage(NOON + DAY).tokensToday).toBe(5);
  });

  test('settles once', () => {
    const pool = new QuotaPool();
    const admission = pool.admit(NOON, {}, 80);
    if (!admission.admitted) throw new Error('expected an admission');
    admission.settle(50);
    admission.settle(0);
    expect(pool.usage(NOON)).toEqual({ requests: 1, tokens: 50, tokensToday: 50 });
  });

  test('ignores the settlement of a request that has left the window', () => {
    const pool = new QuotaPool();
    const admission = pool.admit(NOON, {}, 80);
    expect(pool.usage(NOON + 60_000).tokens).toBe(0);
    if (admission.admitted) admission.settle(10);
    expect(pool.usage(NOON + 60_000).tokens).toBe(0);
  });

  test('keeps counting right when the clock is set back', () => {
    const window = new SlidingWindow(60_000);
    window.charge(NOON, 1);
    window.charge(NOON - 5_000, 2);
    expect(window.totals(NOON)).toEqual({ requests: 2, tokens: 3 });
    expect(window.totals(NOON + 60_000)).toEqual({ requests: 0, tokens: 0 });
  });

  test('counts the latest of several corrections of a charge', () => {
    const window = new SlidingWindow(60_000);
    const correct = window.charge(NOON, 10);
    correct(7);
    correct(4);
    expect(window.totals(NOON)).toEqual({ requests: 1, tokens: 4 });
  });

  test('stays right over many thousands of milliseconds', () => {
    const window = new SlidingWindow(1_000);
    for (let elapsed = 0; elapsed < 5_000; elapsed += 1) window.charge(NOON + elapsed, 2);
    expect(window.totals(NOON + 4_999)).toEqual({ requests: 1_000, tokens: 2_000 });
  });

  test('is one per account, Region and pool', () => {
    const pools = new QuotaPools();
    const first = pools.of('1', 'us-east-1', POOL);
    expect(pools.of('1', 'us-east-1', POOL)).toBe(first);
    expect(pools.of('2', 'us-east-1', POOL)).not.toBe(first);
    expect(pools.of('1', 'us-east-2', POOL)).not.toBe(first);
    expect(pools.of('1', 'us-east-1', { ...POOL, family: 'global' })).not.toBe(first);
  });

  test('is forgotten when ten thousand others were used since', () => {
    const pools = new QuotaPools();
    const first = pools.of('first', 'us-east-1', POOL);
    const second = pools.of('second', 'us-east-1', POOL);
    for (let index = 0; index < 9_999; index += 1) pools.of(`other-${index}`, 'us-east-1', POOL);
    expect(pools.of('second', 'us-east-1', POOL)).toBe(second);
    expect(pools.of('first', 'us-east-1', POOL)).not.toBe(first);
  });
});

describe('quota rules', () => {
  test('leave everything unlimited until one is set', () => {
    expect(new QuotaRules().limitsOf('1', 'us-east-1', POOL)).toEqual({});
  });

  test('a rule that names more goes before one that names less, field by field and in any order', () => {
    const rules = new QuotaRules();
    rules.set({ account: '1', region: 'us-east-1', model: NOVA }, { requestsPerMinute: 4 }, POOL);
    rules.set({ account: '1', model: NOVA }, { requestsPerMinute: 3, tokensPerDay: 30 }, POOL);
    rules.set({ region: 'us-east-1', model: NOVA }, { requestsPerMinute: 2 }, POOL);
    rules.set({ model: NOVA }, { requestsPerMinute: 1, tokensPerMinute: 10 }, POOL);
    expect(rules.limitsOf('1', 'us-east-1', POOL)).toEqual({ requestsPerMinute: 4, tokensPerMinute: 10, tokensPerDay: 30 });
    expect(rules.limitsOf('1', 'us-west-2', POOL).requestsPerMinute).toBe(3);
    expect(rules.limitsOf('2', 'us-east-1', POOL).requestsPerMinute).toBe(2);
    expect(rules.limitsOf('2', 'us-west-2', POOL).requestsPerMinute).toBe(1);
    expect(rules.limitsOf('1', 'us-east-1', { ...POOL, family: 'global' })).toEqual({});
  });

  test('the same selector replaces what it set before', () => {
    const rules = new QuotaRules();
    rules.set({ model: NOVA }, { requestsPerMinute: 1 }, POOL);
    rules.set({ model: NOVA }, { tokensPerMinute: 10 }, POOL);
    expect(rules.limitsOf('1', 'us-east-1', POOL)).toEqual({ tokensPerMinute: 10 });
    expect(rules.list()).toEqual([{ model: NOVA, tokensPerMinute: 10 }]);
  });

  test('null lifts a limit that a wider rule sets', () => {
    const rules = new QuotaRules();
    rules.set({ model: NOVA }, { requestsPerMinute: 1 }, POOL);
    rules.set({ account: '1', model: NOVA }, { requestsPerMinute: null }, POOL);
    expect(rules.limitsOf('1', 'us-east-1', POOL)).toEqual({ requestsPerMinute: null });
  });
});

describe('token arithmetic', () => {
  const input = { inputTokens: 100, cacheReadTokens: 20, cacheWriteTokens: 30 };

  test('reserves the whole input and max_tokens, without burndown', () => {
    expect(reservationOf(input, 500)).toBe(650);
  });

  test('reserves the model maximum when max_tokens is absent', () => {
    expect(reservationOf(input, undefined)).toBe(64_150);
  });

  test.each([
    [HAIKU_3, 100 + 30 + 5 * 10],
    ['anthropic.claude-opus-4-8', 100 + 30 + 15 * 10],
    [NOVA, 100 + 30 + 10],
    [undefined, 100 + 30 + 10],
  ])('settles %s with its burndown and without cache reads', (model, expected) => {
    expect(settlementOf({ ...input, outputTokens: 10 }, model)).toBe(expected);
  });
});
