import { LedgerUnavailable } from '../../../../lambda/core/ports';
import { CallerLeft } from '../../../../lambda/core/serving/caller-left';
import { fullFor, neverFits } from '../../../support/core/fake-ledger';
import { answers } from '../../../support/core/fake-models';
import { BODY, gatewayOf, targetsCalled } from '../../../support/core/gateway';
import { ROUTE, routeOf } from '../../../support/core/plans';

const DOWN = new LedgerUnavailable('the table did not answer within 500 ms');
const MODELS = { first: [answers({ inputTokens: 1, outputTokens: 1 })] };

describe('a tenant that has used up its quota', () => {
  const refused = async () => {
    const gateway = gatewayOf({ models: MODELS, ledger: { tenant: [fullFor(7_300, { limit: 100_000, asked: 120 })] } });
    return { gateway, error: await gateway.fail() };
  };

  it('is told when there is room again', async () => {
    const { error } = await refused();
    expect(error).toMatchObject({ reason: 'quotaExceeded', status: 429, details: { retryAfterMs: 7_300 } });
    expect(error.message).toContain('100000 quota tokens per minute');
    expect(error.message).toContain('120');
  });

  it('costs no upstream call and nothing of any quota', async () => {
    const { gateway } = await refused();
    expect(targetsCalled(gateway)).toEqual([]);
    expect(gateway.ledger.settled).toEqual([]);
  });

  it('is recorded as rejected, with the dimension that refused it', async () => {
    const { gateway } = await refused();
    expect(gateway.record()).toMatchObject({
      outcome: 'rejected', reason: 'quotaExceeded', limitedBy: 'tokens', candidates: [], attempts: [], ledgerErrors: 0,
    });
  });

  it('is told in requests when requests ran out', async () => {
    const gateway = gatewayOf({ models: MODELS, ledger: { tenant: [fullFor(1_000, { dimension: 'requests', limit: 60, asked: 1 })] } });
    expect((await gateway.fail()).message).toContain('60 requests per minute');
    expect(gateway.record().limitedBy).toBe('requests');
  });
});

describe('a request that is larger than its tenant\'s whole quota', () => {
  it('is a bad request that names both numbers and no time to come back', async () => {
    const gateway = gatewayOf({ models: MODELS, ledger: { tenant: [neverFits({ limit: 500, asked: 4_200 })] } });
    const error = await gateway.fail();
    expect(error).toMatchObject({ reason: 'quotaNeverFits', status: 400 });
    expect(error.message).toContain('4200');
    expect(error.message).toContain('500');
    expect(error.details.retryAfterMs).toBeUndefined();
    expect(targetsCalled(gateway)).toEqual([]);
    expect(gateway.record()).toMatchObject({ outcome: 'rejected', reason: 'quotaNeverFits', limitedBy: 'tokens' });
  });
});

describe('a quota table that does not answer', () => {
  it('stops a tenant that fails closed, for a moment', async () => {
    const gateway = gatewayOf({ models: MODELS, ledger: { tenant: [DOWN] }, tenant: { onLedgerFailure: 'failClosed' } });
    const error = await gateway.fail();
    expect(error).toMatchObject({ reason: 'unavailable', status: 503 });
    expect(error.details.retryAfterMs).toBeGreaterThan(0);
    expect(targetsCalled(gateway)).toEqual([]);
    expect(gateway.record()).toMatchObject({ outcome: 'failed', reason: 'unavailable', ledgerErrors: 1 });
    expect(gateway.record().limitedBy).toBeUndefined();
  });

  it('does not stop a tenant that fails open', async () => {
    const gateway = gatewayOf({ models: MODELS, ledger: { tenant: [DOWN] }, tenant: { onLedgerFailure: 'failOpen' } });
    await (await gateway.serve()).finish();
    expect(gateway.ledger.settled).toEqual([]);
    expect(gateway.record()).toMatchObject({ outcome: 'success', ledgerErrors: 1 });
  });

  it('lets a tenant that fails open have its limits from this copy of the gateway, and no more', async () => {
    const gateway = gatewayOf({
      models: { first: Array.from({ length: 9 }, () => MODELS.first![0]!) },
      ledger: { tenant: Array.from({ length: 9 }, () => DOWN) },
      tenant: { onLedgerFailure: 'failOpen', quota: { requestsPerMinute: 2, quotaTokensPerMinute: 1_000_000 } },
    });
    for (const _ of [1, 2]) await (await gateway.serve()).finish();
    const error = await gateway.fail();
    expect(error).toMatchObject({ reason: 'quotaExceeded', status: 429 });
    expect(error.details.retryAfterMs).toBeGreaterThan(59_000);
    expect(error.details.limits).toContainEqual(expect.objectContaining({ limit: 2, remaining: 0 }));
    expect(targetsCalled(gateway)).toEqual(['first', 'first']);
  });

  it('settles what a tenant that fails open has taken where it was taken', async () => {
    const gateway = gatewayOf({
      models: { first: Array.from({ length: 9 }, () => MODELS.first![0]!) },
      ledger: { tenant: Array.from({ length: 9 }, () => DOWN) },
      // One answer of at most 100 tokens fits at a time, many that have been settled do.
      tenant: { onLedgerFailure: 'failOpen', quota: { quotaTokensPerMinute: 2_000 } },
    });
    const body = { ...BODY, inferenceConfig: { maxTokens: 1_500 } };
    for (const _ of [1, 2, 3]) await (await gateway.serve({ body })).finish();
    expect(gateway.ledger.settled).toEqual([]);
    expect(targetsCalled(gateway)).toHaveLength(3);
  });

  it('does not let a tenant that fails open go over a limit that was checked', async () => {
    const gateway = gatewayOf({ models: MODELS, ledger: { tenant: [fullFor(10)] }, tenant: { onLedgerFailure: 'failOpen' } });
    expect(await gateway.fail()).toMatchObject({ reason: 'quotaExceeded' });
  });

  it('does not stop an attempt at a target with a declared capacity', async () => {
    const gateway = gatewayOf({
      models: MODELS,
      targets: { first: { capacity: { requestsPerMinute: 5 } } },
      ledger: { targets: { first: [DOWN] } },
    });
    const served = await gateway.serve();
    await served.finish();
    expect(served.target).toBe('first');
    expect(gateway.ledger.settledForTarget('first')).toEqual([]);
    expect(gateway.record()).toMatchObject({ outcome: 'success', ledgerErrors: 1 });
  });
});

