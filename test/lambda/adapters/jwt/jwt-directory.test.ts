import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { createJwtDirectory } from '../../../../lambda/adapters/jwt/jwt-directory';
import { JwtOptions } from '../../../../lambda/adapters/jwt/jwt-options';
import { REFUSALS } from '../../../../lambda/adapters/jwt/refusals';
import { isGatewayError } from '../../../../lambda/core/gateway-error';
import { VirtualClock } from '../../../support/virtual-clock';
import { createTestIssuer, DISCOVERY_URI, encode, hmacTokenOf, ISSUER, JWKS_URI, newSigningKey, SigningKey, tokenOf } from '../support/test-issuer';

const START = Date.UTC(2026, 0, 1);
const NOW = START / 1_000;
const RSA = newSigningKey('RS256', 'rsa-1');
const OTHER_RSA = newSigningKey('RS256', 'rsa-2');
const EC = newSigningKey('ES256', 'ec-1');

const CLAIMS = { iss: ISSUER, aud: 'gateway', sub: 'somebody', exp: NOW + 3_600, iat: NOW, team: 'red' };
const ACME = { tenant: 'acme', keyId: 'jwt' };

function setUp(more: Partial<JwtOptions> = {}, keys: readonly SigningKey[] = [RSA]) {
  const clock = new VirtualClock(START);
  const issuer = createTestIssuer(...keys);
  const failures: unknown[] = [];
  const directory = createJwtDirectory({
    issuer: ISSUER,
    jwksUri: JWKS_URI,
    audiences: ['gateway'],
    tenantClaim: 'team',
    tenants: new Map([['red', 'acme'], ['blue', 'other']]),
    clock,
    fetch: issuer.fetch,
    onIssuerFailure: (error) => failures.push(error),
    ...more,
  });
  return { clock, issuer, failures, directory };
}

function refused(reason: keyof typeof REFUSALS) {
  const good = reason === 'scope' || reason === 'noTenant' || reason === 'unknownTenant';
  return { name: 'GatewayError', reason: good ? 'forbidden' : 'unauthenticated', message: `the token ${REFUSALS[reason]}` };
}

const mutate = (text: string, at: number, by: string) => text.slice(0, at) + by + text.slice(at + 1);

