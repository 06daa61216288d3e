import { IConstruct } from 'constructs';

/** Stable names of the mistakes that stop a synthesis, for tests and for searching. */
export type ErrorCode =
  | 'BundleMissing'
  | 'CapacityConflict'
  | 'ContradictoryProperties'
  | 'DuplicatePrincipal'
  | 'DuplicateTarget'
  | 'EnvironmentTooLarge'
  | 'GuaranteesTooLarge'
  | 'InvalidAccountId'
  | 'InvalidAuthorizer'
  | 'InvalidContext'
  | 'InvalidDomain'
  | 'InvalidDuration'
  | 'InvalidExternalId'
  | 'InvalidGuardrail'
  | 'InvalidModelId'
  | 'InvalidName'
  | 'InvalidNumber'
  | 'InvalidOrganizationId'
  | 'InvalidPrincipalArn'
  | 'InvalidProfileId'
  | 'InvalidRegion'
  | 'InvalidRemovalPolicy'
  | 'InvalidRoleArn'
  | 'InvalidTag'
  | 'InvalidTlsPolicy'
  | 'InvalidUrl'
  | 'InvalidVpcEndpoint'
  | 'InvalidWebAcl'
  | 'MissingAudience'
  | 'MissingCapacity'
  | 'MissingGuardrail'
  | 'MissingEnvironment'
  | 'MissingPrice'
  | 'MissingPrincipal'
  | 'MissingRoleName'
  | 'MissingRegion'
  | 'MissingShard'
  | 'MissingVpcEndpoint'
  | 'MixedEmbeddings'
  | 'NoRoutes'
  | 'NoTargets'
  | 'NoTenants'
  | 'OutsideBoundary'
  | 'PointlessFallback'
  | 'QuotaWithoutLimit'
  | 'RoleMismatch'
  | 'TargetConflict'
  | 'TokenNotAllowed'
  | 'TooFewShards'
  | 'TooManyPolicies'
  | 'TooManyPrincipals'
  | 'TooManyProfiles'
  | 'UnknownDimensions'
  | 'UnknownRoute'
  | 'UnknownShard'
  | 'UnknownTenant'
  | 'UnservedRoute'
  | 'UnusedModel'
  | 'WrongRegion';

/**
 * A mistake in the properties of a construct.
 *
 * The message names the value received, the rule and what to do; it ends with the construct path where
 * there is a construct already (a target is checked before any construct exists).
 */
export class ResilientInferenceError extends Error {
  public readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, scope?: IConstruct) {
    super(scope ? `${message} [${code}] (at ${scope.node.path})` : `${message} [${code}]`);
    this.name = 'ResilientInferenceError';
    this.code = code;
  }
}
