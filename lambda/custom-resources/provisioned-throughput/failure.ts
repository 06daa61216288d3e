import { ControlPlaneError, ErrorCode } from './control-plane';

/**
 * CloudFormation takes 4,096 bytes in all, the identifiers of the resource included:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
 */
const MAXIMUM_LENGTH = 2000;
/** Of what others say within it, so that what to do is never cut off. */
const MAXIMUM_QUOTE = 600;

/** The reason that a person reads in the events of the stack. It has no stack trace, which the framework would add to it. */
export class ResourceFailure extends Error {
  constructor(message: string) {
    super(message.length > MAXIMUM_LENGTH ? `${message.slice(0, MAXIMUM_LENGTH - 1)}…` : message);
    this.name = 'ProvisionedThroughputFailure';
    this.stack = `${this.name}: ${this.message}`;
  }
}

const ADVICE: { readonly [code in ErrorCode]: string } = {
  AccessDeniedException: 'Check that the account has access to the model, and that no service control policy denies bedrock:*ProvisionedModelThroughput.',
  ConflictException: 'Something else is changing it: deploy again when that is over.',
  InternalServerException: 'Amazon Bedrock failed: deploy again.',
  ResourceNotFoundException: 'Check the model and its Region; Provisioned Throughput needs the variant of a model that is sold for it, such as amazon.nova-lite-v1:0:300k.',
  ServiceQuotaExceededException: 'An account has no model units until AWS Support grants some (https://docs.aws.amazon.com/bedrock/latest/userguide/prov-thru-purchase.html). A replacement needs those of the old and the new one together.',
  ThrottlingException: 'There were too many calls of the control plane: deploy again in some minutes.',
  TooManyTagsException: 'A resource has at most 50 tags: remove some.',
  ValidationException: 'Check the model, the units and the commitment against what is sold for it in this Region.',
  Unknown: 'Amazon Bedrock could not be reached: deploy again.',
};

/** @param what `creating 'chat-1a2b3c4d'` */
export function explain(what: string, error: unknown, more = ''): ResourceFailure {
  if (error instanceof ResourceFailure) return error;
  const code: ErrorCode = error instanceof ControlPlaneError ? error.code : 'Unknown';
  const said = error instanceof Error ? error.message : String(error);
  return new ResourceFailure([`${what} failed with ${code}: ${quote(said)}`, ADVICE[code], more].filter((part) => part !== '').join(' '));
}

/** What somebody else says, as a sentence. */
export function quote(text: string): string {
  const short = text.length > MAXIMUM_QUOTE ? `${text.slice(0, MAXIMUM_QUOTE)}…` : text;
  return /[.!?…]$/.test(short) ? short : `${short}.`;
}