describe('a good token', () => {
  test.each(['RS256', 'PS256', 'ES256', 'EdDSA'])('signed with %s stands for the tenant of its claim', async (alg) => {
    const key = newSigningKey(alg, 'k');
    expect(await setUp({}, [key]).directory.find(tokenOf(key, CLAIMS))).toEqual(ACME);
  });

  test('can call EdDSA by its newer name', async () => {
    const key = newSigningKey('EdDSA', 'k');
    const { alg: _, ...jwk } = key.jwk;
    expect(await setUp({}, [{ ...key, jwk }]).directory.find(tokenOf(key, CLAIMS, { alg: 'Ed25519' }))).toEqual(ACME);
  });

  test('is told by its claim alone: nobody comes to be another tenant', async () => {
    const { directory } = setUp();
    expect(await directory.find(tokenOf(RSA, CLAIMS))).toEqual(ACME);
    expect(await directory.find(tokenOf(RSA, { ...CLAIMS, team: 'blue' }))).toEqual({ tenant: 'other', keyId: 'jwt' });
  });

  test.each<[string, object, Record<string, unknown>]>([
    ['for several audiences', { ...CLAIMS, aud: ['elsewhere', 'gateway'] }, {}],
    ['of the type of access tokens', CLAIMS, { typ: 'at+JWT' }],
    ['without a type', CLAIMS, { typ: undefined }],
    ['without a key id, when one key fits', CLAIMS, { kid: undefined }],
    ['that is valid since now', { ...CLAIMS, nbf: NOW }, {}],
    ['with further claims', { ...CLAIMS, deep: { er: [1] } }, {}],
  ])('%s is good', async (_, claims, header) => {
    expect(await setUp().directory.find(tokenOf(RSA, claims, header))).toEqual(ACME);
  });

  test('can come from any issuer whose keys are found by discovery', async () => {
    const { directory, issuer } = setUp({ jwksUri: undefined });
    expect(await directory.find(tokenOf(RSA, CLAIMS))).toEqual(ACME);
    expect(issuer.asked).toEqual([DISCOVERY_URI, JWKS_URI]);
  });

  test('can say its audience elsewhere, its use and its scopes, and what is asked for has to be there', async () => {
    const options = { audienceClaim: 'client_id', requiredClaims: { token_use: ['access'] }, requiredScopes: ['ask', 'models/read'] };
    const claims = { ...CLAIMS, aud: undefined, client_id: 'gateway', token_use: 'access', scope: 'ask models/read more' };
    const { directory } = setUp(options);
    expect(await directory.find(tokenOf(RSA, claims))).toEqual(ACME);
    expect(await directory.find(tokenOf(RSA, { ...claims, scope: undefined, scp: ['ask', 'models/read'] }))).toEqual(ACME);
    await expect(directory.find(tokenOf(RSA, { ...claims, client_id: 'elsewhere' }))).rejects.toMatchObject(refused('audience'));
    await expect(directory.find(tokenOf(RSA, { ...claims, client_id: undefined, aud: 'gateway' }))).rejects.toMatchObject(refused('audience'));
    await expect(directory.find(tokenOf(RSA, { ...claims, token_use: 'id' }))).rejects.toMatchObject(refused('claim'));
    await expect(directory.find(tokenOf(RSA, { ...claims, token_use: ['access'] }))).rejects.toMatchObject(refused('claim'));
    await expect(directory.find(tokenOf(RSA, { ...claims, token_use: undefined }))).rejects.toMatchObject(refused('claim'));
    await expect(directory.find(tokenOf(RSA, { ...claims, scope: 'ask models/read2' }))).rejects.toMatchObject(refused('scope'));
  });
});

test.each([
  '', 'cri_' + 'a'.repeat(43), 'a.b', 'a.b.c', 'a.b.c.d.e', `${encode({ typ: 'JWT' })}.${encode(CLAIMS)}.x`, `${encode('[]')}.e30.x`, `${encode('null')}.e30.x`,
  `${encode({ alg: 7 })}.e30.x`, ` ${tokenOf(RSA, CLAIMS)}`, `${tokenOf(RSA, CLAIMS)}\n`, `${tokenOf(RSA, CLAIMS)}=`,
])('%p is no token, and nobody is asked', async (credential) => {
  const { directory, issuer } = setUp();
  expect(await directory.find(credential)).toBeUndefined();
  expect(issuer.asked).toEqual([]);
});

