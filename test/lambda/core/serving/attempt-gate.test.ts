import { createRetryBudget, RetryBudget } from '../../../../lambda/core/attempts/retry-budget';
import { createAttemptGate } from '../../../../lambda/core/serving/attempt-gate';
import { CallerLeft } from '../../../../lambda/core/serving/caller-left';
import { RequestTrace } from '../../../../lambda/core/serving/request-trace';
import { fakeLedger, fullFor, LedgerScript } from '../../../support/core/fake-ledger';
import { ROUTE, targetOf, TENANT } from '../../../support/core/plans';
import { VirtualClock } from '../../../support/virtual-clock';

const TARGET = targetOf('first', { capacity: { requestsPerMinute: 10 } });
const GIVEN_BACK = [{ requests: 0, tokens: 0 }];

/** A gate whose budget for extra attempts is down to `share` of them. */
function gateOf(script: LedgerScript = {}, { share = 1, deadlineMs = 1_000 } = {}) {
  const clock = new VirtualClock();
  const ledger = fakeLedger(clock, script);
  const caller = new AbortController();
  const retryBudget = createRetryBudget();
  const hedgeBudget = createRetryBudget();
  for (let taken = 10; taken > share; taken--) {
    retryBudget.take(TENANT, TARGET.name);
    hedgeBudget.take(TENANT, TARGET.name);
  }
  const trace: RequestTrace = {
    requestId: 'request-1', arrivedAt: clock.now(), identity: { tenant: TENANT, keyId: 'key-1' }, route: ROUTE, streamed: false, candidates: [], attempts: [], ledgerErrors: 0,
  };
  const gate = createAttemptGate({ ledger, clock, random: () => 0, retryBudget, hedgeBudget }, {
    tenant: TENANT, use: { requests: 1, tokens: 100 }, deadlineAt: clock.now() + deadlineMs, callerSignal: caller.signal,
  }, trace);
  const leftOf = (budget: RetryBudget) => () => {
    let count = 0;
    while (budget.take(TENANT, TARGET.name)) count++;
    return count;
  };
  return { gate, clock, ledger, caller, left: leftOf(retryBudget), leftBeside: leftOf(hedgeBudget) };
}

const EXTRA = { extra: true, waitMs: 0 };

describe('the share of extra attempts', () => {
  it('is used by an extra attempt until that has answered', async () => {
    const { gate, left } = gateOf({}, { share: 2 });
    await gate.enter(TARGET, EXTRA);
    expect(left()).toBe(1);
  });

  it('is whole again when the extra attempt has answered', async () => {
    const { gate, left } = gateOf({}, { share: 2 });
    const entry = await gate.enter(TARGET, EXTRA);
    if (entry.kind !== 'admitted') throw new Error(`expected to be admitted, not ${entry.kind}`);
    entry.giveBackExtra();
    expect(left()).toBe(2);
  });

  it('neither shrinks nor grows by a request\'s first attempt', async () => {
    const { gate, left } = gateOf({}, { share: 2 });
    const entry = await gate.enter(TARGET, { extra: false, waitMs: 0 });
    if (entry.kind !== 'admitted') throw new Error(`expected to be admitted, not ${entry.kind}`);
    entry.giveBackExtra();
    expect(left()).toBe(2);
  });

  it('is given back when the target has no capacity left', async () => {
    const { gate, left } = gateOf({ targets: { first: [fullFor(1_000)] } });
    expect(await gate.enter(TARGET, EXTRA)).toMatchObject({ kind: 'full' });
    expect(left()).toBe(1);
  });

  it('is given back when the deadline passes while capacity is reserved', async () => {
    const { gate, clock, left } = gateOf({ targets: { first: [{ admittedAfterMs: 100 }] } }, { deadlineMs: 100 });
    await expect(clock.run(gate.enter(TARGET, EXTRA))).rejects.toMatchObject({ reason: 'timedOut' });
    expect(left()).toBe(1);
  });

  it('is given back, and the capacity, when it is too late for an answer while capacity is reserved', async () => {
    const { gate, clock, ledger, left } = gateOf({ targets: { first: [{ admittedAfterMs: 100 }] } });
    await expect(clock.run(gate.enter(TARGET, { ...EXTRA, answerBy: clock.now() + 100 }))).rejects.toMatchObject({ reason: 'timedOut' });
    expect(left()).toBe(1);
    expect(ledger.settledForTarget('first')).toEqual([{ requests: 0, tokens: 0 }]);
  });
});

describe('a caller who leaves during the pause before an attempt', () => {
  it('takes nothing of the target\'s capacity', async () => {
    const { gate, clock, caller, ledger } = gateOf();
    const entering = gate.enter(TARGET, { extra: true, waitMs: 500 }).catch((error: unknown) => error);
    await clock.advance(100);
    caller.abort();
    expect(await entering).toBeInstanceOf(CallerLeft);
    expect(ledger.asked).toEqual([]);
  });
});

describe('a call beside another one', () => {
  it('uses a share that is not given back, because two calls were made for one answer', async () => {
    const { gate, leftBeside } = gateOf({}, { share: 2 });
    const admission = await gate.enterBeside(TARGET, () => true);
    admission!.giveBackExtra();
    expect(leftBeside()).toBe(1);
  });

  it.each([
    ['has ended meanwhile', { stillWanted: false, callerLeft: false }],
    ['has not noticed yet that the caller has left', { stillWanted: true, callerLeft: true }],
  ])('is not made when that one %s, and leaves capacity and share as they were', async (_, { stillWanted, callerLeft }) => {
    const { gate, caller, ledger, leftBeside } = gateOf();
    if (callerLeft) caller.abort();
    expect(await gate.enterBeside(TARGET, () => stillWanted)).toBeUndefined();
    expect(ledger.settledForTarget('first')).toEqual(GIVEN_BACK);
    expect(leftBeside()).toBe(1);
  });

  it('leaves the share as it was when the target is full', async () => {
    const { gate, leftBeside } = gateOf({ targets: { first: [fullFor(1_000)] } });
    expect(await gate.enterBeside(TARGET, () => true)).toBeUndefined();
    expect(leftBeside()).toBe(1);
  });

  it('leaves the share of those that follow a failure alone', async () => {
    const { gate, left } = gateOf({}, { share: 2 });
    await gate.enterBeside(TARGET, () => true);
    expect(left()).toBe(2);
  });
});
