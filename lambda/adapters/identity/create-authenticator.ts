import { createAuthorizerAuthenticator } from './authorizer-authenticator';
import { API_KEY_KIND, createCredentialAuthenticator, CredentialKind } from './credential-authenticator';
import { createIamAuthenticator } from './iam-authenticator';
import { LoadedAuth } from './loaded-auth';
import { CredentialPlan } from '../../../src/contract/plan';
import { Authenticator, KeyDirectory } from '../../core/ports';

/** What tells the owners of credentials; made only if the plan accepts them. */
export interface Directories {
  readonly apiKeys: () => KeyDirectory;
}

/** The one way of finding out who is calling that the plan asks for. */
export function createAuthenticator(auth: LoadedAuth, directories: Directories): Authenticator {
  switch (auth.kind) {
    case 'credentials': return createCredentialAuthenticator(auth.accepts.map((plan) => kindOf(plan, directories)), auth.tenants);
    case 'authorizer': return createAuthorizerAuthenticator(auth);
    case 'iam': return createIamAuthenticator(auth.tenantOfPrincipal);
  }
}

function kindOf({ kind }: CredentialPlan, directories: Directories): CredentialKind {
  switch (kind) {
    case 'apiKey': return { ...API_KEY_KIND, directory: directories.apiKeys() };
  }
}