describe('refused', () => {
  const forged = (claims: object) => tokenOf({ ...OTHER_RSA, kid: RSA.kid }, claims);
  const { publicKey: shortPublic, privateKey: shortPrivate } = generateKeyPairSync('rsa', { modulusLength: 1024 });
  const SHORT = newSigningKey('RS256', 'short', { publicKey: shortPublic, privateKey: shortPrivate });

  test.each<[string, string, keyof typeof REFUSALS]>([
    ['another issuer', tokenOf(RSA, { ...CLAIMS, iss: 'https://evil.example.com' }), 'issuer'],
    ['an issuer with a slash more', tokenOf(RSA, { ...CLAIMS, iss: `${ISSUER}/` }), 'issuer'],
    ['issuers in a list', tokenOf(RSA, { ...CLAIMS, iss: [ISSUER] }), 'issuer'],
    ['no issuer', tokenOf(RSA, { ...CLAIMS, iss: undefined }), 'issuer'],
    ['another audience', tokenOf(RSA, { ...CLAIMS, aud: 'elsewhere' }), 'audience'],
    ['an audience that begins like ours', tokenOf(RSA, { ...CLAIMS, aud: 'gateway2' }), 'audience'],
    ['no audience', tokenOf(RSA, { ...CLAIMS, aud: undefined }), 'audience'],
    ['no audience in a list', tokenOf(RSA, { ...CLAIMS, aud: [] }), 'audience'],
    ['no end', tokenOf(RSA, { ...CLAIMS, exp: undefined }), 'noEnd'],
    ['an end that is text', tokenOf(RSA, { ...CLAIMS, exp: String(NOW + 60) }), 'malformed'],
    ['an end that is over', tokenOf(RSA, { ...CLAIMS, exp: NOW - 30 }), 'expired'],
    ['a beginning to come', tokenOf(RSA, { ...CLAIMS, nbf: NOW + 31 }), 'notYet'],
    ['a beginning that is text', tokenOf(RSA, { ...CLAIMS, nbf: 'now' }), 'malformed'],
    ['no tenant', tokenOf(RSA, { ...CLAIMS, team: undefined }), 'noTenant'],
    ['an empty tenant', tokenOf(RSA, { ...CLAIMS, team: '' }), 'noTenant'],
    ['tenants in a list', tokenOf(RSA, { ...CLAIMS, team: ['red'] }), 'noTenant'],
    ['an unknown tenant', tokenOf(RSA, { ...CLAIMS, team: 'green' }), 'unknownTenant'],
    ['the name of a tenant in place of its claim', tokenOf(RSA, { ...CLAIMS, team: 'acme' }), 'unknownTenant'],
    ['a tenant that every object has', tokenOf(RSA, { ...CLAIMS, team: 'constructor' }), 'unknownTenant'],
    ['an unknown key', tokenOf(OTHER_RSA, CLAIMS), 'unknownKey'],
    ['the signature of another key', forged(CLAIMS), 'signature'],
    ['the claims of another token', tokenOf(RSA, CLAIMS).replace(/\.[^.]+\./, `.${encode({ ...CLAIMS, team: 'blue' })}.`), 'signature'],
    ['no signature', `${encode({ alg: 'RS256', kid: RSA.kid })}.${encode(CLAIMS)}.`, 'signature'],
    ['claims that are no object', tokenOf(RSA, 'text'), 'issuer'],
    ['another type', tokenOf(RSA, CLAIMS, { typ: 'logout+jwt' }), 'type'],
    ['a type that is no text', tokenOf(RSA, CLAIMS, { typ: 1 }), 'type'],
    ['a header that must be understood', tokenOf(RSA, CLAIMS, { crit: ['exp'], exp: 1 }), 'critical'],
    ['an unencoded payload', tokenOf(RSA, CLAIMS, { crit: ['b64'], b64: false }), 'malformed'],
    ['an algorithm that was not asked for', tokenOf(newSigningKey('ES384', RSA.kid), CLAIMS), 'algorithm'],
    ['no algorithm', `${encode({ alg: 'none' })}.${encode(CLAIMS)}.`, 'algorithm'],
    ['no algorithm in other letters', `${encode({ alg: 'nOnE' })}.${encode(CLAIMS)}.`, 'algorithm'],
    ['no algorithm, with a signature', tokenOf(RSA, CLAIMS, { alg: 'none' }), 'algorithm'],
    ['an HMAC with the public key as its secret', hmacTokenOf(RSA.publicKey.export({ type: 'spki', format: 'pem' }), CLAIMS, { kid: RSA.kid }), 'algorithm'],
    ['an HMAC with the modulus as its secret', hmacTokenOf(Buffer.from(RSA.jwk.n!, 'base64url'), CLAIMS, { kid: RSA.kid }), 'algorithm'],
    ['an algorithm of another kind than the key', tokenOf({ ...EC, kid: RSA.kid }, CLAIMS), 'unknownKey'],
    ['too much', tokenOf(RSA, { ...CLAIMS, more: 'x'.repeat(8_192) }), 'tooLong'],
  ])('%s', async (_, token, reason) => {
    const { directory } = setUp();
    await expect(directory.find(token)).rejects.toMatchObject(refused(reason));
    // Again, because the first time must not have left anything behind.
    await expect(directory.find(token)).rejects.toMatchObject(refused(reason));
  });

  test.each(['jwk', 'jku', 'x5u', 'x5c'])('a key that the token brings itself, as %s: it is not looked at', async (name) => {
    const values = { jwk: OTHER_RSA.jwk, jku: 'https://evil.example.com/keys', x5u: 'https://evil.example.com/cert', x5c: ['MIIB'] };
    const header = { [name]: values[name as keyof typeof values] };
    const { directory, issuer } = setUp();
    await expect(directory.find(tokenOf({ ...OTHER_RSA, kid: RSA.kid }, CLAIMS, header))).rejects.toMatchObject(refused('signature'));
    expect(await directory.find(tokenOf(RSA, CLAIMS, header))).toEqual(ACME);
    expect(issuer.asked).toEqual([JWKS_URI]);
  });

  test('a key that is too short', async () => {
    await expect(setUp({}, [SHORT]).directory.find(tokenOf(SHORT, CLAIMS))).rejects.toMatchObject(refused('unusableKey'));
  });

  test('a key that is not for signatures', async () => {
    const key = { ...RSA, jwk: { ...RSA.jwk, use: 'enc' } };
    await expect(setUp({}, [key]).directory.find(tokenOf(RSA, CLAIMS))).rejects.toMatchObject(refused('unknownKey'));
  });

  test('a secret that an issuer publishes by mistake', async () => {
    const { directory, issuer } = setUp();
    issuer.serves[JWKS_URI] = { keys: [{ kty: 'oct', kid: RSA.kid, k: encode('secret'), alg: 'HS256' }] };
    await expect(directory.find(hmacTokenOf('secret', CLAIMS, { kid: RSA.kid }))).rejects.toMatchObject(refused('algorithm'));
  });

  test('no key id where several keys fit', async () => {
    const { directory } = setUp({}, [RSA, OTHER_RSA]);
    await expect(directory.find(tokenOf(RSA, CLAIMS, { kid: undefined }))).rejects.toMatchObject(refused('ambiguousKey'));
  });

  test('a wrong issuer, algorithm, type or time without the issuer being asked', async () => {
    const { directory, issuer } = setUp();
    for (const token of [
      tokenOf(RSA, { ...CLAIMS, iss: 'x' }), tokenOf(RSA, CLAIMS, { alg: 'none' }), tokenOf(RSA, CLAIMS, { typ: 'x' }), tokenOf(RSA, { ...CLAIMS, exp: 1 }),
    ]) await expect(directory.find(token)).rejects.toMatchObject({ reason: 'unauthenticated' });
    expect(issuer.asked).toEqual([]);
  });

  test.each([RSA, EC])('any other character anywhere in a token ($alg)', async (key) => {
    const { directory } = setUp({}, [key]);
    const token = tokenOf(key, CLAIMS);
    expect(await directory.find(token)).toEqual(ACME);
    const character = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ ~'.split(''));
    await fc.assert(fc.asyncProperty(fc.nat(token.length - 1), character, async (at, by) => {
      fc.pre(token[at] !== by);
      expect(await directory.find(mutate(token, at, by)).catch((error: unknown) => (isGatewayError(error) ? undefined : error))).toBeUndefined();
    }), { numRuns: 300 });
  });

  test.each([RSA, EC])('any other last character, where bits are left over ($alg)', async (key) => {
    const { directory } = setUp({}, [key]);
    const token = tokenOf(key, CLAIMS);
    expect(await directory.find(token)).toEqual(ACME);
    for (const by of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_') {
      if (token.endsWith(by)) continue;
      await expect(directory.find(mutate(token, token.length - 1, by))).rejects.toMatchObject({ reason: 'unauthenticated' });
    }
  });

  test('anything cut off or put behind', async () => {
    const { directory } = setUp();
    const token = tokenOf(RSA, CLAIMS);
    await directory.find(token);
    for (let length = 0; length < token.length; length += 7) {
      expect(await directory.find(token.slice(0, length)).catch((error: unknown) => (isGatewayError(error) ? undefined : error))).toBeUndefined();
    }
    await expect(directory.find(`${token}AAAA`)).rejects.toMatchObject(refused('signature'));
  });
});

