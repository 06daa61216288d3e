import { AuthorizationType, IAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import { IConstruct } from 'constructs';
import { AuthorizerAuthOptions } from './authorizer-auth-options';
import { bindTenantsByValue } from './tenants-by-value';
import { AuthPlan } from '../contract/plan';
import { ResilientInferenceError } from '../private/errors';
import { checkName } from '../private/validate';
import { BoundTenant } from '../tenants/bind-tenants';

const CONTEXT_KEY = /^[\w.:-]{1,128}$/;
const CLAIM = /^[\w.:/-]{1,256}$/;
/** Members of the authorizer's part of a request context that are not from its answer. */
const RESERVED_KEYS = ['claims', 'integrationLatency'];
const WHAT = 'GatewayAuth.authorizer()';

/** Where the authorizer says which tenant is calling, checked against what kind of authorizer it is. */
export function authorizerPlan(
  scope: IConstruct, authorizer: IAuthorizer, options: AuthorizerAuthOptions, tenants: readonly BoundTenant[],
): AuthPlan {
  const type = authorizer.authorizationType ?? AuthorizationType.CUSTOM;
  const byValue = bindTenantsByValue(scope, `tenants of ${WHAT}`, options.tenants, tenants);
  if (type !== AuthorizationType.CUSTOM && type !== AuthorizationType.COGNITO) {
    throw new ResilientInferenceError(
      'InvalidAuthorizer', `the authorizer of ${WHAT} has the type ${type}, which leaves open who calls: pass a Lambda authorizer or one of Cognito user pools`, scope,
    );
  }
  const place = type === AuthorizationType.COGNITO ? 'claims' : 'context';
  const name = place === 'claims' ? claimOf(scope, options) : contextKeyOf(scope, options);
  return { kind: 'authorizer', place, name, ...byValue && { tenants: byValue } };
}

function contextKeyOf(scope: IConstruct, { tenantContextKey = 'tenant', tenantClaim }: AuthorizerAuthOptions): string {
  if (tenantClaim !== undefined) {
    throw new ResilientInferenceError(
      'ContradictoryProperties', `tenantClaim of ${WHAT} is '${tenantClaim}', but a Lambda authorizer gives no claims: have it put the tenant into its context, and name the key as tenantContextKey`, scope,
    );
  }
  checkName(`tenantContextKey of ${WHAT}`, tenantContextKey, CONTEXT_KEY, scope);
  if (RESERVED_KEYS.includes(tenantContextKey)) {
    throw new ResilientInferenceError('InvalidName', `tenantContextKey of ${WHAT} is '${tenantContextKey}', which API Gateway writes itself: choose another key`, scope);
  }
  return tenantContextKey;
}

function claimOf(scope: IConstruct, { tenantContextKey, tenantClaim }: AuthorizerAuthOptions): string {
  if (tenantContextKey !== undefined || tenantClaim === undefined) {
    throw new ResilientInferenceError(
      'ContradictoryProperties',
      `${WHAT} has an authorizer of Cognito user pools, which gives claims and no context: name the claim that tells the tenant as tenantClaim, `
      + `such as 'custom:tenant'${tenantContextKey === undefined ? '' : `, and remove tenantContextKey '${tenantContextKey}'`}`,
      scope,
    );
  }
  checkName(`tenantClaim of ${WHAT}`, tenantClaim, CLAIM, scope);
  return tenantClaim;
}
