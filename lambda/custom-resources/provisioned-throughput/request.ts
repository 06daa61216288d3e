import type { ProvisionedProperties } from '../../../src/contract/provisioned';

/** What CloudFormation asks for, as CDK's provider framework hands it on. */
export interface ResourceRequest {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly RequestId: string;
  readonly StackId: string;
  readonly LogicalResourceId: string;
  /** Absent for `Create`. */
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: ProvisionedProperties;
  /** For `Update` alone. */
  readonly OldResourceProperties?: ProvisionedProperties;
}

/** What the first handler finds out for the one that waits. */
export interface Begun {
  readonly PhysicalResourceId: string;
  readonly BegunAt: number;
  /** The ARN before an update; absent for `Create`. */
  readonly FormerResourceId?: string;
}

export type WaitingRequest = ResourceRequest & Begun;

/** The answer of the handler that waits. */
export interface Progress {
  readonly IsComplete: boolean;
  readonly Data?: Readonly<Record<string, string>>;
}
