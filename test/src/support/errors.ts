import { ErrorCode, ResilientInferenceError } from '../../../src/private/errors';

/** The error that an action throws. Fails where it throws none, or one that is not of this library. */
export function errorOf(action: () => unknown): ResilientInferenceError {
  try {
    action();
  } catch (error) {
    if (error instanceof ResilientInferenceError) return error;
    throw error;
  }
  throw new Error('expected an error, but nothing was thrown');
}

/** Checks the code and that the message holds every fragment: the value received, the rule, what to do, where. */
export function expectError(action: () => unknown, code: ErrorCode, ...fragments: string[]): void {
  const error = errorOf(action);
  expect(error.code).toBe(code);
  for (const fragment of fragments) expect(error.message).toContain(fragment);
}
