import { parseAssumedRole, parseStsError, TemporaryCredentials } from './sts-answer';
import { isUpstreamError, UpstreamError } from '../../core/upstream-error';
import { AwsResponse, AwsTransport } from '../aws/aws-transport';
import { AssumableRole } from '../aws/credentials';
import { payloadOf } from '../aws/payload';

/** The longest that STS allows when a role assumes a role. */
const DURATION_SECONDS = 3_600;

/** Shows in CloudTrail of the other account. */
const SESSION_NAME = 'resilient-inference';

const TIMEOUT_MS = 3_000;

/** STS asks to come back later, some of it with the status of a refusal. Source: the SDKs' list of throttling errors. */
const THROTTLED: readonly string[] = ['Throttling', 'ThrottlingException', 'ThrottledException', 'RequestLimitExceeded', 'TooManyRequestsException'];

/**
 * Asks STS for the credentials of a role, once. Whoever wanted to use them has not called anything yet: both failures say so.
 * @throws UpstreamError `CredentialsError` when STS gives none until somebody changes the set-up, `CredentialsUnavailable`
 * when it cannot be asked right now
 */
export async function assumeRole(transport: AwsTransport, region: string, role: AssumableRole): Promise<TemporaryCredentials> {
  const answer = await ask(transport, region, role).catch((error: unknown) => {
    throw noCredentials(isUpstreamError(error) ? 'CredentialsUnavailable' : 'CredentialsError', role, error);
  });
  const xml = textOf(answer.body);
  if (answer.status !== 200) throw refused(role, answer.status, xml);
  try {
    return parseAssumedRole(xml);
  } catch (error) {
    throw noCredentials('CredentialsError', role, error);
  }
}

function ask(transport: AwsTransport, region: string, role: AssumableRole): Promise<AwsResponse> {
  const form = new URLSearchParams({
    Action: 'AssumeRole',
    Version: '2011-06-15',
    RoleArn: role.arn,
    RoleSessionName: SESSION_NAME,
    DurationSeconds: String(DURATION_SECONDS),
    ...(role.externalId === undefined ? {} : { ExternalId: role.externalId }),
  });
  return transport.post({
    service: 'sts',
    region,
    path: '/',
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
    payload: payloadOf(form.toString()),
    timeoutMs: TIMEOUT_MS,
  });
}

function refused(role: AssumableRole, status: number, xml: string): UpstreamError {
  const refusal = parseStsError(xml);
  const later = status >= 500 || status === 429 || (refusal !== undefined && THROTTLED.includes(refusal.code));
  const reason = refusal ? `${refusal.code}: ${refusal.message}` : `STS answered with status ${status} and no readable error`;
  return noCredentials(later ? 'CredentialsUnavailable' : 'CredentialsError', role, reason);
}

function noCredentials(code: 'CredentialsError' | 'CredentialsUnavailable', role: AssumableRole, cause: unknown): UpstreamError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new UpstreamError(code, undefined, `the role ${role.arn} cannot be assumed: ${reason}`, { notSent: true });
}

function textOf(body: Uint8Array): string {
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
}