describe('the time of a token', () => {
  test('is compared with the clock on every request, with 30 seconds to spare', async () => {
    const { directory, clock } = setUp();
    const token = tokenOf(RSA, { ...CLAIMS, exp: NOW + 60 });
    expect(await directory.find(token)).toEqual(ACME);
    await clock.advance(89_999);
    expect(await directory.find(token)).toEqual(ACME);
    await clock.advance(1);
    await expect(directory.find(token)).rejects.toMatchObject(refused('expired'));
    await expect(directory.find(token)).rejects.toMatchObject(refused('expired'));
  });

  test('begins with as much to spare', async () => {
    const { directory, clock } = setUp();
    const token = tokenOf(RSA, { ...CLAIMS, nbf: NOW + 60 });
    await clock.advance(29_999);
    await expect(directory.find(token)).rejects.toMatchObject(refused('notYet'));
    await clock.advance(1);
    expect(await directory.find(token)).toEqual(ACME);
  });

  test('has nothing to spare when the operator says so', async () => {
    const { directory, clock } = setUp({ clockToleranceSeconds: 0 });
    const token = tokenOf(RSA, { ...CLAIMS, nbf: NOW, exp: NOW + 60 });
    await clock.advance(59_999);
    expect(await directory.find(token)).toEqual(ACME);
    await clock.advance(1);
    await expect(directory.find(token)).rejects.toMatchObject(refused('expired'));
  });

  test('holds for a token that was remembered, however the clock goes', async () => {
    const base = new VirtualClock(START);
    let offset = 0;
    const { directory } = setUp({ clock: { ...base, now: () => base.now() + offset } });
    const token = tokenOf(RSA, { ...CLAIMS, nbf: NOW, exp: NOW + 300 });
    expect(await directory.find(token)).toEqual(ACME);
    offset = -30_001;
    await expect(directory.find(token)).rejects.toMatchObject(refused('notYet'));
    offset = 0;
    expect(await directory.find(token)).toEqual(ACME);
    offset = 330_000;
    await expect(directory.find(token)).rejects.toMatchObject(refused('expired'));
  });
});

