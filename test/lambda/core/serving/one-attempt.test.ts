import { Candidate } from '../../../../lambda/core/attempts/candidates';
import { AttemptWitness } from '../../../../lambda/core/serving/attempt-witness';
import { beginAttempt, Call } from '../../../../lambda/core/serving/one-attempt';
import { targetOf } from '../../../support/core/plans';
import { ERROR_OF_FAILURE } from '../../../support/core/upstream-errors';
import { VirtualClock } from '../../../support/virtual-clock';

const CANDIDATE: Candidate = { target: targetOf('first'), tier: 0 };

/** An attempt that makes this call, and what its witness is told. */
function begun(call: Call<string>) {
  const clock = new VirtualClock();
  const told: string[] = [];
  const witness: AttemptWitness = {
    consider: () => undefined,
    passedOver: () => undefined,
    done: () => undefined,
    called: () => ({
      answered: () => { told.push('answered'); },
      completed: () => { told.push('completed'); },
      failed: (failure) => { told.push(`failed ${failure}`); },
      abandoned: () => { told.push('abandoned'); },
      ended: () => { told.push('ended'); },
    }),
  };
  const setting = { clock, deadlineAt: clock.now() + 1_000, callerSignal: new AbortController().signal, witness };
  return { clock, told, attempt: beginAttempt(setting, CANDIDATE, { untried: false }, call) };
}

/** A call that ends when it is cancelled, like a lost connection. */
const untilCancelled: Call<string> = (_, { signal }) => new Promise((_resolve, reject) => {
  signal.addEventListener('abort', () => reject(ERROR_OF_FAILURE.connection()));
});

describe('an attempt that answers', () => {
  it('goes on until its scope is closed: a stream is read within it', async () => {
    const { attempt, told } = begun(async () => 'fine');
    const end = await attempt.end;
    if (end.kind !== 'answered') throw new Error(`expected an answer, not ${end.kind}`);
    expect(told).toEqual(['answered']);
    end.scope.close();
    expect(told).toEqual(['answered', 'ended']);
  });
});

describe('an attempt that fails', () => {
  it('is over, and its witness is told why', async () => {
    const { attempt, told } = begun(() => Promise.reject(ERROR_OF_FAILURE.unavailable()));
    expect(await attempt.end).toMatchObject({ kind: 'failed', failure: 'unavailable' });
    expect([...told].sort()).toEqual(['ended', 'failed unavailable']);
  });
});

describe('an attempt that is given up', () => {
  it('says nothing about its target, though its call ends like a lost connection', async () => {
    const { attempt, told } = begun(untilCancelled);
    attempt.cancel();
    expect(await attempt.end).toEqual({ kind: 'cancelled' });
    expect([...told].sort()).toEqual(['abandoned', 'ended']);
  });

  it('leaves no timer behind', async () => {
    const { attempt, clock } = begun(untilCancelled);
    attempt.cancel();
    await attempt.end;
    await expect(clock.run(new Promise(() => undefined))).rejects.toThrow('not time');
  });
});
