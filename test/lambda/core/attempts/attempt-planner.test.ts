import {
  afterFailure, afterFull, AttemptLimits, AttemptState, finalFailure, nextStep, startAttempts,
} from '../../../../lambda/core/attempts/attempt-planner';
import { FailureName } from '../../../../lambda/core/failures/failure-classes';
import { targetOf } from '../../../support/core/plans';

const LIMITS: AttemptLimits = { deadlineAt: 100_000, maxAttempts: 10 };
const LOWEST = () => 0;
const HIGHEST = () => 0.999_999;

const start = (...names: string[]): AttemptState => startAttempts(names.map((name) => ({ target: targetOf(name), tier: 0 })));
const fail = (state: AttemptState, index: number, failure: FailureName, now = 0): AttemptState =>
  afterFailure(state, { index, failure }, now, LOWEST);

describe('nextStep', () => {
  it('begins with the first candidate, at once', () => {
    expect(nextStep(start('a', 'b'), LIMITS, 0)).toEqual({ kind: 'try', index: 0, waitMs: 0 });
  });

  it('goes on to the next candidate without a pause', () => {
    expect(nextStep(fail(start('a', 'b'), 0, 'throttledPerMinute'), LIMITS, 0)).toEqual({ kind: 'try', index: 1, waitMs: 0 });
  });

  it('comes back to the only candidate after its pause', () => {
    expect(nextStep(fail(start('a'), 0, 'throttledPerMinute', 500), LIMITS, 500)).toEqual({ kind: 'try', index: 0, waitMs: 1_000 });
  });

  it('counts the time that has passed since against the pause', () => {
    const state = fail(start('a'), 0, 'throttledPerMinute', 500);
    expect(nextStep(state, LIMITS, 900)).toMatchObject({ waitMs: 600 });
    expect(nextStep(state, LIMITS, 5_000)).toMatchObject({ waitMs: 0 });
  });

  it('comes back to the candidate that may be tried soonest', () => {
    const state = fail(fail(start('a', 'b'), 0, 'throttledPerMinute'), 1, 'serverFault');
    expect(nextStep(state, LIMITS, 0)).toEqual({ kind: 'try', index: 1, waitMs: 200 });
  });

  it('leaves a candidate for good whose failure will not pass', () => {
    const state = fail(fail(start('a', 'b'), 0, 'configuration'), 1, 'throttledPerDay');
    expect(nextStep(state, LIMITS, 0)).toEqual({ kind: 'stop' });
  });

  it('leaves a candidate after three failures', () => {
    const twice = fail(fail(start('a'), 0, 'connection'), 0, 'connection');
    expect(nextStep(twice, LIMITS, 0)).toMatchObject({ kind: 'try' });
    expect(nextStep(fail(twice, 0, 'connection'), LIMITS, 0)).toEqual({ kind: 'stop' });
  });

  it('stops when as many attempts were made as the route allows', () => {
    const state = fail(fail(start('a', 'b', 'c'), 0, 'connection'), 1, 'connection');
    expect(nextStep(state, { ...LIMITS, maxAttempts: 2 }, 0)).toEqual({ kind: 'stop' });
  });

  it('stops at the deadline though candidates are left', () => {
    expect(nextStep(start('a'), LIMITS, LIMITS.deadlineAt)).toEqual({ kind: 'stop' });
    expect(nextStep(start('a'), LIMITS, LIMITS.deadlineAt - 1)).toMatchObject({ kind: 'try' });
  });

  it('does not wait for a retry that would start too close to the deadline', () => {
    const state = fail(start('a'), 0, 'throttledPerMinute');
    expect(nextStep(state, { ...LIMITS, deadlineAt: 1_050 }, 0)).toEqual({ kind: 'stop' });
    expect(nextStep(state, { ...LIMITS, deadlineAt: 1_051 }, 0)).toMatchObject({ kind: 'try' });
  });

  it('has nothing to try without candidates', () => {
    expect(nextStep(start(), LIMITS, 0)).toEqual({ kind: 'stop' });
  });
});

