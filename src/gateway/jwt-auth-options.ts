import { Duration } from 'aws-cdk-lib';

/** Which tokens `GatewayAuth.jwt()` takes, and for which tenant each acts. */
export interface JwtAuthOptions {
  /**
   * Who issues the tokens: the value of their `iss` claim, to the letter. An https URL, such as
   * `https://login.microsoftonline.com/{directory}/v2.0`.
   */
  readonly issuer: string;

  /**
   * Whom tokens are meant for. Of a token's audiences one has to be among them, so that a token that another application
   * has received opens nothing here. At least one.
   */
  readonly audiences: string[];

  /**
   * The claim with a token's audiences. Access tokens of Amazon Cognito have no `aud`: name `client_id` for them.
   *
   * @default 'aud'
   */
  readonly audienceClaim?: string;

  /** The claim whose value is the tenant: one text. It must be one that users cannot write themselves. */
  readonly tenantClaim: string;

  /**
   * The name of the tenant that each value of the claim stands for. A value that is not among them is refused.
   *
   * @default - the value is the name of the tenant
   */
  readonly tenants?: { [value: string]: string };

  /**
   * Where the issuer publishes its keys, an https URL.
   *
   * @default - where the issuer's OpenID Connect discovery document says: `{issuer}/.well-known/openid-configuration`
   */
  readonly jwksUri?: string;

  /**
   * Further claims that a token must have, and the values of which it must have one, such as `{ token_use: ['access'] }`.
   *
   * @default - none
   */
  readonly requiredClaims?: { [claim: string]: string[] };

  /**
   * Scopes that a token must have, all of them (claim `scope` or `scp`).
   *
   * @default - none
   */
  readonly requiredScopes?: string[];

  /**
   * By how much the issuer's clock may differ. Whole seconds, 5 minutes at most.
   *
   * @default Duration.seconds(30)
   */
  readonly clockTolerance?: Duration;
}
