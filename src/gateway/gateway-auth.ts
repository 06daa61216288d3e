import { AuthorizationType, IAuthorizer } from 'aws-cdk-lib/aws-apigateway';
import { IConstruct } from 'constructs';
import { AuthorizerAuthOptions } from './authorizer-auth-options';
import { authorizerPlan } from './authorizer-plan';
import { BoundAuth } from './bound-auth';
import { combineAuth } from './combine-auth';
import { checkNoIamPrincipals, iamPolicyStatements, readIamPrincipals } from './iam-principals';
import { JwtAuthOptions } from './jwt-auth-options';
import { jwtPlan } from './jwt-plan';
import { BoundTenant } from '../tenants/bind-tenants';

/** How the gateway finds out which tenant is calling. There is no open gateway. */
export abstract class GatewayAuth {
  /**
   * API keys, which the operator creates per tenant with `npx cdk-resilient-inference keys create`. The table
   * holds only their SHA-256.
   */
  public static apiKeys(): GatewayAuth {
    return gatewayAuth((scope, tenants) => {
      checkNoIamPrincipals(scope, tenants);
      return {
        methods: { authorizationType: AuthorizationType.NONE },
        resourcePolicyStatements: [],
        tableActions: ['dynamodb:GetItem'],
        accepts: ['apiKey'],
        signed: false,
        render: () => ({ kind: 'credentials', accepts: [{ kind: 'apiKey' }] }),
      };
    });
  }

  /**
   * IAM roles and users, each of which acts for the tenant that names it in `iamPrincipals`. Clients sign their requests
   * with AWS Signature Version 4 for the service `execute-api`; API Gateway verifies the signature and refuses whom IAM
   * does not allow to call, before the gateway's function is started.
   *
   * A principal of the gateway's own account needs the permission in its own policies: `grantInvoke()` adds it. One of
   * another account needs it there and is named in the API's resource policy, which the construct writes. So is one of
   * which it is not known at synth whose account it is of.
   *
   * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
   *
   * @example
   * const app = new Role(this, 'App', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
   * const gateway = new ResilientInference(this, 'Gateway', {
   *   auth: GatewayAuth.iam(),
   *   routes: { 'claude-sonnet': { targets: [InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-6')] } },
   *   tenants: {
   *     'team-a': { iamPrincipals: [app.roleArn] },
   *     'team-b': { iamPrincipals: ['arn:aws:iam::222222222222:role/team-b'] },
   *   },
   * });
   * gateway.grantInvoke(app);
   */
  public static iam(): GatewayAuth {
    return gatewayAuth((scope, tenants) => {
      const principals = readIamPrincipals(scope, tenants);
      return {
        methods: { authorizationType: AuthorizationType.IAM },
        resourcePolicyStatements: iamPolicyStatements(scope, principals),
        tableActions: [],
        accepts: [],
        signed: true,
        render: (defer) => ({
          kind: 'iam',
          principals: Object.fromEntries(tenants.map(({ name, iamPrincipals = [] }) => [name, iamPrincipals.map(defer)])),
        }),
      };
    });
  }

  /**
   * An authorizer of your own for the API: a Lambda function (`TokenAuthorizer`, `RequestAuthorizer`) or Cognito user pools.
   * API Gateway asks it about every request, and refuses what it refuses before the gateway's function is started. The
   * tenant is what the authorizer says; a value that stands for no tenant is refused.
   *
   * API Gateway remembers an answer for the authorizer's `resultsCacheTtl`, five minutes unless told otherwise: for as long
   * a caller stays who it was. One answer counts for all paths, so a policy in it has to allow all that the caller may use.
   *
   * @example
   * declare const check: IFunction;
   * new ResilientInference(this, 'Gateway', {
   *   auth: GatewayAuth.authorizer(new TokenAuthorizer(this, 'Authorizer', { handler: check }), { tenantContextKey: 'tenant' }),
   *   routes: { 'claude-sonnet': { targets: [InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-6')] } },
   *   tenants: { 'team-a': {} },
   * });
   */
  public static authorizer(authorizer: IAuthorizer, options: AuthorizerAuthOptions = {}): GatewayAuth {
    return gatewayAuth((scope, tenants) => {
      checkNoIamPrincipals(scope, tenants);
      const plan = authorizerPlan(scope, authorizer, options, tenants);
      return {
        // An authorizer that does not say what it is must not leave the methods open.
        methods: { authorizer, authorizationType: authorizer.authorizationType ?? AuthorizationType.CUSTOM },
        resourcePolicyStatements: [],
        tableActions: [],
        accepts: [],
        signed: false,
        render: () => plan,
      };
    });
  }

  /**
   * Tokens (JWT) that an identity provider of yours issues: OpenID Connect, OAuth 2.0 access tokens. The gateway's
   * function verifies signature, issuer, audience and time, with keys that it fetches from the issuer over the internet
   * and remembers. The tenant is a claim.
   *
   * @see https://datatracker.ietf.org/doc/html/rfc8725
   *
   * @example
   * new ResilientInference(this, 'Gateway', {
   *   auth: GatewayAuth.jwt({
   *     issuer: 'https://login.example.com',
   *     audiences: ['inference'],
   *     tenantClaim: 'department',
   *     tenants: { 'R&D': 'team-a' },
   *   }),
   *   routes: { 'claude-sonnet': { targets: [InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-6')] } },
   *   tenants: { 'team-a': {} },
   * });
   */
  public static jwt(options: JwtAuthOptions): GatewayAuth {
    return gatewayAuth((scope, tenants) => {
      checkNoIamPrincipals(scope, tenants);
      const render = jwtPlan(scope, options, tenants);
      return {
        methods: { authorizationType: AuthorizationType.NONE },
        resourcePolicyStatements: [],
        tableActions: [],
        accepts: ['jwt'],
        signed: false,
        render: (defer) => ({ kind: 'credentials', accepts: [render(defer)] }),
      };
    });
  }

  /**
   * Either of several, for those that the gateway itself checks: API keys, and tokens of one issuer. They are told apart by
   * what they look like. `iam()` and `authorizer()` cannot be among them: a method of an API has one kind of authorization.
   *
   * @example
   * new ResilientInference(this, 'Gateway', {
   *   auth: GatewayAuth.anyOf(
   *     GatewayAuth.apiKeys(),
   *     GatewayAuth.jwt({ issuer: 'https://login.example.com', audiences: ['inference'], tenantClaim: 'team' }),
   *   ),
   *   routes: { 'claude-sonnet': { targets: [InferenceTarget.crossRegion('us.anthropic.claude-sonnet-4-6')] } },
   *   tenants: { 'team-a': {} },
   * });
   */
  public static anyOf(...kinds: GatewayAuth[]): GatewayAuth {
    return gatewayAuth((scope, tenants) => combineAuth(scope, kinds.map((kind) => kind._bind(scope, tenants))));
  }

  /** @internal */
  public abstract _bind(scope: IConstruct, tenants: readonly BoundTenant[]): BoundAuth;
}

function gatewayAuth(bind: GatewayAuth['_bind']): GatewayAuth {
  return new (class extends GatewayAuth {
    /** @internal */
    public _bind(scope: IConstruct, tenants: readonly BoundTenant[]): BoundAuth {
      return bind(scope, tenants);
    }
  })();
}
