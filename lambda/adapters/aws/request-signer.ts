import { SignatureV4 } from '@smithy/signature-v4';
import { AwsCredentials } from './credentials';
import { NodeSha256 } from './node-sha256';
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