describe('tokens that were verified', () => {
  test('are remembered by all of their text: one that begins the same is another one', async () => {
    const { directory } = setUp();
    const header = { padding: 'x'.repeat(200) };
    const red = tokenOf(RSA, CLAIMS, header);
    const blue = tokenOf(RSA, { ...CLAIMS, team: 'blue' }, header);
    expect(red.slice(0, 200)).toBe(blue.slice(0, 200));
    expect(await directory.find(red)).toEqual(ACME);
    expect(await directory.find(blue)).toEqual({ tenant: 'other', keyId: 'jwt' });
    await expect(directory.find(`${red.slice(0, -10)}${blue.slice(-10)}`)).rejects.toMatchObject(refused('signature'));
    expect(await directory.find(red)).toEqual(ACME);
  });

  test('are not verified again while the keys are the same', async () => {
    const { directory } = setUp();
    const verify = jest.spyOn(globalThis.crypto.subtle, 'verify');
    try {
      const token = tokenOf(RSA, CLAIMS);
      for (let index = 0; index < 5; index++) await directory.find(token);
      expect(verify).toHaveBeenCalledTimes(1);
    } finally {
      verify.mockRestore();
    }
  });

  test('are refused within ten minutes after their key was withdrawn', async () => {
    const { directory, issuer, clock } = setUp({}, [RSA, OTHER_RSA]);
    const [token, other] = [tokenOf(RSA, CLAIMS), tokenOf(OTHER_RSA, CLAIMS)];
    await directory.find(token);
    issuer.publish(OTHER_RSA);
    await clock.advance(599_999);
    expect(await directory.find(token)).toEqual(ACME);
    await clock.advance(1);
    await expect(directory.find(token)).rejects.toMatchObject(refused('unknownKey'));
    expect(await directory.find(other)).toEqual(ACME);
  });
});

