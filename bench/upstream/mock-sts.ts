import { createHash } from 'node:crypto';
import { createServer, Server } from 'node:http';
import { CREDENTIALS } from '../setting';

/** Longer than any run, so that nothing is renewed during a sample. */
const VALID_MS = 60 * 60 * 1000;

/** Lets anybody assume any role. Each role has an access key of its own, as everywhere: whoever keeps something by credentials keeps it for each. */
export function createMockSts(): Server {
  return createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const role = new URLSearchParams(Buffer.concat(pieces).toString('utf8')).get('RoleArn') ?? '';
      response.writeHead(200, { 'content-type': 'text/xml' });
      response.end(assumedRole(accessKeyOf(role), new Date(Date.now() + VALID_MS)));
    });
  });
}

const ACCESS_KEY_PREFIX = 'ASIAROLE';

/** Whether a mock STS has given it to somebody. */
export function isAccessKeyOfRole(accessKeyId: string): boolean {
  return accessKeyId.startsWith(ACCESS_KEY_PREFIX);
}

function accessKeyOf(role: string): string {
  return ACCESS_KEY_PREFIX + createHash('sha256').update(role).digest('hex').slice(0, 12).toUpperCase();
}

/** Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
function assumedRole(accessKeyId: string, expiration: Date): string {
  const { secretAccessKey, sessionToken } = CREDENTIALS;
  return '<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>'
    + `<AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>${secretAccessKey}</SecretAccessKey>`
    + `<SessionToken>${sessionToken}</SessionToken><Expiration>${expiration.toISOString()}</Expiration>`
    + '</Credentials></AssumeRoleResult></AssumeRoleResponse>';
}
