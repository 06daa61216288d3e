import type { GatewayResponse } from '../assembly/rest-api-model';

/** An answer that API Gateway gives by itself. */
export interface GatewayErrorType {
  /** The name under which a gateway response customises it. */
  readonly responseType: string;
  readonly status: number;
  readonly message: string;
  /** Sent as `x-amzn-errortype`. */
  readonly errorType: string;
}

function define(responseType: string, status: number, message: string, errorType: string): GatewayErrorType {
  return { responseType, status, message, errorType };
}

/**
 * The messages of REST APIs as they are. A function without a free environment answers 429 to
 * API Gateway, which turns that into a 500 with the INTEGRATION_FAILURE response: proxy
 * integrations do not pass it on.
 */
export const gatewayErrors = {
  missingAuthenticationToken: define('MISSING_AUTHENTICATION_TOKEN', 403, 'Missing Authentication Token', 'MissingAuthenticationTokenException'),
  forbidden: define('ACCESS_DENIED', 403, 'Forbidden', 'ForbiddenException'),
  invalidApiKey: define('INVALID_API_KEY', 403, 'Forbidden', 'ForbiddenException'),
  unauthorized: define('UNAUTHORIZED', 401, 'Unauthorized', 'UnauthorizedException'),
  /** Of an authorizer that allows nothing, and of one that forbids it. */
  notAuthorized: define('ACCESS_DENIED', 403, 'User is not authorized to access this resource', 'AccessDeniedException'),
  explicitlyDenied: define('ACCESS_DENIED', 403, 'User is not authorized to access this resource with an explicit deny', 'AccessDeniedException'),
  authorizerFailed: define('AUTHORIZER_FAILURE', 500, 'Internal server error', 'AuthorizerConfigurationException'),
  authorizerMisconfigured: define('AUTHORIZER_CONFIGURATION_ERROR', 500, 'Internal server error', 'AuthorizerConfigurationException'),
  throttled: define('THROTTLED', 429, 'Too Many Requests', 'TooManyRequestsException'),
  requestTooLarge: define('REQUEST_TOO_LARGE', 413, 'Request Too Long', 'RequestTooLongException'),
  badRequestParameters: define('BAD_REQUEST_PARAMETERS', 400, 'Missing required request parameters', 'BadRequestException'),
  integrationFailure: define('INTEGRATION_FAILURE', 500, 'Internal server error', 'InternalServerErrorException'),
  badIntegrationResponse: define('INTEGRATION_FAILURE', 502, 'Internal server error', 'InternalServerErrorException'),
  integrationTimeout: define('INTEGRATION_TIMEOUT', 504, 'Endpoint request timed out', 'InternalServerErrorException'),
} as const;

/** Ends the handling of a request with one of API Gateway's own answers. */
export class GatewayError extends Error {
  constructor(readonly type: GatewayErrorType, readonly detail: string = type.message) {
    super(detail);
    this.name = 'GatewayError';
  }
}

export interface RenderedError {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Applies the API's gateway responses: the specific one first, then the default of its class. */
export function renderGatewayError(
  error: GatewayErrorType, customisations: readonly GatewayResponse[], requestId: string, message = error.message,
): RenderedError {
  const byType = (type: string) => customisations.find((customisation) => customisation.type === type);
  const custom = byType(error.responseType) ?? byType(error.status < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX');
  const template = custom?.templates['application/json'] ?? '{"message":$context.error.messageString}';
  return {
    status: custom?.statusCode ?? error.status,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': error.errorType, ...custom?.headers },
    body: template
      .replaceAll('$context.error.messageString', JSON.stringify(message))
      .replaceAll('$context.error.message', message)
      .replaceAll('$context.error.responseType', error.responseType)
      .replaceAll('$context.requestId', requestId),
  };
}
