import { LedgerUnavailable } from '../../../../lambda/core/ports';
import { CallerLeft } from '../../../../lambda/core/serving/caller-left';
import { UpstreamError } from '../../../../lambda/core/upstream-error';
import { fullFor, LedgerScript, neverFits } from '../../../support/core/fake-ledger';
import { answers, Behaviour, fails, stalls } from '../../../support/core/fake-models';
import { gatewayOf, GatewaySketch, targetsCalled } from '../../../support/core/gateway';
import { ERROR_OF_FAILURE } from '../../../support/core/upstream-errors';

const CAPACITY = { capacity: { requestsPerMinute: 10, quotaTokensPerMinute: 1_000 } };

const limited = (ledger: LedgerScript, first: readonly Behaviour[] = [answers()], sketch: GatewaySketch = {}) => gatewayOf({
  tiers: [['first'], ['second']],
  targets: { first: CAPACITY, second: CAPACITY },
  models: { first, second: [answers({ inputTokens: 2, outputTokens: 3 })] },
  ledger,
  ...sketch,
});

describe('a target whose declared capacity is used up', () => {
  it('is passed over without an attempt', async () => {
    const gateway = limited({ targets: { first: [fullFor(9_000)] } });
    const served = await gateway.serve();
    await served.finish();
    expect(served).toMatchObject({ target: 'second', attempts: 1 });
    expect(targetsCalled(gateway)).toEqual(['second']);
    expect(gateway.record().candidates).toEqual([{ target: 'first', tier: 0, skipped: 'capacityUsedUp' }, { target: 'second', tier: 1 }]);
    expect(gateway.ledger.settledForTarget('first')).toEqual([]);
  });

  it('does not count against the attempts that the route allows', async () => {
    const gateway = limited({ targets: { first: [fullFor(9_000)] } }, undefined, { route: { maxAttempts: 1 } });
    expect(await gateway.serve()).toMatchObject({ target: 'second' });
  });

  it('leads to a 429 with the earliest time that one has room again, when all are full', async () => {
    const gateway = limited({ targets: { first: [fullFor(9_000)], second: [fullFor(4_000)] } });
    expect(await gateway.fail()).toMatchObject({ reason: 'throttled', status: 429, details: { retryAfterMs: 4_000 } });
    expect(targetsCalled(gateway)).toEqual([]);
    expect(gateway.ledger.settledForTenant()).toEqual([{ requests: 0, tokens: 0 }]);
    expect(gateway.record()).toMatchObject({ outcome: 'failed', reason: 'throttled', attempts: [] });
  });

  it('leads to a 503 when the other target is down', async () => {
    const gateway = limited({ targets: { second: [fullFor(4_000)] } }, [fails(ERROR_OF_FAILURE.unavailable())]);
    expect(await gateway.fail()).toMatchObject({ reason: 'unavailable', status: 503 });
  });

  it('does not hide the time another one needs when it can never hold the request', async () => {
    const gateway = limited({ targets: { first: [neverFits()], second: [fullFor(4_000)] } });
    expect(await gateway.fail()).toMatchObject({ status: 429, details: { retryAfterMs: 4_000 } });
  });

  it('does not invite the caller back at once when no target can ever hold the request', async () => {
    const gateway = limited({ targets: { first: [neverFits()], second: [neverFits()] } });
    expect((await gateway.fail()).details.retryAfterMs).not.toBe(0);
  });
});

