/** Where `GatewayAuth.authorizer()` finds the tenant. */
export interface AuthorizerAuthOptions {
  /**
   * The key in the context of a Lambda authorizer's answer whose value is the tenant. `principalId` is one of them.
   * Cannot be combined with Cognito user pools.
   *
   * @default 'tenant'
   */
  readonly tenantContextKey?: string;

  /**
   * The claim of a Cognito token whose value is the tenant, such as `custom:tenant`. It must be one that users cannot write:
   * by default an app client lets its users change their own custom attributes. Needed for Cognito user pools, and
   * cannot be combined with other authorizers.
   *
   * @default - none, which is an error for Cognito user pools
   */
  readonly tenantClaim?: string;

  /**
   * The name of the tenant that each value stands for. A value that is not among them is refused.
   *
   * @default - the value is the name of the tenant
   */
  readonly tenants?: { [value: string]: string };
}
