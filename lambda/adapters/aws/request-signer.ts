import { createHash, createHmac, Hash, Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { Checksum, SourceData } from '@smithy/types';
import { AwsCredentials } from './credentials';
import { Clock } from '../../core/ports';

/** What a signature covers. */
export interface SignableRequest {
  readonly service: string;
  readonly region: string;
  /** Value of the `host` header. */
  readonly host: string;
  /** As it is sent: every segment percent-encoded once. */
  readonly path: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly sha256: string;
}

/** Returns all headers of a POST request, the signature among them. */
export type RequestSigner = (request: SignableRequest, credentials: AwsCredentials) => Promise<Record<string, string>>;

/** AWS Signature Version 4. */
export function createRequestSigner(clock: Clock): RequestSigner {
  // Signers go with the credentials that they hold.
  const signers = new WeakMap<AwsCredentials, Map<string, SignatureV4>>();

  const signerOf = (service: string, region: string, credentials: AwsCredentials): SignatureV4 => {
    let ofCredentials = signers.get(credentials);
    if (!ofCredentials) signers.set(credentials, ofCredentials = new Map());
    const name = `${service}/${region}`;
    let signer = ofCredentials.get(name);
    if (!signer) ofCredentials.set(name, signer = new SignatureV4({ service, region, credentials, sha256: NodeSha256 }));
    return signer;
  };

  return async ({ service, region, host, path, headers, sha256 }, credentials) => {
    const signed = await signerOf(service, region, credentials).sign(
      {
        method: 'POST',
        protocol: 'https:',
        hostname: host,
        path,
        query: {},
        // With the hash in its header, the signer does not compute it again.
        headers: { ...headers, host, 'x-amz-content-sha256': sha256 },
      },
      { signingDate: new Date(clock.now()) },
    );
    return signed.headers;
  };
}

/** SHA-256 and its HMAC by OpenSSL, for a signer that brings none. */
class NodeSha256 implements Checksum {
  private readonly hash: Hash | Hmac;

  constructor(secret?: SourceData) {
    this.hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }

  update(chunk: Uint8Array): void {
    this.hash.update(chunk);
  }

  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }

  reset(): void {
    throw new Error('a hash of node:crypto cannot start again: make a new one');
  }
}

function bytesOf(data: SourceData): string | Uint8Array {
  if (typeof data === 'string') return data;
  return ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data);
}
