import { keyOf, principalOf } from './identity/iam-principal';
import { LoadedAuth, TenantOfValue } from './identity/loaded-auth';
import { deferredAt, Environment, filledListAt, objectAt, planError, PlanObject, textAt } from './plan-values';
import { CredentialPlan } from '../../src/contract/plan';

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
  if (auth.kind === 'authorizer') {
    const { kind, place } = auth;
    if (place !== 'context' && place !== 'claims') throw planError('auth.place', '"context" or "claims"', place);
    return { kind, place, name: textAt(auth.name, 'auth.name'), tenantOf: tenantsAt(auth.tenants, 'auth.tenants', tenants) };
  }
  throw planError('auth.kind', '"credentials", "iam" or "authorizer"', auth.kind);
}

function credentialAt(value: unknown, path: string): CredentialPlan {
  const { kind } = objectAt(value, path);
  if (kind === 'apiKey') return { kind };
  throw planError(`${path}.kind`, '"apiKey"', kind);
}

/** Without a table of them, a value is the name of a tenant. */
function tenantsAt(value: unknown, path: string, tenants: ReadonlySet<string>): TenantOfValue {
  if (value === undefined) return (name) => (tenants.has(name) ? name : undefined);
  const byValue = new Map(Object.entries(objectAt(value, path)).map(([each, name]) => {
    const tenant = textAt(name, `${path}[${JSON.stringify(each)}]`);
    if (!tenants.has(tenant)) throw planError(`${path}[${JSON.stringify(each)}]`, 'one of the tenants', tenant);
    return [each, tenant] as const;
  }));
  return (each) => byValue.get(each);
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
