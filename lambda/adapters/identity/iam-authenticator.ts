import { IamPrincipal, keyOf, signerOf } from './iam-principal';
import { GatewayError } from '../../core/gateway-error';
import { Authenticator } from '../../core/ports';

/**
 * Whose signature API Gateway has verified, that is who calls. A key or a token that is sent as well is not looked at.
 * @param tenants by `keyOf` a principal
 */
export function createIamAuthenticator(tenants: ReadonlyMap<string, string>): Authenticator {
  return {
    async identify({ front: { userArn } }) {
      if (userArn === undefined) {
        throw new GatewayError('unauthenticated', 'the request is not signed: sign it with AWS Signature Version 4 for the service "execute-api"');
      }
      const signer = signerOf(userArn);
      const tenant = signer && tenants.get(keyOf(signer));
      if (signer && tenant !== undefined) return { tenant, keyId: keyIdOf(signer) };
      throw new GatewayError('forbidden', `${userArn} acts for no tenant of this gateway: an IAM role or user has to be one of a tenant's iamPrincipals`);
    },
  };
}

/** Without the name of the session, which is often that of a person. */
function keyIdOf({ accountId, name }: IamPrincipal): string {
  return `iam:${accountId}:${name}`;
}
