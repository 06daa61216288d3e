import type { CommitmentDuration } from '../../../src/contract/provisioned';

/** Provisioned Throughput as Bedrock describes it. */
export interface Throughput {
  readonly arn: string;
  readonly name: string;
  /** `Creating`, `InService`, `Updating`, `Failed`; anything else is waited for. */
  readonly status: string;
  readonly modelArn: string;
  readonly units: number;
  readonly commitment?: CommitmentDuration;
  /** Milliseconds since the epoch. */
  readonly commitmentEnd?: number;
  readonly failure?: string;
}

export interface CreateRequest {
  readonly name: string;
  readonly model: string;
  readonly units: number;
  readonly commitment?: CommitmentDuration;
  readonly tags: Readonly<Record<string, string>>;
  /** Bedrock makes nothing a second time for the same token. */
  readonly token: string;
}

export interface UpdateRequest {
  readonly name?: string;
  readonly model?: string;
}

/**
 * The operations of Amazon Bedrock that the resource needs. Each throws `ControlPlaneError` and nothing else.
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_Operations_Amazon_Bedrock.html
 */
export interface ControlPlane {
  /** @param id the ARN or the name */
  get(id: string): Promise<Throughput>;
  /** @returns the ARN */
  create(request: CreateRequest): Promise<string>;
  update(arn: string, request: UpdateRequest): Promise<void>;
  delete(arn: string): Promise<void>;
  tag(arn: string, tags: Readonly<Record<string, string>>): Promise<void>;
  untag(arn: string, keys: readonly string[]): Promise<void>;
}

/** The documented errors of those operations, and `Unknown` for a lost connection and whatever else comes. */
export const ERROR_CODES = [
  'AccessDeniedException',
  'ConflictException',
  'InternalServerException',
  'ResourceNotFoundException',
  'ServiceQuotaExceededException',
  'ThrottlingException',
  'TooManyTagsException',
  'ValidationException',
  'Unknown',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

export class ControlPlaneError extends Error {
  constructor(readonly code: ErrorCode, message: string) {
    super(message);
    this.name = code;
  }
}

/** Errors that say nothing about the request: the next attempt may succeed, and the last one may have. */
const PASSING: readonly ErrorCode[] = ['InternalServerException', 'ThrottlingException', 'Unknown'];

export function isPassing(error: unknown): error is ControlPlaneError {
  return error instanceof ControlPlaneError && PASSING.includes(error.code);
}

/** @returns undefined when there is none */
export async function find(plane: ControlPlane, id: string): Promise<Throughput | undefined> {
  try {
    return await plane.get(id);
  } catch (error) {
    if (error instanceof ControlPlaneError && error.code === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}
