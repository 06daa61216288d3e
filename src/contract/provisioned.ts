/** What the construct and the handler of Provisioned Throughput share. */
export const PROVISIONED_RESOURCE_TYPE = 'Custom::BedrockProvisionedThroughput';

/** The handler's functions in its bundle. */
export const PROVISIONED_HANDLERS = {
  ON_EVENT: 'index.onEvent',
  IS_COMPLETE: 'index.isComplete',
  CHECK_COMMITMENT: 'index.checkCommitment',
} as const;

export type CommitmentDuration = 'OneMonth' | 'SixMonths';

/** The properties of the custom resource. CloudFormation makes every number a string. */
export interface ProvisionedProperties {
  /** What the name begins with; see `GENERATION_LENGTH`. */
  readonly Name: string;
  /** The id of a foundation model, or the ARN of a foundation or custom model. */
  readonly Model: string;
  readonly ModelUnits: string;
  /** Absent: no commitment. */
  readonly Commitment?: CommitmentDuration;
  readonly Tags?: { readonly [key: string]: string };
  /** How long creating, changing or deleting may take. */
  readonly WaitSeconds: string;
}

/** What the check of a commitment is invoked with. */
export interface CommitmentCheck {
  readonly arn: string;
  /** The value of the metric's dimension. */
  readonly name: string;
}

/** Bedrock allows this many characters; no two of - and _ stand together, and none at the end. */
export const PROVISIONED_NAME_LENGTH = 63;
export const PROVISIONED_NAME = /^[0-9a-zA-Z]([-_]?[0-9a-zA-Z])*$/;

/**
 * Characters that follow a name, after a hyphen: a hash of the stack, the logical id and everything that cannot be changed,
 * so that what replaces one has another name, and what a lost answer has made can be found.
 */
export const GENERATION_LENGTH = 8;
export const BASE_NAME_LENGTH = PROVISIONED_NAME_LENGTH - GENERATION_LENGTH - 1;

/** In the namespace of `METRIC_NAMESPACE`. */
export const COMMITMENT_METRIC = 'ProvisionedCommitmentDaysLeft';
export const COMMITMENT_DIMENSION = 'ProvisionedThroughput';
