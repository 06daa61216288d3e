import { abandoned, afterFailure, afterSuccess, claimed, isOutdated, isProbeDue } from '../../../../lambda/core/health/breaker';
import { HealthEffect } from '../../../../lambda/core/health/failure-effects';
import { Open, OpenCause, Recovering, TargetHealth } from '../../../../lambda/core/health/target-health';

const T0 = Date.UTC(2026, 0, 1, 12);
const MINUTE = 60_000;

function open(members: Partial<Open> = {}): Open {
  return { kind: 'open', cause: 'failures', openedAt: T0, openUntil: T0 + 1_000, openMs: 1_000, ...members };
}

function suspect(...failures: readonly number[]): TargetHealth {
  return { kind: 'suspect', failures };
}

function recovering(members: Partial<Recovering> = {}): Recovering {
  return { kind: 'recovering', since: T0, openMs: 4_000, failures: [], ...members };
}

/** A claimed probe that ends with a failure. */
function failProbe(health: Open, effect: HealthEffect, tookMs = 100): TargetHealth | undefined {
  const probe = claimed(health, health.openUntil) as Open;
  return afterFailure(effect, probe.openUntil)(probe, health.openUntil + tookMs);
}

describe('a closed breaker', () => {
  test('opens for a second at the fifth failure', () => {
    let health: TargetHealth | undefined;
    for (const second of [0, 1, 2, 3]) health = afterFailure('counts')(health, T0 + second * 1_000);
    expect(health).toEqual(suspect(T0, T0 + 1_000, T0 + 2_000, T0 + 3_000));
    expect(afterFailure('counts')(health, T0 + 4_000)).toEqual(open({ openedAt: T0 + 4_000, openUntil: T0 + 5_000 }));
  });

  test('forgets failures after 30 seconds', () => {
    expect(afterFailure('counts')(suspect(T0, T0 + 1, T0 + 2, T0 + 3), T0 + 30_000)).toEqual(suspect(T0 + 1, T0 + 2, T0 + 3, T0 + 30_000));
  });

  test('opens for failures that a clock which is behind finds in its future', () => {
    const others = suspect(T0 + 2_000, T0 + 2_700, T0 + 3_400, T0 + 4_100);
    expect(afterFailure('counts')(others, T0 + 2_100)).toMatchObject({ kind: 'open', openedAt: T0 + 2_100 });
  });

  test('gives successes half a second to answer a burst of failures', () => {
    const burst = suspect(T0, T0 + 5_000, T0 + 5_010, T0 + 5_020);
    expect(afterFailure('counts')(burst, T0 + 5_499)).toBe(burst);
    expect(afterFailure('counts')(burst, T0 + 5_500)).toMatchObject({ kind: 'open', openedAt: T0 + 5_500 });
  });

  test('takes two failures back for a success, when there are two or more', () => {
    expect(afterSuccess(T0)(suspect(T0, T0 + 1, T0 + 2), T0 + 5)).toEqual(suspect(T0 + 2));
    const single = suspect(T0);
    expect(afterSuccess(T0)(single, T0 + 5)).toBe(single);
    const old = suspect(T0, T0 + 1, T0 + 25_000);
    expect(afterSuccess(T0)(old, T0 + 31_000)).toBe(old);
    expect(afterSuccess(T0)(undefined, T0)).toBeUndefined();
  });

  test.each<HealthEffect>(['none'])('does not care about failures that say nothing of the target', (effect) => {
    const health = suspect(T0, T0, T0, T0);
    expect(afterFailure(effect)(health, T0)).toBe(health);
    expect(afterFailure(effect)(undefined, T0)).toBeUndefined();
  });

  test.each([undefined, suspect(T0), recovering()])('opens at once for a wrong configuration and for a used-up day (%j)', (health) => {
    expect(afterFailure('configuration')(health, T0)).toEqual(open({ cause: 'configuration', openUntil: T0 + MINUTE, openMs: MINUTE }));
    expect(afterFailure('dailyQuota')(health, T0)).toEqual(open({ cause: 'dailyQuota', openUntil: T0 + 15 * MINUTE, openMs: 15 * MINUTE }));
  });

  test.each([[1, 1], [14, 14], [16, 15]])('%d minutes before midnight UTC, a used-up day is asked about again in %d', (before, minutes) => {
    const now = Date.UTC(2026, 0, 2) - before * MINUTE;
    expect(afterFailure('dailyQuota')(undefined, now)).toMatchObject({ openUntil: now + minutes * MINUTE });
  });

  test('at midnight itself, a used-up day is the new one', () => {
    const now = Date.UTC(2026, 0, 2);
    expect(afterFailure('dailyQuota')(undefined, now)).toMatchObject({ openUntil: now + 15 * MINUTE });
  });
});

