import { createHash, createHmac } from 'node:crypto';
import { Received } from './local-server';

/**
 * The Authorization header that a request must carry, computed from what arrived and from the specification alone.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function expectedAuthorization(request: Pick<Received, 'method' | 'path' | 'headers' | 'body'>, secretAccessKey: string): string {
  const given = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/([^,]+), SignedHeaders=([^,]+), Signature=[0-9a-f]{64}$/
    .exec(request.headers.authorization ?? '');
  if (!given) throw new Error(`not a signature: ${request.headers.authorization}`);
  const [, accessKeyId, scope, signedHeaders] = given as unknown as [string, string, string, string];

  const canonicalRequest = [
    request.method,
    request.path.split('/').map(encodeOnce).join('/'),
    '',
    ...signedHeaders.split(';').map((name) => `${name}:${String(request.headers[name]).trim().replace(/ +/g, ' ')}`),
    '',
    signedHeaders,
    sha256(request.body),
  ].join('\n');
  const stringToSign = ['AWS4-HMAC-SHA256', request.headers['x-amz-date'], scope, sha256(canonicalRequest)].join('\n');
  const key = scope.split('/').reduce<Buffer | string>((secret, part) => createHmac('sha256', secret).update(part).digest(), `AWS4${secretAccessKey}`);
  const signature = createHmac('sha256', key).update(stringToSign).digest('hex');
  return `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${signedHeaders}, Signature=${signature}`;
}

function encodeOnce(text: string): string {
  return [...Buffer.from(text, 'utf8')]
    .map((byte) => /[A-Za-z0-9\-._~]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
    .join('');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
