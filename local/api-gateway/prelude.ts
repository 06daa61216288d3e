/** The metadata in front of a streamed response. */
export interface Metadata {
  readonly statusCode: number;
  readonly headers?: unknown;
  readonly multiValueHeaders?: unknown;
  readonly cookies?: unknown;
}

export interface Prelude {
  readonly metadata: Metadata;
  /** The first bytes of the body, if they came along. */
  readonly rest: Uint8Array;
}

/** Eight NUL bytes end the metadata. */
const DELIMITER = Buffer.alloc(8);

/** A response that has not come to its delimiter by here has none. AWS publishes no number. */
const MAX_METADATA_BYTES = 64 * 1024;

/** Collects chunks until the metadata is complete. */
export interface PreludeParser {
  /** @throws Error when what came so far cannot be the beginning of a valid response */
  add(chunk: Uint8Array): Prelude | undefined;
}

export function createPreludeParser(): PreludeParser {
  let collected = Buffer.alloc(0);
  return {
    add: (chunk) => {
      collected = Buffer.concat([collected, chunk]);
      const position = collected.indexOf(DELIMITER);
      if (position >= 0) {
        return { metadata: parseMetadata(collected.subarray(0, position).toString('utf8')), rest: collected.subarray(position + DELIMITER.length) };
      }
      if (collected.length > MAX_METADATA_BYTES) throw new Error(`no 8 NUL bytes in the first ${MAX_METADATA_BYTES} bytes of the response`);
      return undefined;
    },
  };
}

function parseMetadata(json: string): Metadata {
  const parsed: unknown = JSON.parse(json);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw new Error('the metadata is not a JSON object');
  return { ...parsed, statusCode: parseStatusCode((parsed as Record<string, unknown>).statusCode ?? 200) };
}

/** A whole number from 100 to 599, as a number or as text. */
export function parseStatusCode(value: unknown): number {
  const status = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof status === 'number' && Number.isInteger(status) && status >= 100 && status <= 599) return status;
  throw new Error(`statusCode must be a whole number from 100 to 599, received ${JSON.stringify(value)}`);
}
