import { GatewayError } from '../../core/gateway-error';
import { Authenticator, KeyDirectory } from '../../core/ports';

/** One kind of credential that callers may send. */
export interface CredentialKind {
  readonly directory: KeyDirectory;
  /** Of what kind it is: "API key". */
  readonly name: string;
  /** How it is sent. */
  readonly form: string;
}

/**
 * What the caller sent is what tells for whom it acts. The kinds differ in their form, so that at most one of the
 * directories is ever asked about what lies elsewhere.
 * @param tenants those of the plan
 */
export function createCredentialAuthenticator(kinds: readonly CredentialKind[], tenants: ReadonlySet<string>): Authenticator {
  const names = kinds.map(({ name }) => name).join(' or ');
  const forms = kinds.map(({ form }) => form).join(' or ');
  return {
    async identify({ credential }) {
      if (credential === undefined) throw new GatewayError('unauthenticated', `no ${names} was sent: send one as ${forms}`);
      for (const { directory } of kinds) {
        const identity = await directory.find(credential);
        if (!identity) continue;
        if (!tenants.has(identity.tenant)) throw new GatewayError('forbidden', 'the tenant of this key is no longer part of this gateway');
        return identity;
      }
      throw new GatewayError('unauthenticated', `the ${names} is not known, or no longer valid`);
    },
  };
}
