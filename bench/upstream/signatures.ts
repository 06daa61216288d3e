import { IncomingMessage } from 'node:http';
import { isAccessKeyOfRole } from './mock-sts';
import { parseAuthorization } from '../../local/aws/authorization';
import { verifySignature } from '../../local/aws/signature';
import { systemClock } from '../../local/clock';
import { CREDENTIALS } from '../setting';

const SESSION = {
  ...CREDENTIALS,
  expiration: new Date(Date.now() + 24 * 60 * 60 * 1000),
  caller: { accountId: '111111111111', arn: 'arn:aws:sts::111111111111:assumed-role/benchmark/benchmark', roleArn: 'arn:aws:iam::111111111111:role/benchmark' },
};

/** @throws Error when the signature does not fit the request or the credentials of the benchmark */
export async function requireValidSignature(request: IncomingMessage, body: Buffer): Promise<void> {
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  const verify = (host: string) => verifySignature(
    { method: request.method ?? '', path: request.url ?? '', query: new URLSearchParams(), headers: { ...headers, host }, body },
    parseAuthorization(headers.authorization),
    { find: (accessKeyId) => (accessKeyId === CREDENTIALS.accessKeyId || isAccessKeyOfRole(accessKeyId) ? { ...SESSION, accessKeyId } : undefined) },
    systemClock,
  );
  try {
    await verify(headers.host);
  } catch {
    // AWS is on the default port: a signer that knows no other one leaves the port out.
    await verify(headers.host.replace(/:\d+$/, ''));
  }
}
