import { createJwtDirectory } from '../../../../lambda/adapters/jwt/jwt-directory';
import { JwtOptions } from '../../../../lambda/adapters/jwt/jwt-options';
import { VirtualClock } from '../../../support/virtual-clock';
import { createTestIssuer, DISCOVERY_URI, ISSUER, JWKS_URI, newSigningKey, tokenOf } from '../support/test-issuer';

const START = Date.UTC(2026, 0, 1);
const FIRST = newSigningKey('ES256', 'first');
const SECOND = newSigningKey('ES256', 'second');
const CLAIMS = { iss: ISSUER, aud: 'gateway', exp: START / 1_000 + 30 * 86_400, team: 'red' };
const ACME = { tenant: 'acme', keyId: 'jwt' };
const UNAVAILABLE = { name: 'GatewayError', reason: 'unavailable', details: { retryAfterMs: 5_000 } };
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function setUp(more: Partial<JwtOptions> = {}) {
  const clock = new VirtualClock(START);
  const issuer = createTestIssuer(FIRST);
  const failures: string[] = [];
  const directory = createJwtDirectory({
    issuer: ISSUER,
    jwksUri: JWKS_URI,
    audiences: ['gateway'],
    tenantClaim: 'team',
    tenants: new Map([['red', 'acme']]),
    clock,
    fetch: issuer.fetch,
    onIssuerFailure: (error) => failures.push((error as Error).message),
    ...more,
  });
  let serial = 0;
  /** A token that nobody has seen. */
  const fresh = (key = FIRST, header = {}) => tokenOf(key, { ...CLAIMS, jti: String(serial++) }, header);
  return { clock, issuer, failures, directory, fresh };
}

test('keys are fetched once for all who wait for them, and serve for ten minutes', async () => {
  const { directory, issuer, clock, fresh } = setUp();
  expect(await Promise.all(Array.from({ length: 10 }, () => directory.find(fresh())))).toEqual(Array(10).fill(ACME));
  expect(issuer.asked).toHaveLength(1);
  await clock.advance(10 * MINUTE - 1);
  await directory.find(fresh());
  expect(issuer.asked).toHaveLength(1);
  await clock.advance(1);
  await Promise.all(Array.from({ length: 10 }, () => directory.find(fresh())));
  expect(issuer.asked).toHaveLength(2);
});

test('a new key is found when a token is signed with it', async () => {
  const { directory, issuer, clock, fresh } = setUp();
  await directory.find(fresh());
  issuer.publish(FIRST, SECOND);
  await clock.advance(30_000);
  expect(await Promise.all([fresh(SECOND), fresh(SECOND), fresh(FIRST)].map((token) => directory.find(token)))).toEqual([ACME, ACME, ACME]);
  expect(issuer.asked).toHaveLength(2);
});

test('any number of made-up key ids has the issuer asked every 30 seconds at most', async () => {
  const { directory, issuer, clock, fresh } = setUp();
  await directory.find(fresh());
  for (let second = 0; second < 300; second++) {
    for (const kid of [`a${second}`, `b${second}`]) await expect(directory.find(fresh(FIRST, { kid }))).rejects.toMatchObject({ reason: 'unauthenticated' });
    expect(await directory.find(fresh())).toEqual(ACME);
    await clock.advance(1_000);
  }
  expect(issuer.asked).toHaveLength(10);
});

describe('while the issuer does not answer', () => {
  test('tokens cannot be checked when no keys are remembered, and it is asked every five seconds at most', async () => {
    const { directory, issuer, clock, failures, fresh } = setUp();
    issuer.serves[JWKS_URI] = new Error('connection refused');
    for (let index = 0; index < 20; index++) {
      await expect(directory.find(fresh())).rejects.toMatchObject(UNAVAILABLE);
      await clock.advance(500);
    }
    expect(issuer.asked).toHaveLength(2);
    expect(failures).toEqual(['connection refused', 'connection refused']);
    issuer.publish(FIRST);
    expect(await directory.find(fresh())).toEqual(ACME);
  });

  test('remembered keys serve for a day, and it is asked every 30 seconds at most', async () => {
    const { directory, issuer, clock, fresh } = setUp();
    await directory.find(fresh());
    issuer.serves[JWKS_URI] = 503;
    await clock.advance(10 * MINUTE);
    for (let second = 0; second < 60; second++) {
      expect(await directory.find(fresh())).toEqual(ACME);
      await clock.advance(1_000);
    }
    expect(issuer.asked).toHaveLength(3);
    await clock.advance(23 * HOUR + 49 * MINUTE - 1);
    expect(await directory.find(fresh())).toEqual(ACME);
    await clock.advance(1);
    await expect(directory.find(fresh())).rejects.toMatchObject(UNAVAILABLE);
  });

  test('a token that was verified before needs keys that are not too old, too', async () => {
    const { directory, issuer, clock, fresh } = setUp();
    const token = fresh();
    await directory.find(token);
    issuer.serves[JWKS_URI] = 503;
    await clock.advance(24 * HOUR - 1);
    expect(await directory.find(token)).toEqual(ACME);
    await clock.advance(1);
    await expect(directory.find(token)).rejects.toMatchObject(UNAVAILABLE);
  });

  test('nobody waits longer than two seconds, whatever it sends by then', async () => {
    for (const slow of [
      () => new Promise<never>(() => undefined),
      async () => ({ status: 200, body: (async function* () { yield Buffer.from('{"keys":'); await new Promise(() => undefined); })() }),
    ]) {
      const { directory, clock, failures, fresh } = setUp({ fetch: slow });
      const before = clock.now();
      await expect(clock.run(directory.find(fresh()))).rejects.toMatchObject(UNAVAILABLE);
      expect(clock.now() - before).toBe(2_000);
      expect(failures).toEqual(['no answer within 2000 ms']);
    }
  });
});

