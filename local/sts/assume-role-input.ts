import { AwsError } from '../aws/service';

/** The parameters of AssumeRole that this machine honours. */
export interface AssumeRoleInput {
  readonly roleArn: string;
  readonly roleSessionName: string;
  readonly durationSeconds: number;
  readonly externalId?: string;
}

const DEFAULT_DURATION_SECONDS = 3600;
const MIN_DURATION_SECONDS = 900;
const MAX_DURATION_SECONDS = 43200;
/** Every caller here is itself a role session, and AWS limits a chained session to one hour. */
const MAX_CHAINED_DURATION_SECONDS = 3600;
const SESSION_NAME = /^[\w+=,.@-]*$/;
/** `RoleArn` and whatever the query protocol adds to every call. */
const HONOURED = ['Action', 'Version', 'RoleArn', 'RoleSessionName', 'DurationSeconds', 'ExternalId'];

/**
 * Checks in STS's order and with its wording.
 * @throws AwsError ValidationError
 */
export function parseAssumeRoleInput(form: URLSearchParams): AssumeRoleInput {
  // A session policy or a tag would change what the session may do, so neither is ignored.
  const foreign = [...form.keys()].find((name) => !HONOURED.includes(name));
  if (foreign !== undefined) throw validation(`The parameter '${foreign}' of AssumeRole is not emulated; emulated are ${HONOURED.slice(2).join(', ')}`);

  const roleArn = form.get('RoleArn') ?? '';
  if (!/^arn:[^:]+:iam::\d{12}:role\/.+$/.test(roleArn)) throw validation(`${roleArn === '' ? 'The role ARN' : roleArn} is invalid`);
  const roleSessionName = form.get('RoleSessionName') ?? '';
  if (roleSessionName.length < 2) throw constraint(roleSessionName, 'roleSessionName', 'Member must have length greater than or equal to 2');
  if (roleSessionName.length > 64) throw constraint(roleSessionName, 'roleSessionName', 'Member must have length less than or equal to 64');
  if (!SESSION_NAME.test(roleSessionName)) {
    throw constraint(roleSessionName, 'roleSessionName', 'Member must satisfy regular expression pattern: [\\w+=,.@-]*');
  }
  return { roleArn, roleSessionName, durationSeconds: durationSeconds(form.get('DurationSeconds')), externalId: form.get('ExternalId') ?? undefined };
}

function durationSeconds(text: string | null): number {
  if (text === null) return DEFAULT_DURATION_SECONDS;
  const seconds = Number(text);
  if (!Number.isInteger(seconds)) throw validation(`DurationSeconds is '${text}', expected a whole number of seconds`);
  if (seconds < MIN_DURATION_SECONDS) throw constraint(text, 'durationSeconds', `Member must have value greater than or equal to ${MIN_DURATION_SECONDS}`);
  if (seconds > MAX_DURATION_SECONDS) throw constraint(text, 'durationSeconds', `Member must have value less than or equal to ${MAX_DURATION_SECONDS}`);
  if (seconds > MAX_CHAINED_DURATION_SECONDS) {
    throw validation('The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining');
  }
  return seconds;
}

function constraint(value: string, member: string, text: string): AwsError {
  return validation(`1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${text}`);
}

function validation(message: string): AwsError {
  return new AwsError('ValidationError', 400, message);
}
