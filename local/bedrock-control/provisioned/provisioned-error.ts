import { AwsError } from '../../aws/service';

/**
 * The errors of the operations about Provisioned Throughput, as `@aws-sdk/client-bedrock` 3.1162.0 models them:
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_CreateProvisionedModelThroughput.html and its neighbours.
 */
const STATUS = {
  AccessDeniedException: 403,
  ConflictException: 400,
  InternalServerException: 500,
  ResourceNotFoundException: 404,
  ServiceQuotaExceededException: 400,
  ThrottlingException: 429,
  TooManyTagsException: 400,
  ValidationException: 400,
} as const;

export type ProvisionedErrorCode = keyof typeof STATUS;

export const PROVISIONED_ERROR_CODES = Object.keys(STATUS) as readonly ProvisionedErrorCode[];

export function provisionedError(code: ProvisionedErrorCode, message: string): AwsError {
  return new AwsError(code, STATUS[code], message);
}
