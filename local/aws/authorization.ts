import { AwsError } from './service';

/** The parts of a SigV4 `Authorization` header. */
export interface Authorization {
  readonly accessKeyId: string;
  /** `YYYYMMDD` */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  /** Lower-case names. */
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';

/**
 * @throws AwsError MissingAuthenticationToken or IncompleteSignature
 */
export function parseAuthorization(header: string | undefined): Authorization {
  if (header === undefined || header.trim() === '') {
    throw new AwsError('MissingAuthenticationToken', 403, 'Missing Authentication Token');
  }
  const [algorithm = '', ...rest] = header.trim().split(/\s+/);
  if (algorithm !== ALGORITHM) {
    throw incomplete(`Unsupported AWS 'algorithm': '${algorithm}' (only ${ALGORITHM} for now).`);
  }
  const fields = new Map(rest.join(' ').split(',').map((pair) => {
    const separator = pair.indexOf('=');
    return [pair.slice(0, separator).trim(), pair.slice(separator + 1).trim()] as const;
  }));
  const field = (name: string) => {
    const value = fields.get(name);
    if (value === undefined || value === '') throw incomplete(`Authorization header requires '${name}' parameter. Authorization=${header}`);
    return value;
  };
  const credential = field('Credential');
  const [accessKeyId, date, region, service, terminator, ...more] = credential.split('/');
  if (!accessKeyId || !date || !region || !service || terminator !== 'aws4_request' || more.length > 0) {
    throw incomplete(`Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/aws4_request, got '${credential}'`);
  }
  return {
    accessKeyId,
    date,
    region,
    service,
    signedHeaders: field('SignedHeaders').toLowerCase().split(';'),
    signature: field('Signature'),
  };
}

function incomplete(message: string): AwsError {
  return new AwsError('IncompleteSignature', 403, message);
}