describe('what an attempt takes from a target\'s capacity', () => {
  it('is the same that the tenant reserved, against the target\'s own limits', async () => {
    const gateway = limited({});
    await gateway.serve();
    const [tenant, target] = gateway.ledger.asked;
    expect(target).toMatchObject({ key: { pk: 'POOL#first' }, amount: tenant!.amount, limits: { requests: 10, tokens: 1_000 } });
  });

  it('is settled like the tenant\'s when the target answers', async () => {
    const gateway = limited({}, [answers({ inputTokens: 2, outputTokens: 3 })]);
    await (await gateway.serve()).finish();
    expect(gateway.ledger.settledForTarget('first')).toEqual([{ requests: 1, tokens: 17 }]);
    expect(gateway.ledger.settledForTenant()).toEqual([{ requests: 1, tokens: 17 }]);
  });

  it.each(['throttledPerMinute', 'unavailable', 'serverFault', 'callerFault', 'configuration'] as const)(
    'is given back after %s, an answer that proves that nothing was used', async (name) => {
      const gateway = limited({}, [fails(ERROR_OF_FAILURE[name]())]);
      await gateway.clock.run(gateway.start().then((served) => served.finish(), () => undefined));
      expect(gateway.ledger.settledForTarget('first')).toEqual([{ requests: 0, tokens: 0 }]);
    });

  it.each(['connection', 'brokenStream'] as const)('is kept after %s, because the call may still count at Bedrock', async (name) => {
    const gateway = limited({}, [fails(ERROR_OF_FAILURE[name]())]);
    await (await gateway.serve()).finish();
    expect(gateway.ledger.settledForTarget('first')).toEqual([]);
    expect(gateway.ledger.settledForTarget('second')).toHaveLength(1);
  });

  it.each([
    ['connection', 'ConnectionError'],
    ['unavailable', 'CredentialsUnavailable'],
    ['configuration', 'CredentialsError'],
  ])('is given back after %s when nothing was sent (%s)', async (failure, code) => {
    const gateway = limited({}, [fails(new UpstreamError(code, undefined, 'nothing left this side', { notSent: true }))]);
    const served = await gateway.serve();
    expect(gateway.ledger.settledForTarget('first')).toEqual([{ requests: 0, tokens: 0 }]);
    await served.finish();
    expect(gateway.record().attempts).toMatchObject([{ target: 'first', outcome: failure, code }, { target: 'second', outcome: 'answered' }]);
  });

  it('is kept when the deadline cuts the call off', async () => {
    const gateway = gatewayOf({
      models: { first: [stalls()] }, targets: { first: { capacity: { requestsPerMinute: 5 } } }, route: { deadlineMs: 500 },
    });
    await gateway.fail();
    expect(gateway.ledger.settledForTarget('first')).toEqual([]);
    expect(gateway.ledger.settledForTenant()).toEqual([{ requests: 0, tokens: 0 }]);
  });

  it('is taken anew for each attempt', async () => {
    const gateway = limited({ targets: { second: [fullFor(60_000)] } }, [fails(ERROR_OF_FAILURE.throttledPerMinute()), answers()]);
    await (await gateway.serve()).finish();
    expect(gateway.ledger.asked.filter(({ key }) => key.pk === 'POOL#first')).toHaveLength(2);
    expect(gateway.ledger.settledForTarget('first')).toHaveLength(2);
  });
});

describe('a slow capacity check', () => {
  const SLOW: LedgerScript = { targets: { first: [{ admittedAfterMs: 100 }] } };

  it('does not start a call whose caller has left meanwhile', async () => {
    const gateway = limited(SLOW);
    const ended = gateway.start().catch((error: unknown) => error);
    await gateway.clock.advance(50);
    gateway.caller.abort();
    await gateway.clock.advance(50);
    expect(await ended).toBeInstanceOf(CallerLeft);
    expect(targetsCalled(gateway)).toEqual([]);
    expect(gateway.record()).toMatchObject({ outcome: 'callerLeft', attempts: [] });
    expect(gateway.ledger.settledForTarget('first')).toEqual([{ requests: 0, tokens: 0 }]);
  });

  it('does not start a call after the deadline', async () => {
    const gateway = limited(SLOW, undefined, { route: { deadlineMs: 100 } });
    expect(await gateway.fail()).toMatchObject({ reason: 'timedOut', status: 504 });
    expect(targetsCalled(gateway)).toEqual([]);
    expect(gateway.ledger.settledForTarget('first')).toEqual([{ requests: 0, tokens: 0 }]);
  });
});

describe('a settlement that fails', () => {
  it('changes nothing for the caller and is counted', async () => {
    const gateway = limited({ settleError: new LedgerUnavailable('the table did not answer') });
    await (await gateway.serve()).finish();
    expect(gateway.record()).toMatchObject({ outcome: 'success', ledgerErrors: 2 });
  });

  it('does not replace the error of a failed request', async () => {
    const gateway = limited({ settleError: new LedgerUnavailable('the table did not answer') }, [fails(ERROR_OF_FAILURE.callerFault())]);
    expect(await gateway.fail()).toMatchObject({ reason: 'invalidRequest' });
    expect(gateway.record()).toMatchObject({ reason: 'invalidRequest', ledgerErrors: 2 });
  });

  it('never makes finish throw, nor loses the record, when its fault is one that nobody foresaw', async () => {
    const gateway = limited({ settleError: new TypeError('a bug') });
    const served = await gateway.serve();
    await expect(served.finish()).resolves.toBeUndefined();
    expect(gateway.record()).toMatchObject({ outcome: 'success' });
  });

  it('neither replaces the error nor loses the record of a failed request then', async () => {
    const gateway = limited({ settleError: new TypeError('a bug') }, [fails(ERROR_OF_FAILURE.callerFault())]);
    expect(await gateway.refuse()).toMatchObject({ reason: 'invalidRequest' });
    expect(gateway.record()).toMatchObject({ reason: 'invalidRequest' });
  });
});