describe('afterFailure', () => {
  it('counts one attempt', () => {
    expect(fail(fail(start('a', 'b'), 0, 'connection'), 1, 'connection').attempts).toBe(2);
  });

  it('spreads retries at random up to twice the pause', () => {
    const spread = (random: () => number) => afterFailure(start('a'), { index: 0, failure: 'throttledPerMinute' }, 0, random).candidates[0]!.retryAt!;
    expect(spread(LOWEST)).toBe(1_000);
    expect(spread(HIGHEST)).toBeGreaterThan(1_999);
    expect(spread(HIGHEST)).toBeLessThan(2_000);
  });

  it('doubles the pause with the second failure of the same candidate', () => {
    expect(fail(fail(start('a'), 0, 'unavailable'), 0, 'unavailable').candidates[0]).toMatchObject({ retryAt: 1_000, attempts: 2 });
  });

  it('waits as long as the upstream asks, when that is longer', () => {
    const after = (retryAfterMs: number) => nextStep(afterFailure(start('a'), { index: 0, failure: 'throttledPerMinute', retryAfterMs }, 0, LOWEST), LIMITS, 0);
    expect(after(7_000)).toMatchObject({ waitMs: 7_000 });
    expect(after(3)).toMatchObject({ waitMs: 1_000 });
    expect(after(1_000_000)).toEqual({ kind: 'stop' });
  });

  it.each(['callerFault', 'deadline'] as const)('leaves nothing to try after %s, which would be the same everywhere', (failure) => {
    const retryable = fail(start('a', 'b', 'c'), 0, 'connection');
    expect(nextStep(fail(retryable, 1, failure), LIMITS, 0)).toEqual({ kind: 'stop' });
  });

  it('does not change the state that it is given', () => {
    const state = start('a', 'b');
    const before = structuredClone(state);
    fail(state, 0, 'connection');
    afterFull(state, 1, 10);
    expect(state).toEqual(before);
  });
});

describe('afterFull', () => {
  it('passes the candidate over, which is not an attempt', () => {
    const state = afterFull(start('a', 'b'), 0, 9_000);
    expect(state.attempts).toBe(0);
    expect(nextStep(state, LIMITS, 0)).toEqual({ kind: 'try', index: 1, waitMs: 0 });
  });

  it('leaves a candidate that is full when its retry comes', () => {
    expect(nextStep(afterFull(fail(start('a'), 0, 'connection'), 0, 9_000), LIMITS, 0)).toEqual({ kind: 'stop' });
  });

  describe('of a request that waits', () => {
    const waiting = () => afterFull(afterFull(start('a', 'b'), 0, 9_000, 800), 1, 4_000, 600);

    it('tries the others first, and then the one that is worth it soonest', () => {
      expect(nextStep(afterFull(start('a', 'b'), 0, 9_000, 800), LIMITS, 0)).toEqual({ kind: 'try', index: 1, waitMs: 0 });
      expect(nextStep(waiting(), LIMITS, 500)).toEqual({ kind: 'try', index: 1, waitMs: 100 });
      expect(nextStep(waiting(), LIMITS, 700)).toEqual({ kind: 'try', index: 1, waitMs: 0 });
    });

    it('uses up no attempt, however often it tries', () => {
      const again = [1, 2, 3, 4, 5].reduce((state, turn) => afterFull(state, 0, 9_000, turn * 500), start('a'));
      expect(again.attempts).toBe(0);
      expect(nextStep(again, { ...LIMITS, maxAttempts: 1 }, 0)).toEqual({ kind: 'try', index: 0, waitMs: 2_500 });
    });

    it('stops when it waits no more, and tells the latest time that it was told', () => {
      const over = afterFull(afterFull(waiting(), 1, 3_500), 0, 8_500);
      expect(nextStep(over, LIMITS, 0)).toEqual({ kind: 'stop' });
      expect(finalFailure(over)).toEqual({ failure: 'full', retryAfterMs: 3_500 });
    });

    it('stops when it would be worth it only at the deadline', () => {
      expect(nextStep(waiting(), { ...LIMITS, deadlineAt: 649 }, 0)).toEqual({ kind: 'stop' });
    });
  });
});

describe('finalFailure', () => {
  it('says that all are full, and when the first has room again', () => {
    expect(finalFailure(afterFull(afterFull(start('a', 'b'), 0, 9_000), 1, 4_000))).toEqual({ failure: 'full', retryAfterMs: 4_000 });
  });

  it('is a matter of quotas only when quotas alone stood in the way', () => {
    const throttled = fail(start('a', 'b'), 0, 'throttledPerMinute');
    expect(finalFailure(fail(throttled, 1, 'throttledPerDay')).failure).toBe('throttledPerMinute');
    expect(finalFailure(fail(throttled, 1, 'unavailable')).failure).toBe('unavailable');
  });

  it('is a matter of quotas when some are throttled and the rest full', () => {
    expect(finalFailure(afterFull(fail(start('a', 'b'), 0, 'throttledPerMinute'), 1, 2_000)))
      .toEqual({ failure: 'throttledPerMinute', retryAfterMs: 2_000 });
  });

  it('is the failure that is the same everywhere, whatever else went wrong', () => {
    const state = fail(fail(start('a', 'b'), 0, 'unavailable'), 1, 'callerFault');
    expect(finalFailure(state)).toEqual({ failure: 'callerFault' });
  });
});