describe('a ledger that fails in a way nobody foresaw', () => {
  it('ends the request with that fault, recorded as the gateway\'s own', async () => {
    const fault = new TypeError('a bug');
    const gateway = gatewayOf({ models: MODELS, ledger: { tenant: [fault] }, tenant: { onLedgerFailure: 'failOpen' } });
    expect(await gateway.refuse()).toBe(fault);
    expect(gateway.record()).toMatchObject({ outcome: 'failed', reason: 'internal' });
  });
});

describe('a route that a tenant may not use', () => {
  const describeError = async (sketch: Parameters<typeof gatewayOf>[0], route: string) => {
    const gateway = gatewayOf({ models: MODELS, ...sketch });
    const { reason, status, message, details } = await gateway.fail({ route });
    const { outcome, candidates, attempts } = gateway.record();
    expect(gateway.ledger.asked).toEqual([]);
    return { reason, status, message, details, outcome, candidates, attempts };
  };

  it('cannot be told from a route that does not exist', async () => {
    const foreign = await describeError({ tenant: { routes: [] } }, ROUTE);
    const unknown = await describeError({ tenant: { routes: ['other'] } }, 'nothing-here');
    expect(foreign).toMatchObject({ reason: 'unknownRoute', status: 404, details: { field: 'model' }, outcome: 'rejected' });
    expect({ ...foreign, message: foreign.message.replace(ROUTE, '') }).toEqual({ ...unknown, message: unknown.message.replace('nothing-here', '') });
  });

  it.each(['__proto__', 'constructor', '', 'a'.repeat(10_000)])('is refused like any other when it is called %j', async (route) => {
    expect(await describeError({}, route)).toMatchObject({ reason: 'unknownRoute' });
  });

  it('is unknown too when the plan lists it for the tenant and does not describe it', async () => {
    expect(await describeError({ tenant: { routes: ['ghost'] } }, 'ghost')).toMatchObject({ reason: 'unknownRoute' });
  });
});

describe('other requests that end before anything is tried', () => {
  it('refuses a tenant that has left the plan', async () => {
    const gateway = gatewayOf({ models: MODELS });
    expect(await gateway.fail({ tenant: 'former' })).toMatchObject({ reason: 'forbidden', status: 403 });
    expect(gateway.record()).toMatchObject({ outcome: 'rejected', tenant: 'former' });
  });

  it('refuses a second output cap before it takes anything from the quota', async () => {
    const gateway = gatewayOf({ models: MODELS });
    const body = { ...BODY, additionalModelRequestFields: { max_tokens: 50_000 } };
    expect(await gateway.fail({ body })).toMatchObject({ reason: 'invalidRequest', status: 400 });
    expect(gateway.ledger.asked).toEqual([]);
    expect(gateway.record()).toMatchObject({ outcome: 'rejected', reason: 'invalidRequest' });
  });

  it('gives the quota back when the plan is broken', async () => {
    const broken = routeOf({ tiers: [{ strategy: { kind: 'ordered' }, members: [{ target: 'nowhere', weight: 1 }] }] });
    const gateway = gatewayOf({ models: MODELS, route: broken });
    expect(await gateway.refuse()).toMatchObject({ message: expect.stringContaining('nowhere') as unknown });
    expect(gateway.ledger.settledForTenant()).toEqual([{ requests: 0, tokens: 0 }]);
    expect(gateway.record()).toMatchObject({ outcome: 'failed', reason: 'internal' });
  });

  it('gives the quota back when the caller has left during admission', async () => {
    const gateway = gatewayOf({ models: MODELS, ledger: { tenant: [{ admittedAfterMs: 20 }] } });
    const ended = gateway.refuse();
    gateway.caller.abort();
    expect(await ended).toBeInstanceOf(CallerLeft);
    expect(targetsCalled(gateway)).toEqual([]);
    expect(gateway.ledger.settledForTenant()).toEqual([{ requests: 0, tokens: 0 }]);
    expect(gateway.record()).toMatchObject({ outcome: 'callerLeft' });
  });

  it('has timed out, and is not told to slow down, when admission took all its time', async () => {
    const gateway = gatewayOf({ models: MODELS, route: { deadlineMs: 100 }, ledger: { tenant: [{ admittedAfterMs: 100 }] } });
    const error = await gateway.fail();
    expect(targetsCalled(gateway)).toEqual([]);
    expect(gateway.ledger.settledForTenant()).toEqual([{ requests: 0, tokens: 0 }]);
    expect(error).toMatchObject({ reason: 'timedOut', status: 504 });
  });
});