describe('an open breaker', () => {
  test('lets a probe be claimed when its time has come, once', () => {
    const health = open();
    expect(isProbeDue(health, T0 + 999)).toBe(false);
    expect(claimed(health, T0 + 999)).toBe(health);
    const claim = claimed(health, T0 + 1_000);
    expect(claim).toEqual(open({ openUntil: T0 + 21_000 }));
    expect(claimed(claim, T0 + 20_999)).toBe(claim);
    expect(claimed(claim, T0 + 21_000)).toMatchObject({ openUntil: T0 + 41_000 });
    expect(claimed(undefined, T0)).toBeUndefined();
  });

  test.each<[OpenCause, HealthEffect, readonly number[]]>([
    ['failures', 'counts', [2_000, 4_000, 8_000, 16_000, 20_000, 20_000]],
    ['configuration', 'configuration', [2, 4, 8, 15, 15].map((minutes) => minutes * MINUTE)],
    ['configuration', 'counts', [2, 4, 8, 15, 15].map((minutes) => minutes * MINUTE)],
    ['dailyQuota', 'dailyQuota', [15, 15].map((minutes) => minutes * MINUTE)],
  ])('for %s stays open longer with every probe that fails (%s)', (cause, effect, times) => {
    let health = open({ cause, openMs: cause === 'configuration' ? MINUTE : 1_000 });
    for (const openMs of times) {
      const now = health.openUntil + 100;
      const next = failProbe(health, effect) as Open;
      expect(next).toMatchObject({ kind: 'open', cause, openUntil: now + openMs, openMs });
      health = next;
    }
  });

  test('takes over the cause that a probe finds', () => {
    expect(failProbe(open(), 'configuration')).toMatchObject({ cause: 'configuration', openMs: MINUTE });
    expect(failProbe(open({ cause: 'configuration', openMs: 8 * MINUTE }), 'dailyQuota')).toMatchObject({ cause: 'dailyQuota', openMs: 15 * MINUTE });
  });

  test('is not kept open by failures of attempts that were no probes', () => {
    const health = open({ openUntil: T0 + 21_000 });
    expect(afterFailure('counts')(health, T0 + 5)).toBe(health);
    expect(afterFailure('counts', T0 + 20_000)(health, T0 + 5)).toBe(health);
    expect(afterFailure('none', T0 + 20_000)(health, T0 + 5)).toBe(health);
  });

  test('learns from any attempt that waiting will not help', () => {
    expect(afterFailure('configuration')(open(), T0 + 5)).toMatchObject({ cause: 'configuration', openUntil: T0 + 5 + MINUTE });
    const parked = open({ cause: 'configuration' });
    expect(afterFailure('dailyQuota')(parked, T0 + 5)).toBe(parked);
    expect(afterFailure('configuration')(parked, T0 + 5)).toBe(parked);
  });

  test.each<[OpenCause, number]>([['failures', 4_000], ['configuration', 0], ['dailyQuota', 0]])('for %s closes with a success', (cause, openMs) => {
    expect(afterSuccess(T0)(open({ cause, openMs: 4_000 }), T0 + 2_000)).toEqual(recovering({ since: T0 + 2_000, openMs }));
  });

  test('does not close for an answer to a request from before it opened', () => {
    const health = open();
    expect(afterSuccess(T0 - 1)(health, T0 + 500)).toBe(health);
  });

  test('closes for an attempt that ran beside a probe that failed', () => {
    const probe = claimed(open(), T0 + 1_000) as Open;
    const reopened = afterFailure('counts', probe.openUntil)(probe, T0 + 3_000);
    expect(afterSuccess(T0 + 1_500)(reopened, T0 + 3_500)).toMatchObject({ kind: 'recovering' });
  });

  test.each([[4_000, 4_000], [15 * MINUTE, 20_000]])('waits again after a probe that showed nothing (%d ms: %d ms)', (openMs, wait) => {
    const probe = claimed(open({ openMs }), T0 + 1_000) as Open;
    const expected = { ...probe, openUntil: T0 + 2_000 + wait };
    expect(abandoned(probe.openUntil)(probe, T0 + 2_000)).toEqual(expected);
    expect(afterFailure('none', probe.openUntil)(probe, T0 + 2_000)).toEqual(expected);
  });

  test('is not changed by an abandoned attempt that was no probe', () => {
    const health = open();
    expect(abandoned(undefined)(health, T0)).toBe(health);
    expect(abandoned(T0)(health, T0)).toBe(health);
    expect(abandoned(T0)(undefined, T0)).toBeUndefined();
  });
});

describe('a breaker that closed a moment ago', () => {
  const fail = (health: TargetHealth, count: number, last: number) =>
    Array.from({ length: count }, (_, index) => last - (count - 1 - index) * 200)
      .reduce<TargetHealth>((current, time) => afterFailure('counts')(current, time)!, health);

  test('opens for twice as long when it fails again during the slow start', () => {
    expect(fail(recovering(), 4, T0 + 9_999)).toMatchObject({ kind: 'recovering' });
    expect(fail(recovering(), 5, T0 + 9_999)).toMatchObject({ kind: 'open', openMs: 8_000 });
  });

  test('starts from one second again after the slow start', () => {
    expect(fail(recovering(), 1, T0 + 10_000)).toEqual(suspect(T0 + 10_000));
    expect(fail(recovering(), 5, T0 + 11_000)).toMatchObject({ kind: 'open', openMs: 1_000 });
  });
});

test.each<[string, TargetHealth, number]>([
  ['a suspicion after 30 seconds', suspect(T0 - 5, T0), T0 + 30_000],
  ['a recovery after the slow start', recovering(), T0 + 10_000],
  ['a recovery with failures after both', recovering({ failures: [T0 + 2_000] }), T0 + 32_000],
  ['an open breaker an hour after its time', open(), T0 + 1_000 + 60 * MINUTE],
])('%s is outdated, not before', (_, health, time) => {
  expect(isOutdated(health, time - 1)).toBe(false);
  expect(isOutdated(health, time)).toBe(true);
});
