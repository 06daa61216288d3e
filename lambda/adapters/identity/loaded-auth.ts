import { JwtPlan } from '../../../src/contract/plan';

/** How callers are told apart: that part of the plan, checked and with every deferred value filled in. */
export type LoadedAuth =
  | { readonly kind: 'credentials'; readonly accepts: readonly LoadedCredential[]; readonly tenants: ReadonlySet<string> }
  | LoadedAuthorizerAuth
  /** By `keyOf` a principal. */
  | { readonly kind: 'iam'; readonly tenantOfPrincipal: ReadonlyMap<string, string> };

export type LoadedCredential = { readonly kind: 'apiKey' } | LoadedJwt;

/** Tokens of one issuer. */
export interface LoadedJwt extends Omit<JwtPlan, 'issuer' | 'audiences' | 'jwksUri' | 'tenants'> {
  readonly issuer: string;
  readonly audiences: readonly string[];
  readonly jwksUri?: string;
  /** For every value of the claim that stands for one. */
  readonly tenants: ReadonlyMap<string, string>;
}

export interface LoadedAuthorizerAuth {
  readonly kind: 'authorizer';
  readonly place: 'context' | 'claims';
  readonly name: string;
  /** For every value that stands for one. */
  readonly tenants: ReadonlyMap<string, string>;
}
