import { Fetch } from './fetch-json';
import { Clock } from '../../core/ports';

/** Signatures that only the issuer can make: with `none` or HS256 anybody could who knows its public key. */
const ALGORITHMS = [
  'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519',
] as const;

export type JwtAlgorithm = typeof ALGORITHMS[number];

const DEFAULT_ALGORITHMS: readonly JwtAlgorithm[] = ['RS256', 'PS256', 'ES256', 'EdDSA', 'Ed25519'];
const DEFAULT_TOLERANCE_SECONDS = 30;
const MAX_TOLERANCE_SECONDS = 300;

/** Which tokens are taken, and whom they stand for. All of it is the operator's: nothing here comes from a token. */
export interface JwtOptions {
  /** The `iss` of the tokens, to the letter; an https URL. */
  readonly issuer: string;
  /** A token has to be meant for one of these. */
  readonly audiences: readonly string[];
  /** The claim with the audience. @default 'aud'; access tokens of Amazon Cognito have none and say it in `client_id` */
  readonly audienceClaim?: string;
  /** The claim that names the tenant: one text. */
  readonly tenantClaim: string;
  /** The tenant for each value of that claim; where a tenant is called by its own name, it maps to itself. */
  readonly tenants: ReadonlyMap<string, string>;
  /** Where the issuer's keys are, an https URL. @default what the issuer's OpenID Connect discovery document says */
  readonly jwksUri?: string;
  /** @default RS256, PS256, ES256, EdDSA and Ed25519 */
  readonly algorithms?: readonly string[];
  /** How far the issuer's clock may be off, 0 to 300. @default 30 */
  readonly clockToleranceSeconds?: number;
  /** Further claims, each of which has to be one of the values: `{ token_use: ['access'] }`. */
  readonly requiredClaims?: Readonly<Record<string, readonly string[]>>;
  /** All of these have to be among the token's scopes (`scope` or `scp`). */
  readonly requiredScopes?: readonly string[];
  readonly clock: Clock;
  readonly fetch: Fetch;
  /** The issuer's keys could not be fetched; those that are remembered are used. */
  readonly onIssuerFailure?: (error: unknown) => void;
}

/** The options with their defaults. */
export type JwtSettings = JwtOptions & Required<Pick<JwtOptions, 'audienceClaim' | 'clockToleranceSeconds' | 'requiredClaims' | 'requiredScopes'>> & {
  readonly algorithms: readonly JwtAlgorithm[];
};

/** @throws Error for options that would let in what they should not, or nobody */
export function checkJwtOptions(options: JwtOptions): JwtSettings {
  const { issuer, jwksUri, audiences, tenantClaim, tenants, algorithms = DEFAULT_ALGORITHMS } = options;
  const { audienceClaim = 'aud', clockToleranceSeconds = DEFAULT_TOLERANCE_SECONDS, requiredClaims = {}, requiredScopes = [] } = options;
  requireHttps('issuer', issuer);
  if (jwksUri !== undefined) requireHttps('jwksUri', jwksUri);
  if (audiences.length === 0 || audiences.includes('')) throw new Error('a JWT issuer needs at least one audience, and none may be empty');
  if (tenantClaim === '' || audienceClaim === '') throw new Error('a claim of a JWT issuer has no name');
  if (tenants.size === 0) throw new Error('a JWT issuer has no tenant to map to');
  if (algorithms.length === 0) throw new Error('a JWT issuer needs at least one algorithm');
  for (const algorithm of algorithms) {
    if (!isAlgorithm(algorithm)) throw new Error(`the JWT algorithm ${JSON.stringify(algorithm)} is not one of ${ALGORITHMS.join(', ')}`);
  }
  if (!(clockToleranceSeconds >= 0 && clockToleranceSeconds <= MAX_TOLERANCE_SECONDS)) {
    throw new Error(`clockToleranceSeconds must be 0 to ${MAX_TOLERANCE_SECONDS}, received ${clockToleranceSeconds}`);
  }
  return { ...options, audienceClaim, clockToleranceSeconds, requiredClaims, requiredScopes, algorithms: algorithms.filter(isAlgorithm) };
}

/** @throws Error for anything but a plain https URL */
export function requireHttps(what: string, text: unknown): URL {
  const url = typeof text === 'string' && URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '' || url.hash !== '') {
    throw new Error(`${what} must be an https URL without credentials and fragment, received ${JSON.stringify(text)}`);
  }
  return url;
}

function isAlgorithm(text: string): text is JwtAlgorithm {
  return (ALGORITHMS as readonly string[]).includes(text);
}
