import { THROTTLED_MODEL, UNAVAILABLE_MODEL } from '../setting';

/** How Bedrock says no. */
export interface Failure {
  readonly status: number;
  readonly type: string;
  readonly message: string;
}

/** Source: https://docs.aws.amazon.com/bedrock/latest/userguide/troubleshooting-api-error-codes.html */
const FAILURES: { readonly [model: string]: Failure } = {
  [THROTTLED_MODEL]: { status: 429, type: 'ThrottlingException', message: 'Too many requests, please wait before trying again.' },
  [UNAVAILABLE_MODEL]: { status: 503, type: 'ServiceUnavailableException', message: 'Bedrock is unable to process your request.' },
};

/** What a model always fails with. @returns undefined for one that works */
export function failureOf(model: string): Failure | undefined {
  return FAILURES[model];
}
