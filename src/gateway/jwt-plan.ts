import { Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { JwtAuthOptions } from './jwt-auth-options';
import { bindTenantsByValue } from './tenants-by-value';
import { Deferred, JwtPlan } from '../contract/plan';
import { ResilientInferenceError } from '../private/errors';
import { checkName } from '../private/validate';
import { BoundTenant } from '../tenants/bind-tenants';

const CLAIM = /^[\w.:/-]{1,256}$/;
/** RFC 6749, section 3.3. */
const SCOPE = /^[\x21\x23-\x5b\x5d-\x7e]{1,256}$/;
const MAX_TOLERANCE_SECONDS = 300;
const WHAT = 'GatewayAuth.jwt()';

/** Which tokens are taken, checked; issuer, audiences and the place of the keys may be tokens of CDK. */
export function jwtPlan(
  scope: IConstruct, options: JwtAuthOptions, tenants: readonly BoundTenant[],
): (defer: (value: string) => Deferred) => JwtPlan {
  const { issuer, audiences, audienceClaim, tenantClaim, jwksUri, requiredClaims, requiredScopes } = options;
  checkHttpsUrl(scope, 'issuer', issuer);
  if (jwksUri !== undefined) checkHttpsUrl(scope, 'jwksUri', jwksUri);
  checkAudiences(scope, audiences);
  checkName(`tenantClaim of ${WHAT}`, tenantClaim, CLAIM, scope);
  if (audienceClaim !== undefined) checkName(`audienceClaim of ${WHAT}`, audienceClaim, CLAIM, scope);
  for (const name of requiredScopes ?? []) checkName(`a scope in requiredScopes of ${WHAT}`, name, SCOPE, scope);
  for (const [name, values] of Object.entries(requiredClaims ?? {})) checkRequiredClaim(scope, name, values);
  const clockToleranceSeconds = toleranceOf(scope, options);
  const byValue = bindTenantsByValue(scope, `tenants of ${WHAT}`, options.tenants, tenants);

  return (defer) => ({
    kind: 'jwt',
    issuer: defer(issuer),
    audiences: audiences.map(defer),
    ...audienceClaim !== undefined && { audienceClaim },
    tenantClaim,
    ...byValue && { tenants: byValue },
    ...jwksUri !== undefined && { jwksUri: defer(jwksUri) },
    ...clockToleranceSeconds !== undefined && { clockToleranceSeconds },
    ...requiredClaims && { requiredClaims },
    ...requiredScopes && { requiredScopes },
  });
}

function checkAudiences(scope: IConstruct, audiences: readonly string[]): void {
  if (audiences.length > 0 && !audiences.includes('')) return;
  throw new ResilientInferenceError(
    'MissingAudience',
    `audiences of ${WHAT} ${audiences.length === 0 ? 'is empty' : 'holds an empty text'}, but a token that is meant for any other application must open nothing here: `
    + 'name what your identity provider puts into the tokens for this gateway',
    scope,
  );
}

function checkRequiredClaim(scope: IConstruct, name: string, values: readonly string[]): void {
  checkName(`a claim in requiredClaims of ${WHAT}`, name, CLAIM, scope);
  const token = values.find((value) => Token.isUnresolved(value));
  if (token !== undefined) {
    throw new ResilientInferenceError('TokenNotAllowed', `requiredClaims.${name} of ${WHAT} holds a token, but the plan is a file that is written at synth: pass literals`, scope);
  }
  if (values.length === 0) {
    throw new ResilientInferenceError('InvalidName', `requiredClaims.${name} of ${WHAT} allows no value, so no token would do: name those that are allowed`, scope);
  }
}

function toleranceOf(scope: IConstruct, { clockTolerance }: JwtAuthOptions): number | undefined {
  if (!clockTolerance) return undefined;
  const what = `clockTolerance of ${WHAT}`;
  if (clockTolerance.isUnresolved()) {
    throw new ResilientInferenceError('TokenNotAllowed', `${what} is a token, but the plan is a file that is written at synth: pass a literal duration`, scope);
  }
  const seconds = clockTolerance.toSeconds({ integral: false });
  if (Number.isInteger(seconds) && seconds >= 0 && seconds <= MAX_TOLERANCE_SECONDS) return seconds;
  throw new ResilientInferenceError('InvalidDuration', `${what} is ${clockTolerance.toHumanString()}, but must be whole seconds, 5 minutes at most`, scope);
}

function checkHttpsUrl(scope: IConstruct, name: string, value: string): void {
  if (Token.isUnresolved(value)) return;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url?.protocol === 'https:' && url.username === '' && url.password === '' && url.hash === '') return;
  throw new ResilientInferenceError(
    'InvalidUrl', `${name} of ${WHAT} is '${value}', but must be an https URL without credentials and fragment, such as 'https://login.example.com'`, scope,
  );
}
