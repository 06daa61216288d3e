import { openAttemptScope } from '../../../../lambda/core/attempts/attempt-scope';
import { UpstreamError } from '../../../../lambda/core/upstream-error';
import { VirtualClock } from '../../../support/virtual-clock';

describe('the scope of an attempt', () => {
  const open = (lifeMs: number, caller = new AbortController()) => {
    const clock = new VirtualClock();
    return { clock, caller, scope: openAttemptScope(clock, clock.now() + lifeMs, caller.signal) };
  };

  it('is open until the deadline and aborts with a deadline error', async () => {
    const { clock, scope } = open(1_000);
    await clock.advance(999);
    expect(scope.signal.aborted).toBe(false);
    await clock.advance(1);
    expect(scope.signal.reason).toBeInstanceOf(UpstreamError);
    expect(scope.signal.reason).toMatchObject({ code: 'DeadlineExceeded' });
  });

  it('aborts at once when the deadline has passed already', async () => {
    const { clock, scope } = open(-5);
    await clock.advance(0);
    expect(scope.signal.reason).toMatchObject({ code: 'DeadlineExceeded' });
  });

  it('aborts when the caller leaves, for the same reason', () => {
    const { caller, scope } = open(1_000);
    caller.abort('gone');
    expect(scope.signal.reason).toBe('gone');
  });

  it('is aborted from the start for a caller who has left before', () => {
    const caller = new AbortController();
    caller.abort('gone');
    expect(open(1_000, caller).scope.signal.reason).toBe('gone');
  });

  it('cancels the upstream call when it is closed', () => {
    const { scope } = open(1_000);
    scope.close();
    expect(scope.signal.aborted).toBe(true);
  });

  it('keeps the first reason when it is closed after the deadline', async () => {
    const { clock, scope } = open(10);
    await clock.advance(10);
    scope.close();
    expect(scope.signal.reason).toMatchObject({ code: 'DeadlineExceeded' });
  });

  it('watches neither the deadline nor the caller after it is closed', async () => {
    const { clock, scope, caller } = open(1_000);
    const removed = jest.spyOn(caller.signal, 'removeEventListener');
    scope.close();
    const closedFor: unknown = scope.signal.reason;
    const closedAt = clock.now();
    // With a sleeper left, time would move before it runs out of things to wait for.
    await expect(clock.run(new Promise(() => undefined))).rejects.toThrow('not time');
    expect(clock.now()).toBe(closedAt);
    expect(removed).toHaveBeenCalledWith('abort', expect.any(Function));
    expect(scope.signal.reason).toBe(closedFor);
  });
});