describe('the options', () => {
  const base = { issuer: ISSUER, audiences: ['a'], tenantClaim: 't', tenants: new Map([['a', 'a']]), clock: new VirtualClock(), fetch: createTestIssuer().fetch };

  test.each<[Partial<JwtOptions>, RegExp]>([
    [{ issuer: 'http://issuer.example.com' }, /issuer must be an https URL.*"http:\/\/issuer.example.com"/],
    [{ issuer: 'issuer.example.com' }, /issuer must be an https URL/],
    [{ issuer: 'https://user:secret@issuer.example.com' }, /issuer must be an https URL without credentials/],
    [{ jwksUri: 'http://localhost/keys' }, /jwksUri must be an https URL/],
    [{ audiences: [] }, /at least one audience/],
    [{ audiences: ['a', ''] }, /at least one audience, and none may be empty/],
    [{ tenantClaim: '' }, /no name/],
    [{ tenants: new Map() }, /no tenant/],
    [{ algorithms: [] }, /at least one algorithm/],
    [{ algorithms: ['RS256', 'HS256'] }, /"HS256" is not one of RS256/],
    [{ algorithms: ['none'] }, /"none" is not one of/],
    [{ clockToleranceSeconds: -1 }, /must be 0 to 300, received -1/],
    [{ clockToleranceSeconds: NaN }, /must be 0 to 300/],
    [{ clockToleranceSeconds: 3_600 }, /must be 0 to 300, received 3600/],
  ])('%p make no sense', (more, message) => {
    expect(() => createJwtDirectory({ ...base, ...more })).toThrow(message);
  });

  test('fetch nothing by themselves', () => {
    const issuer = createTestIssuer();
    createJwtDirectory({ ...base, fetch: issuer.fetch });
    expect(issuer.asked).toEqual([]);
  });

  test('take the fetch of the platform', () => {
    expect(createJwtDirectory({ ...base, fetch })).toHaveProperty('find');
  });

  test('narrow the algorithms', async () => {
    const { directory } = setUp({ algorithms: ['ES256'] }, [RSA, EC]);
    expect(await directory.find(tokenOf(EC, CLAIMS))).toEqual(ACME);
    await expect(directory.find(tokenOf(RSA, CLAIMS))).rejects.toMatchObject(refused('algorithm'));
  });
});

test('nothing of a token is in any error, or in what is reported of the issuer', async () => {
  const canary = 'Canary7f3a';
  const claims = { ...CLAIMS, sub: canary, team: canary, email: `${canary}@example.com` };
  const kid = `${canary}-kid`;
  const tokens = [
    tokenOf(RSA, claims), tokenOf(RSA, { ...claims, aud: canary }), tokenOf(RSA, { ...claims, iss: canary }),
    tokenOf(RSA, { ...claims, exp: canary }), tokenOf(RSA, { ...claims, exp: 1 }), tokenOf(RSA, { ...claims, nbf: NOW * 2 }),
    tokenOf(RSA, claims, { kid }), tokenOf(RSA, claims, { alg: canary }),
    tokenOf(RSA, claims, { typ: canary }), tokenOf(RSA, claims, { crit: [canary], [canary]: 1 }), tokenOf({ ...OTHER_RSA, kid: RSA.kid }, claims),
    tokenOf(RSA, `{"${canary}`), tokenOf(RSA, { ...claims, more: 'x'.repeat(9_000) }),
  ];
  for (const down of [false, true]) {
    for (const token of tokens) {
      const { directory, issuer, failures } = setUp();
      if (down) issuer.serves[JWKS_URI] = new Error('refused');
      const error: unknown = await directory.find(token).catch((thrown: unknown) => thrown);
      expect(isGatewayError(error)).toBe(true);
      const said = [error, ...failures].map((each) => JSON.stringify([each, String(each), (each as Error).stack, (each as Error).cause])).join();
      expect(said).not.toContain(canary);
      for (const part of token.split('.')) expect(said).not.toContain(part.slice(0, 12));
    }
  }
});
