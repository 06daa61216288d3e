import { errors } from 'jose';
import { GatewayError } from '../../core/gateway-error';

/** All that callers are told of a token that is not good. Nothing of the token itself is in it. */
export const REFUSALS = {
  tooLong: 'is too long',
  malformed: 'is malformed',
  type: 'is of a type that is not accepted here',
  algorithm: 'is signed with an algorithm that is not accepted here',
  critical: 'has a header that is not understood and that it says must be',
  unknownKey: 'is signed with a key that its issuer does not publish',
  unusableKey: 'is signed with a key that cannot be used here',
  ambiguousKey: 'does not say which of its issuer\'s keys has signed it',
  signature: 'has a signature that is not its issuer\'s',
  issuer: 'is of another issuer than the one that is accepted here',
  audience: 'is meant for somebody else: its audience is not accepted here',
  noEnd: 'has no expiry',
  expired: 'has expired: get a new one',
  notYet: 'is not valid yet',
  claim: 'lacks a claim that is required here, or has another value in it',
  scope: 'lacks a scope that is required here',
  noTenant: 'names no tenant',
  unknownTenant: 'names a tenant that is not one of this gateway',
} as const;

/** The token is good, and is not enough: another one like it would be no better. */
const NOT_ENOUGH: ReadonlySet<keyof typeof REFUSALS> = new Set(['scope', 'noTenant', 'unknownTenant'] as const);

export function refusal(reason: keyof typeof REFUSALS): GatewayError {
  return new GatewayError(NOT_ENOUGH.has(reason) ? 'forbidden' : 'unauthenticated', `the token ${REFUSALS[reason]}`);
}

/** The verifier's errors carry claims, and their messages could quote some: only their kind is passed on. */
export function refusalOf(error: unknown): GatewayError {
  // What it says of a key that it cannot work with, because that is too short, say.
  if (!(error instanceof errors.JOSEError) || error instanceof errors.JWKSInvalid || error instanceof errors.JWKInvalid) return refusal('unusableKey');
  if (error instanceof errors.JWTExpired) return refusal('expired');
  if (error instanceof errors.JWTClaimValidationFailed) {
    const { claim, reason } = error;
    if (claim === 'iss') return refusal('issuer');
    if (claim === 'aud') return refusal('audience');
    if (claim === 'exp' && reason === 'missing') return refusal('noEnd');
    return refusal(claim === 'nbf' && reason === 'check_failed' ? 'notYet' : 'malformed');
  }
  if (error instanceof errors.JOSEAlgNotAllowed) return refusal('algorithm');
  if (error instanceof errors.JOSENotSupported) return refusal('critical');
  if (error instanceof errors.JWKSNoMatchingKey) return refusal('unknownKey');
  if (error instanceof errors.JWKSMultipleMatchingKeys) return refusal('ambiguousKey');
  if (error instanceof errors.JWSSignatureVerificationFailed) return refusal('signature');
  return refusal('malformed');
}
