import { createHash, createHmac, timingSafeEqual, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Checksum, SourceData } from '@smithy/types';
import type { Clock } from '../clock';
import type { Authorization } from './authorization';
import { AwsError } from './service';
import type { Identities, Session } from '../iam/identities';

/** What the signature of a request covers. */
export interface SignedRequest {
  readonly method: string;
  /** Still percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const TOLERANCE_MS = 5 * 60 * 1000;
/** A signature that covers none of a group could be replayed against another host or at another time. */
const ALWAYS_SIGNED = [['host', ':authority'], ['x-amz-date']];

/**
 * Finds the session behind a signature and recomputes the signature with its secret.
 * @throws AwsError UnrecognizedClientException, ExpiredTokenException, IncompleteSignature or InvalidSignatureException
 */
export async function verifySignature(
  request: SignedRequest, authorization: Authorization, identities: Pick<Identities, 'find'>, clock: Clock,
): Promise<Session> {
  const session = identities.find(authorization.accessKeyId);
  if (session === undefined || request.headers['x-amz-security-token'] !== session.sessionToken) {
    throw new AwsError('UnrecognizedClientException', 403, 'The security token included in the request is invalid.');
  }
  const signingDate = readSigningDate(request.headers['x-amz-date'], authorization, clock);
  if (!await signatureMatches(request, authorization, session, signingDate)) {
    throw new AwsError('InvalidSignatureException', 403, 'The request signature we calculated does not match the signature you provided. '
      + 'Check your AWS Secret Access Key and signing method. Consult the service documentation for details.');
  }
  if (session.expiration.getTime() <= clock.now()) {
    throw new AwsError('ExpiredTokenException', 403, 'The security token included in the request is expired');
  }
  return session;
}

async function signatureMatches(request: SignedRequest, authorization: Authorization, session: Session, signingDate: Date): Promise<boolean> {
  const { signedHeaders } = authorization;
  if (!ALWAYS_SIGNED.every((group) => group.some((name) => signedHeaders.includes(name)))) return false;
  const declaredHash = request.headers['x-amz-content-sha256'];
  if (declaredHash !== undefined && declaredHash !== 'UNSIGNED-PAYLOAD' && declaredHash !== createHash('sha256').update(request.body).digest('hex')) {
    return false;
  }
  const headers: Record<string, string> = {};
  for (const name of signedHeaders) {
    const value = request.headers[name];
    if (value === undefined) return false;
    headers[name] = value;
  }
  const signer = new SignatureV4({
    service: authorization.service,
    region: authorization.region,
    credentials: {
      accessKeyId: session.accessKeyId,
      secretAccessKey: session.secretAccessKey,
      // The signer adds the token to the headers it signs, and a client may have added it only after signing.
      ...(signedHeaders.includes('x-amz-security-token') ? { sessionToken: session.sessionToken } : {}),
    },
    sha256: NodeSha256,
    applyChecksum: false,
    uriEscapePath: true,
  });
  const signed = await signer.sign({
    method: request.method,
    protocol: 'http:',
    hostname: 'localhost',
    path: request.path,
    query: queryBag(request.query),
    headers,
    body: request.body,
  }, { signingDate, signableHeaders: new Set(signedHeaders) });
  const expected = /Signature=([0-9a-f]{64})/.exec(signed.headers.authorization ?? '')?.[1] ?? '';
  const received = Buffer.from(authorization.signature);
  return received.length === expected.length && timingSafeEqual(received, Buffer.from(expected));
}

function readSigningDate(header: string | undefined, authorization: Authorization, clock: Clock): Date {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(header ?? '') ?? [];
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (header === undefined || Number.isNaN(date.getTime())) {
    throw new AwsError('IncompleteSignature', 403, `Date must be in ISO-8601 'basic format'. Got '${header ?? ''}' in X-Amz-Date.`);
  }
  if (header.slice(0, 8) !== authorization.date) {
    throw invalid(`Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${authorization.date}' != '${header.slice(0, 8)}', from '${header}'.`);
  }
  const now = clock.now();
  if (date.getTime() < now - TOLERANCE_MS) throw invalid(`Signature expired: ${header} is now earlier than ${basicFormat(now - TOLERANCE_MS)} (${basicFormat(now)} - 5 min.)`);
  if (date.getTime() > now + TOLERANCE_MS) throw invalid(`Signature not yet current: ${header} is still later than ${basicFormat(now + TOLERANCE_MS)} (${basicFormat(now)} + 5 min.)`);
  return date;
}

function invalid(message: string): AwsError {
  return new AwsError('InvalidSignatureException', 403, message);
}

function basicFormat(time: number): string {
  return new Date(time).toISOString().replace(/[-:]|\.\d+/g, '');
}

function queryBag(query: URLSearchParams): Record<string, string | string[]> {
  return Object.fromEntries([...new Set(query.keys())].map((key) => {
    const values = query.getAll(key);
    return [key, values.length === 1 ? values[0]! : values];
  }));
}

/** Node's own SHA-256 and HMAC behind the interface of the signer: several times faster than a JavaScript hash. */
class NodeSha256 implements Checksum {
  private readonly secret?: SourceData;
  private hash!: Hash | Hmac;

  constructor(secret?: SourceData) {
    this.secret = secret;
    this.reset();
  }

  update(chunk: Uint8Array): void {
    this.hash.update(chunk);
  }

  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }

  reset(): void {
    this.hash = this.secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(this.secret));
  }
}

function bytesOf(data: SourceData): string | Uint8Array {
  if (typeof data === 'string') return data;
  return ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data);
}
