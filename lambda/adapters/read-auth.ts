import { keyOf, principalOf } from './identity/iam-principal';
import { LoadedAuth, LoadedCredential, LoadedJwt } from './identity/loaded-auth';
import { countAt, deferredAt, Environment, filledListAt, objectAt, planError, PlanObject, textAt } from './plan-values';

/**
 * Reads `auth` of a plan. A plan without it opens nothing.
 * @throws Error that names the place in the plan, or the missing environment variable
 */
export function parseAuth(json: unknown, environment: Environment): LoadedAuth {
  const plan = objectAt(json, 'the plan');
  const tenants = new Set(Object.keys(objectAt(plan.tenants, 'tenants')));
  const auth = objectAt(plan.auth, 'auth');
  if (auth.kind === 'credentials') {
    return { kind: auth.kind, accepts: filledListAt(auth.accepts, 'auth.accepts').map((value, index) => credentialAt(value, `auth.accepts[${index}]`, tenants, environment)), tenants };
  }
  if (auth.kind === 'iam') return { kind: auth.kind, tenantOfPrincipal: principalsAt(objectAt(auth.principals, 'auth.principals'), tenants, environment) };
  if (auth.kind === 'authorizer') {
    const { kind, place } = auth;
    if (place !== 'context' && place !== 'claims') throw planError('auth.place', '"context" or "claims"', place);
    return { kind, place, name: textAt(auth.name, 'auth.name'), tenants: tenantsAt(auth.tenants, 'auth.tenants', tenants) };
  }
  throw planError('auth.kind', '"credentials", "iam" or "authorizer"', auth.kind);
}

function credentialAt(value: unknown, path: string, tenants: ReadonlySet<string>, environment: Environment): LoadedCredential {
  const credential = objectAt(value, path);
  if (credential.kind === 'apiKey') return { kind: credential.kind };
  if (credential.kind === 'jwt') return jwtAt(credential, path, tenants, environment);
  throw planError(`${path}.kind`, '"apiKey" or "jwt"', credential.kind);
}

function jwtAt(jwt: PlanObject, path: string, tenants: ReadonlySet<string>, environment: Environment): LoadedJwt {
  const { audienceClaim, jwksUri, clockToleranceSeconds, requiredClaims, requiredScopes } = jwt;
  const texts = (value: unknown, place: string) => filledListAt(value, place).map((each, index) => textAt(each, `${place}[${index}]`));
  return {
    kind: 'jwt',
    issuer: deferredAt(jwt.issuer, `${path}.issuer`, environment),
    audiences: filledListAt(jwt.audiences, `${path}.audiences`).map((each, index) => deferredAt(each, `${path}.audiences[${index}]`, environment)),
    ...(audienceClaim === undefined ? {} : { audienceClaim: textAt(audienceClaim, `${path}.audienceClaim`) }),
    tenantClaim: textAt(jwt.tenantClaim, `${path}.tenantClaim`),
    tenants: tenantsAt(jwt.tenants, `${path}.tenants`, tenants),
    ...(jwksUri === undefined ? {} : { jwksUri: deferredAt(jwksUri, `${path}.jwksUri`, environment) }),
    ...(clockToleranceSeconds === undefined ? {} : { clockToleranceSeconds: secondsAt(clockToleranceSeconds, `${path}.clockToleranceSeconds`) }),
    ...(requiredClaims === undefined ? {} : {
      requiredClaims: Object.fromEntries(Object.entries(objectAt(requiredClaims, `${path}.requiredClaims`))
        .map(([name, values]) => [name, texts(values, `${path}.requiredClaims[${JSON.stringify(name)}]`)])),
    }),
    ...(requiredScopes === undefined ? {} : { requiredScopes: texts(requiredScopes, `${path}.requiredScopes`) }),
  };
}

function secondsAt(value: unknown, path: string): number {
  return value === 0 ? 0 : countAt(value, path);
}

/** Without a table of them, a value is the name of a tenant. */
function tenantsAt(value: unknown, path: string, tenants: ReadonlySet<string>): ReadonlyMap<string, string> {
  if (value === undefined) return new Map([...tenants].map((tenant) => [tenant, tenant]));
  return new Map(Object.entries(objectAt(value, path)).map(([each, name]) => {
    const tenant = textAt(name, `${path}[${JSON.stringify(each)}]`);
    if (!tenants.has(tenant)) throw planError(`${path}[${JSON.stringify(each)}]`, 'one of the tenants', tenant);
    return [each, tenant] as const;
  }));
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
