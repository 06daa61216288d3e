import { keyOf, principalOf } from './identity/iam-principal';
import { deferredAt, Environment, filledListAt, objectAt, planError, PlanObject } from './plan-values';
import { CredentialPlan } from '../../src/contract/plan';

/** How callers are told apart, checked and with every deferred value filled in. */
export type LoadedAuth =
  | { readonly kind: 'credentials'; readonly accepts: readonly CredentialPlan[]; readonly tenants: ReadonlySet<string> }
  /** By `keyOf` a principal. */
  | { readonly kind: 'iam'; readonly tenantOfPrincipal: ReadonlyMap<string, string> };

/**
 * Reads `auth` of a plan. A plan without it opens nothing.
 * @throws Error that names the place in the plan, or the missing environment variable
 */
export function parseAuth(json: unknown, environment: Environment): LoadedAuth {
  const plan = objectAt(json, 'the plan');
  const tenants = new Set(Object.keys(objectAt(plan.tenants, 'tenants')));
  const auth = objectAt(plan.auth, 'auth');
  if (auth.kind === 'credentials') {
    return { kind: auth.kind, accepts: filledListAt(auth.accepts, 'auth.accepts').map((value, index) => credentialAt(value, `auth.accepts[${index}]`)), tenants };
  }
  if (auth.kind === 'iam') return { kind: auth.kind, tenantOfPrincipal: principalsAt(objectAt(auth.principals, 'auth.principals'), tenants, environment) };
  throw planError('auth.kind', '"credentials" or "iam"', auth.kind);
}

function credentialAt(value: unknown, path: string): CredentialPlan {
  const { kind } = objectAt(value, path);
  if (kind === 'apiKey') return { kind };
  throw planError(`${path}.kind`, '"apiKey"', kind);
}

function principalsAt(byTenant: PlanObject, tenants: ReadonlySet<string>, environment: Environment): ReadonlyMap<string, string> {
  const owners = new Map<string, string>();
  for (const [tenant, arns] of Object.entries(byTenant)) {
    const path = `auth.principals[${JSON.stringify(tenant)}]`;
    if (!tenants.has(tenant)) throw planError(path, 'of one of the tenants', tenant);
    filledListAt(arns, path).forEach((value, index) => {
      const arn = deferredAt(value, `${path}[${index}]`, environment);
      const principal = principalOf(arn);
      if (!principal) throw planError(`${path}[${index}]`, 'the ARN of an IAM role or user', arn);
      const owner = owners.get(keyOf(principal));
      if (owner !== undefined && owner !== tenant) {
        throw new Error(`plan.json: ${arn} would act for two tenants, ${JSON.stringify(owner)} and ${JSON.stringify(tenant)}: remove it from the iamPrincipals of one of them`);
      }
      owners.set(keyOf(principal), tenant);
    });
  }
  return owners;
}
