import { CredentialPlan } from '../../../src/contract/plan';

/** How callers are told apart: that part of the plan, checked and with every deferred value filled in. */
export type LoadedAuth =
  | { readonly kind: 'credentials'; readonly accepts: readonly CredentialPlan[]; readonly tenants: ReadonlySet<string> }
  | LoadedAuthorizerAuth
  /** By `keyOf` a principal. */
  | { readonly kind: 'iam'; readonly tenantOfPrincipal: ReadonlyMap<string, string> };

export interface LoadedAuthorizerAuth {
  readonly kind: 'authorizer';
  readonly place: 'context' | 'claims';
  readonly name: string;
  readonly tenantOf: TenantOfValue;
}

/** The tenant that a value stands for; undefined when it stands for none. */
export type TenantOfValue = (value: string) => string | undefined;
