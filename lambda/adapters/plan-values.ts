import { ENVIRONMENT } from '../../src/contract/environment';

/** A JSON object of a plan. */
export type PlanObject = Readonly<Record<string, unknown>>;

/** The values of the environment variables that a plan may name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Says where in the plan a value is wrong, what it is and what it should be. */
export function planError(path: string, expected: string, received: unknown): Error {
  const shown = JSON.stringify(received) ?? 'absent';
  return new Error(`plan.json: ${path} must be ${expected} and is ${shown.length > 100 ? `${shown.slice(0, 100)}…` : shown}`);
}

export function objectAt(value: unknown, path: string): PlanObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw planError(path, 'an object', value);
  return value as PlanObject;
}

export function listAt(value: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(value)) throw planError(path, 'a list', value);
  return value;
}

export function filledListAt(value: unknown, path: string): readonly unknown[] {
  const list = listAt(value, path);
  if (list.length === 0) throw planError(path, 'a list with at least one entry', value);
  return list;
}

export function textAt(value: unknown, path: string): string {
  if (typeof value !== 'string' || value === '') throw planError(path, 'a text that is not empty', value);
  return value;
}

export function flagAt(value: unknown, path: string): boolean {
  if (typeof value !== 'boolean') throw planError(path, 'true or false', value);
  return value;
}

/** Above 0, fractions allowed. */
export function amountAt(value: unknown, path: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0) throw planError(path, 'a number above 0', value);
  return value;
}

/** A whole number from 1, or from what is given. */
export function countAt(value: unknown, path: string, least = 1): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < least) throw planError(path, `a whole number from ${least}`, value);
  return value;
}

/** A value of the plan itself, or of the environment variable that the plan names. */
export function deferredAt(value: unknown, path: string, environment: Environment): string {
  if (typeof value === 'string') return textAt(value, path);
  const variable = textAt(objectAt(value, path).env, `${path}.env`);
  if (!variable.startsWith(ENVIRONMENT.DEFERRED_PREFIX) && variable !== ENVIRONMENT.REGION) {
    throw planError(`${path}.env`, `${ENVIRONMENT.REGION} or the name of an environment variable that starts with ${ENVIRONMENT.DEFERRED_PREFIX}`, variable);
  }
  const deferred = environment[variable];
  if (deferred === undefined || deferred === '') {
    throw new Error(`plan.json: ${path} is in the environment variable ${variable}, which is not set: deploy the stack again, it sets the variable`);
  }
  return deferred;
}
