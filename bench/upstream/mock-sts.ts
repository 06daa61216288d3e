import { createServer, Server } from 'node:http';
import { CREDENTIALS } from '../setting';

/** Longer than any run, so that nothing is renewed during a sample. */
const VALID_MS = 60 * 60 * 1000;

/** Lets anybody assume any role, always with the credentials of the benchmark. */
export function createMockSts(): Server {
  return createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      response.writeHead(200, { 'content-type': 'text/xml' });
      response.end(assumedRole(new Date(Date.now() + VALID_MS)));
    });
  });
}

/** Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
function assumedRole(expiration: Date): string {
  const { accessKeyId, secretAccessKey, sessionToken } = CREDENTIALS;
  return '<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>'
    + `<AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>${secretAccessKey}</SecretAccessKey>`
    + `<SessionToken>${sessionToken}</SessionToken><Expiration>${expiration.toISOString()}</Expiration>`
    + '</Credentials></AssumeRoleResult></AssumeRoleResponse>';
}
