import { createHash, createHmac } from 'node:crypto';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { REGION } from './cloud';
import type { Session } from '../../../local/iam/identities';

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface SigningChanges {
  readonly method?: string;
  readonly path?: string;
  readonly body?: string;
  readonly date?: Date;
  readonly region?: string;
  readonly service?: string;
  /** Headers that are sent and signed. */
  readonly headers?: Readonly<Record<string, string>>;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

/** Signs by hand as the SigV4 documentation describes, so that the endpoint is not checked against its own signer. */
export function sign(url: string, session: Pick<Session, 'accessKeyId' | 'secretAccessKey' | 'sessionToken'>, changes: SigningChanges = {}) {
  const { method = 'POST', path = '/model/m/converse', body = '{}', date = new Date(), region = REGION, service = 'bedrock' } = changes;
  const long = date.toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = `${long.slice(0, 8)}/${region}/${service}/aws4_request`;
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    'host': new URL(url).host,
    'x-amz-date': long,
    'x-amz-security-token': session.sessionToken,
    ...changes.headers,
  };
  const [pathOnly = '', query = ''] = path.split('?');
  const names = Object.keys(headers).sort();
  const canonical = [
    method,
    pathOnly.split('/').map(encodeURIComponent).join('/'),
    query.split('&').filter(Boolean).sort().join('&'),
    ...names.map((name) => `${name}:${headers[name]!.trim()}`),
    '',
    names.join(';'),
    sha256(body),
  ].join('\n');
  const key = [long.slice(0, 8), region, service, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${session.secretAccessKey}`);
  const signature = hmac(key, `AWS4-HMAC-SHA256\n${long}\n${scope}\n${sha256(canonical)}`).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${session.accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return { method, path, body, headers: { ...headers, authorization } as Record<string, string> };
}

/** Sends exactly these bytes over HTTP/1.1, on a connection of its own. */
export function send(url: string, message: {
  readonly method: string; readonly path: string; readonly body: string | Buffer; readonly headers: Readonly<Record<string, string>>;
}): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const { method, path, headers } = message;
    const request = httpRequest({ hostname, port, method, path, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString() }));
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(message.body);
  });
}
