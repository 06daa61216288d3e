import { LimitState } from './quotas/limit-state';

/** Why a request ends without an answer. Each surface has its own shape and wording for each reason. */
export type ErrorReason =
  | 'invalidRequest'
  | 'unauthenticated'
  | 'forbidden'
  | 'unknownRoute'
  | 'notFound'
  | 'methodNotAllowed'
  | 'unsupportedMediaType'
  | 'payloadTooLarge'
  | 'quotaExceeded'
  | 'quotaNeverFits'
  | 'throttled'
  | 'unavailable'
  | 'timedOut'
  | 'modelFailed'
  | 'brokenStream'
  | 'internal';

/** The HTTP status of each reason, the same on every surface. */
export const STATUS_OF_REASON: { readonly [reason in ErrorReason]: number } = {
  invalidRequest: 400,
  unauthenticated: 401,
  forbidden: 403,
  unknownRoute: 404,
  notFound: 404,
  methodNotAllowed: 405,
  unsupportedMediaType: 415,
  payloadTooLarge: 413,
  quotaExceeded: 429,
  quotaNeverFits: 400,
  throttled: 429,
  unavailable: 503,
  timedOut: 504,
  modelFailed: 424,
  brokenStream: 502,
  internal: 500,
};

/** The one error that the core and the surfaces raise and that a surface can render. */
export class GatewayError extends Error {
  constructor(
    readonly reason: ErrorReason,
    message: string,
    readonly details: {
      /** When it makes sense to come back. */
      readonly retryAfterMs?: number;
      /** The field of the request that is at fault, in the caller's own notation (`messages[0].role`). */
      readonly field?: string;
      /** How the tenant stood at its limits. */
      readonly limits?: readonly LimitState[];
      /** An operator has decided so: nothing has failed, and repeating the request soon does not help. */
      readonly deliberate?: true;
    } = {},
  ) {
    super(message);
    this.name = 'GatewayError';
  }

  get status(): number {
    return STATUS_OF_REASON[this.reason];
  }
}

/** True across bundles and realms, where `instanceof` may not be. */
export function isGatewayError(error: unknown): error is GatewayError {
  return error instanceof Error && error.name === 'GatewayError' && 'reason' in error;
}