test.each<[string, unknown, RegExp]>([
  ['no keys', {}, /malformed/i],
  ['a list', [], /malformed/i],
  ['null', 'null', /malformed/i],
  ['no JSON', '<html>', /JSON/],
  ['keys that are none', { keys: ['key'] }, /malformed/i],
  ['more than 256 KB', `{"keys":[],"x":"${'x'.repeat(256 * 1024)}"}`, /more than 262144 bytes/],
  ['status 404', 404, /status 404/],
  ['status 301', 301, /status 301/],
])('%s instead of keys counts as no answer', async (_, served, message) => {
  const { directory, issuer, clock, failures, fresh } = setUp();
  issuer.serves[JWKS_URI] = served;
  await expect(directory.find(fresh())).rejects.toMatchObject(UNAVAILABLE);
  expect(failures).toEqual([expect.stringMatching(message)]);

  issuer.publish(FIRST);
  await clock.advance(5_000);
  await directory.find(fresh());
  issuer.serves[JWKS_URI] = served;
  await clock.advance(10 * MINUTE);
  expect(await directory.find(fresh())).toEqual(ACME);
});

test('a redirect is not followed, and an answer is asked for as JSON', async () => {
  const inits: unknown[] = [];
  const issuer = createTestIssuer(FIRST);
  const { directory, fresh } = setUp({ fetch: (url, init) => { inits.push(init); return issuer.fetch(url, init); } });
  await directory.find(fresh());
  expect(inits).toEqual([{ redirect: 'error', headers: { accept: 'application/json' }, signal: expect.any(AbortSignal) }]);
});

test('one unusable key does not take the others with it', async () => {
  const { directory, issuer, fresh } = setUp();
  issuer.serves[JWKS_URI] = { keys: [{ kty: 'EC', kid: 'broken', crv: 'P-256', x: '!', y: '!' }, { kty: 'new-kind', kid: 'x' }, FIRST.jwk] };
  expect(await directory.find(fresh())).toEqual(ACME);
  await expect(directory.find(fresh(FIRST, { kid: 'broken' }))).rejects.toMatchObject({ reason: 'unauthenticated' });
});

describe('discovery', () => {
  test.each<[string, unknown, RegExp]>([
    ['of another issuer', { issuer: 'https://evil.example.com', jwks_uri: JWKS_URI }, /another issuer/],
    ['without keys', { issuer: ISSUER }, /jwks_uri of the discovery document must be an https URL/],
    ['with keys that anybody on the way could change', { issuer: ISSUER, jwks_uri: 'http://keys.example.com' }, /must be an https URL/],
    ['that is null', 'null', /another issuer/],
  ])('a document %s is not used', async (_, document, message) => {
    const { directory, issuer, failures, fresh } = setUp({ jwksUri: undefined });
    issuer.serves[DISCOVERY_URI] = document;
    await expect(directory.find(fresh())).rejects.toMatchObject(UNAVAILABLE);
    expect(failures).toEqual([expect.stringMatching(message)]);
    expect(issuer.asked).toEqual([DISCOVERY_URI]);
  });

  test('is done once, and again when the keys are not there any more', async () => {
    const { directory, issuer, clock, fresh } = setUp({ jwksUri: undefined });
    await directory.find(fresh());
    await clock.advance(10 * MINUTE);
    await directory.find(fresh());
    expect(issuer.asked).toEqual([DISCOVERY_URI, JWKS_URI, JWKS_URI]);

    const moved = 'https://keys.example.com/v2';
    Object.assign(issuer.serves, { [JWKS_URI]: 404, [moved]: { keys: [SECOND.jwk] }, [DISCOVERY_URI]: { issuer: ISSUER, jwks_uri: moved } });
    await clock.advance(10 * MINUTE);
    expect(await directory.find(fresh())).toEqual(ACME);
    await clock.advance(30_000);
    expect(await directory.find(fresh(SECOND))).toEqual(ACME);
    expect(issuer.asked.slice(3)).toEqual([JWKS_URI, DISCOVERY_URI, moved]);
  });
});
