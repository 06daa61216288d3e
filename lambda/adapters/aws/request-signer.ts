import { createHmac } from 'node:crypto';
import { AwsCredentials } from './credentials';
import { sha256Hex } from './payload';
import { Clock } from '../../core/ports';

/** What a signature covers. */
export interface SignableRequest {
  readonly service: string;
  readonly region: string;
  /** Value of the `host` header. */
  readonly host: string;
  /** As it is sent: every segment percent-encoded once, none of them `.` or `..`. */
  readonly path: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly sha256: string;
}

/** Returns all headers of a POST request, the signature among them. */
export type RequestSigner = (request: SignableRequest, credentials: AwsCredentials) => Record<string, string>;

/** The part of a signature that stays the same for a day, a Region and a service. */
interface Scope {
  readonly text: string;
  readonly key: Uint8Array;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';

/**
 * AWS Signature Version 4, for requests without a query. A request with a quota needs three of them, and a general signer costs
 * seven times as much: decision 0038.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function createRequestSigner(clock: Clock): RequestSigner {
  const scopeOf = createScopes();

  return ({ service, region, host, path, headers, sha256 }, credentials) => {
    const time = timestamp(clock.now());
    const { text: scope, key } = scopeOf(credentials, time.slice(0, 8), region, service);
    const signed: Record<string, string> = { ...headers, host, 'x-amz-content-sha256': sha256, 'x-amz-date': time };
    if (credentials.sessionToken !== undefined) signed['x-amz-security-token'] = credentials.sessionToken;

    const names = Object.keys(signed).sort();
    let lines = '';
    for (const name of names) lines += `${name}:${canonicalValue(signed[name]!)}\n`;
    const signedHeaders = names.join(';');
    const request = `POST\n${canonicalPath(path)}\n\n${lines}\n${signedHeaders}\n${sha256}`;
    const signature = createHmac('sha256', key).update(`${ALGORITHM}\n${time}\n${scope}\n${sha256Hex(request)}`).digest('hex');
    signed.authorization = `${ALGORITHM} Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${signedHeaders}, Signature=${signature}`;
    return signed;
  };
}

/** Keys go with the credentials that they are derived from; of each service and Region only today's is kept. */
function createScopes() {
  const ofCredentials = new WeakMap<AwsCredentials, Map<string, Scope>>();

  return (credentials: AwsCredentials, day: string, region: string, service: string): Scope => {
    let scopes = ofCredentials.get(credentials);
    if (!scopes) ofCredentials.set(credentials, scopes = new Map());
    const place = `${region}/${service}`;
    const text = `${day}/${place}/aws4_request`;
    let scope = scopes.get(place);
    if (scope?.text !== text) {
      const key = [day, region, service, 'aws4_request'].reduce<Uint8Array | string>(
        (outer, part) => createHmac('sha256', outer).update(part).digest(), `AWS4${credentials.secretAccessKey}`,
      );
      scopes.set(place, scope = { text, key: key as Uint8Array });
    }
    return scope;
  };
}

/** `20261121T140000Z` */
function timestamp(now: number): string {
  return new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');
}

function canonicalValue(value: string): string {
  return value.trim().replace(/\s+/g, ' ');
}

/** Every service but S3 signs a path whose segments are encoded once more. */
function canonicalPath(path: string): string {
  return path.replace(/[^\w.~/-]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
