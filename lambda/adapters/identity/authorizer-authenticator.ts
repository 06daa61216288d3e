import { LoadedAuthorizerAuth } from './loaded-auth';
import { GatewayError } from '../../core/gateway-error';
import { Authenticator } from '../../core/ports';

/** Safe to log, whoever calls: what authorizers say of a caller is often the name of a person. */
const KEY_ID = 'authorizer';

/**
 * The tenant is what an authorizer of the API said. What the caller sent was its business, and is not looked at again.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format
 */
export function createAuthorizerAuthenticator({ place, name, tenants }: LoadedAuthorizerAuth): Authenticator {
  return {
    async identify({ front: { authorizer } }) {
      if (!authorizer) throw new GatewayError('unauthenticated', 'no authorizer has let this request in: send what the authorizer of this API asks for');
      const value = memberOf(place === 'claims' ? authorizer.claims : authorizer, name);
      const tenant = typeof value === 'string' ? tenants.get(value) : undefined;
      if (tenant !== undefined) return { tenant, keyId: KEY_ID };
      throw new GatewayError('forbidden', typeof value === 'string' && value !== ''
        ? `the ${JSON.stringify(name)} that the authorizer gave for this caller stands for no tenant of this gateway`
        : `the authorizer gave no ${JSON.stringify(name)} for this caller, which tells the tenant`);
    },
  };
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Readonly<Record<string, unknown>>)[name];
}
