import { parseAssumedRole, parseStsError, TemporaryCredentials } from './sts-answer';
import { UpstreamError } from '../../core/upstream-error';
import { AwsTransport } from '../aws/aws-transport';
import { AssumableRole } from '../aws/credentials';
import { payloadOf } from '../aws/payload';

/** The longest that STS allows when a role assumes a role. */
const DURATION_SECONDS = 3_600;

/** Shows in CloudTrail of the other account. */
const SESSION_NAME = 'resilient-inference';

const TIMEOUT_MS = 3_000;

/**
 * Asks STS for the credentials of a role, once.
 * @throws UpstreamError `CredentialsError`
 */
export async function assumeRole(transport: AwsTransport, region: string, role: AssumableRole): Promise<TemporaryCredentials> {
  const form = new URLSearchParams({
    Action: 'AssumeRole',
    Version: '2011-06-15',
    RoleArn: role.arn,
    RoleSessionName: SESSION_NAME,
    DurationSeconds: String(DURATION_SECONDS),
    ...(role.externalId === undefined ? {} : { ExternalId: role.externalId }),
  });
  try {
    const { status, body } = await transport.post({
      service: 'sts',
      region,
      path: '/',
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
      payload: payloadOf(form.toString()),
      timeoutMs: TIMEOUT_MS,
    });
    const xml = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
    if (status === 200) return parseAssumedRole(xml);
    const refusal = parseStsError(xml);
    throw new Error(refusal ? `${refusal.code}: ${refusal.message}` : `STS answered with status ${status} and no readable error`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UpstreamError('CredentialsError', undefined, `the role ${role.arn} cannot be assumed: ${reason}`);
  }
}
