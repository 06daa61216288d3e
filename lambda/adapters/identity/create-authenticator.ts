import { createAuthorizerAuthenticator } from './authorizer-authenticator';
import { createCredentialAuthenticator, CredentialKind } from './credential-authenticator';
import { createIamAuthenticator } from './iam-authenticator';
import { LoadedAuth, LoadedCredential, LoadedJwt } from './loaded-auth';
import { Authenticator, KeyDirectory } from '../../core/ports';

/** What tells the owners of credentials; made only if the plan accepts them. */
export interface Directories {
  readonly apiKeys: () => KeyDirectory;
  readonly tokens: (jwt: LoadedJwt) => KeyDirectory;
}

/** The one way of finding out who is calling that the plan asks for. */
export function createAuthenticator(auth: LoadedAuth, directories: Directories): Authenticator {
  switch (auth.kind) {
    case 'credentials': return createCredentialAuthenticator(auth.accepts.map((credential) => kindOf(credential, directories)), auth.tenants);
    case 'authorizer': return createAuthorizerAuthenticator(auth);
    case 'iam': return createIamAuthenticator(auth.tenantOfPrincipal);
  }
}

function kindOf(credential: LoadedCredential, directories: Directories): CredentialKind {
  switch (credential.kind) {
    case 'apiKey': return { name: 'API key', form: '"Authorization: Bearer cri_…"', directory: directories.apiKeys() };
    case 'jwt': return { name: 'token', form: `"Authorization: Bearer …" with a token (JWT) of ${credential.issuer}`, directory: directories.tokens(credential) };
  }
}
