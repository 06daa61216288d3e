import { createHash } from 'node:crypto';
import { errors, jwtVerify, JWTPayload } from 'jose';
import { createIssuerKeys, KeySet } from './issuer-keys';
import { checkJwtOptions, JwtOptions, JwtSettings } from './jwt-options';
import { refusal, refusalOf } from './refusals';
import { claimOf, readUnverified, UnverifiedToken } from './unverified-token';
import { Validity, VerifiedTokens } from './verified-tokens';
import { GatewayError } from '../../core/gateway-error';
import { Identity, KeyDirectory } from '../../core/ports';

/** API Gateway takes 10,240 bytes of headers in all. */
const MAX_LENGTH = 8_192;

const REMEMBERED_TOKENS = 10_000;
const RETRY_AFTER_MS = 5_000;

/** RFC 9068 and RFC 7519; other types, such as those of logout tokens, are good for other things (RFC 8725, section 3.11). */
const TYPES: readonly unknown[] = [undefined, 'jwt', 'at+jwt', 'application/at+jwt'];

/** For the logs. The same for everybody: a subject is personal data, and nothing of a token is for a log. */
const KEY_ID = 'jwt';

/**
 * Tokens (JWT) of one issuer. Undefined for what is no JWT. The signature of a token is verified once, its time on every request.
 * Throws a `GatewayError`: `unauthenticated`, with the reason, for a token that is not good, `forbidden` for a good one that
 * names no tenant or lacks a scope, `unavailable` when the
 * issuer's keys cannot be fetched and none are remembered.
 * @throws Error for options that make no sense
 */
export function createJwtDirectory(options: JwtOptions): KeyDirectory {
  const settings = checkJwtOptions(options);
  const { clock } = settings;
  const issuerKeys = createIssuerKeys(settings);
  const verified = new VerifiedTokens(REMEMBERED_TOKENS);

  return {
    async find(credential) {
      const sha256 = createHash('sha256').update(credential).digest('hex');
      const known = verified.get(sha256);
      if (!known) {
        const unverified = readUnverified(credential);
        if (!unverified) return undefined;
        if (credential.length > MAX_LENGTH) throw refusal('tooLong');
        // Before the issuer is asked for anything.
        refuseEarly(unverified, settings);
      }

      const keys = await issuerKeys.current();
      if (!keys) throw unavailable();
      if (known && clock.now() >= known.validity.to) verified.delete(sha256);
      if (known?.keys === keys) return identityAt(known, clock.now());

      const { claims, verifiedWith } = await verify(credential, keys, settings, issuerKeys.newerThan);
      const token = { identity: identityOf(claims, settings), validity: validityOf(claims, settings), keys: verifiedWith };
      const identity = identityAt(token, clock.now());
      verified.set(sha256, token);
      return identity;
    },
  };
}

/** Refuses what could not become good by its signature, so that nobody is asked and nothing is computed for it. */
function refuseEarly({ header, claims, canonical }: UnverifiedToken, settings: JwtSettings): void {
  if (!canonical) throw refusal('malformed');
  if (!(settings.algorithms as readonly unknown[]).includes(header.alg)) throw refusal('algorithm');
  if (!TYPES.includes(typeof header.typ === 'string' ? header.typ.toLowerCase() : header.typ)) throw refusal('type');
  if (claimOf(claims, 'iss') !== settings.issuer) throw refusal('issuer');
  const { from, to } = validityOf(claims, settings);
  const now = settings.clock.now();
  if (now >= to) throw refusal('expired');
  if (now < from) throw refusal('notYet');
}

async function verify(
  token: string, keys: KeySet, settings: JwtSettings, newerThan: (seen: KeySet) => Promise<KeySet>,
): Promise<{ readonly claims: JWTPayload; readonly verifiedWith: KeySet }> {
  const { issuer, audiences, audienceClaim, algorithms, clockToleranceSeconds, clock } = settings;
  const verifyWith = async (set: KeySet) => {
    const { payload } = await jwtVerify(token, set, {
      issuer,
      ...(audienceClaim === 'aud' ? { audience: [...audiences] } : {}),
      algorithms: [...algorithms],
      requiredClaims: ['exp'],
      clockTolerance: clockToleranceSeconds,
      currentDate: new Date(clock.now()),
    });
    return { claims: payload, verifiedWith: set };
  };

  try {
    try {
      return await verifyWith(keys);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      const newer = await newerThan(keys);
      if (newer === keys) throw error;
      return await verifyWith(newer);
    }
  } catch (error) {
    throw refusalOf(error);
  }
}

/** Who a token stands for whose signature, issuer and time are good. */
function identityOf(claims: JWTPayload, settings: JwtSettings): Identity {
  const { audiences, audienceClaim, requiredClaims, requiredScopes, tenantClaim, tenants } = settings;
  if (audienceClaim !== 'aud' && !textsOf(claimOf(claims, audienceClaim)).some((value) => audiences.includes(value))) throw refusal('audience');
  for (const [name, values] of Object.entries(requiredClaims)) {
    const value = claimOf(claims, name);
    if (typeof value !== 'string' || !values.includes(value)) throw refusal('claim');
  }
  const scopes = [claimOf(claims, 'scope'), claimOf(claims, 'scp')].flatMap(textsOf).flatMap((text) => text.split(' '));
  if (!requiredScopes.every((scope) => scopes.includes(scope))) throw refusal('scope');

  const value = claimOf(claims, tenantClaim);
  if (typeof value !== 'string' || value === '') throw refusal('noTenant');
  const tenant = tenants.get(value);
  if (tenant === undefined) throw refusal('unknownTenant');
  return { tenant, keyId: KEY_ID };
}

function validityOf(claims: Readonly<Record<string, unknown>>, { clockToleranceSeconds }: JwtSettings): Validity {
  const { exp, nbf } = { exp: claimOf(claims, 'exp'), nbf: claimOf(claims, 'nbf') };
  if (exp === undefined) throw refusal('noEnd');
  if (typeof exp !== 'number' || (nbf !== undefined && typeof nbf !== 'number')) throw refusal('malformed');
  return { from: nbf === undefined ? -Infinity : (nbf - clockToleranceSeconds) * 1_000, to: (exp + clockToleranceSeconds) * 1_000 };
}

function identityAt({ identity, validity }: { readonly identity: Identity; readonly validity: Validity }, now: number): Identity {
  if (now >= validity.to) throw refusal('expired');
  if (now < validity.from) throw refusal('notYet');
  return identity;
}

function textsOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((member) => typeof member === 'string');
}

function unavailable(): GatewayError {
  return new GatewayError('unavailable', 'tokens cannot be checked at the moment: try again soon', { retryAfterMs: RETRY_AFTER_MS });
}
