import { numberOf, textOf } from './json';
import { functionArnIn } from './read-integration';
import type { Part } from './read-rest-apis';
import { LambdaAuthorizer } from './rest-api-model';

/** API Gateway's own. */
const DEFAULT_CACHE_SECONDS = 300;

/** Undefined for an authorizer that asks no function: Cognito user pools. */
export function readAuthorizer({ resource, properties }: Part): LambdaAuthorizer | undefined {
  const { Type: type } = properties;
  const functionArn = functionArnIn(textOf(properties.AuthorizerUri) ?? '');
  if ((type !== 'TOKEN' && type !== 'REQUEST') || functionArn === undefined) return undefined;
  const validation = textOf(properties.IdentityValidationExpression);
  const sources = textOf(properties.IdentitySource) ?? (type === 'TOKEN' ? 'method.request.header.Authorization' : '');
  return {
    id: resource.ref,
    type,
    functionArn,
    identitySources: sources.split(',').map((source) => source.trim()).filter((source) => source !== ''),
    ...(validation === undefined ? {} : { validation }),
    cacheSeconds: numberOf(properties.AuthorizerResultTtlInSeconds) ?? DEFAULT_CACHE_SECONDS,
  };
}
