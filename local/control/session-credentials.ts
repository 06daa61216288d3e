import { ControlError } from './routes';
import { Session, SessionRequest } from '../iam/identities';

const ROLE_ARN = /^arn:aws[a-z-]*:iam::\d{12}:role\/\S+$/;
const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;

/** Reads what `POST /credentials` was given. @throws ControlError */
export function parseSession(body: unknown): SessionRequest {
  const { roleArn, sessionName = 'local', ...more } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  if (typeof roleArn !== 'string' || !ROLE_ARN.test(roleArn)) {
    throw new ControlError(400, `roleArn must be the ARN of a role such as "arn:aws:iam::111111111111:role/app", received ${JSON.stringify(roleArn) ?? 'nothing'}`);
  }
  if (typeof sessionName !== 'string' || !SESSION_NAME.test(sessionName)) {
    throw new ControlError(400, `sessionName must have 2 to 64 letters, digits and _+=,.@-, received ${JSON.stringify(sessionName)}`);
  }
  const [unknown] = Object.keys(more);
  if (unknown !== undefined) throw new ControlError(400, `${JSON.stringify(unknown)} is not known: there are roleArn and sessionName`);
  return { roleArn, sessionName };
}

/**
 * In the form that a `credential_process` prints.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
 */
export function processCredentials({ accessKeyId, secretAccessKey, sessionToken, expiration }: Session) {
  return { Version: 1, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken, Expiration: expiration.toISOString() };
}
