import { Clock } from '../../core/ports';

/** What is used of `fetch`, which fits. */
export type Fetch = (url: string, init: FetchInit) => Promise<FetchResponse>;

export interface FetchInit {
  readonly signal: AbortSignal;
  /** A redirect could lead anywhere. */
  readonly redirect: 'error';
  readonly headers: Record<string, string>;
}

export interface FetchResponse {
  readonly status: number;
  readonly body: AsyncIterable<Uint8Array> | null;
}

const TIMEOUT_MS = 2_000;

/** Issuers have a few keys, of a few kilobytes with their certificates. */
const MAX_BYTES = 256 * 1024;

/** @throws Error unless the whole answer, JSON of at most 256 KB with status 200, is there within two seconds */
export async function fetchJson(url: string, fetch: Fetch, clock: Clock): Promise<unknown> {
  const tooLate = new AbortController();
  const done = new AbortController();
  const timeout = clock.sleep(TIMEOUT_MS, done.signal).then(() => {
    const error = new Error(`no answer within ${TIMEOUT_MS} ms`);
    tooLate.abort(error);
    throw error;
  });
  try {
    return JSON.parse(await Promise.race([read(url, fetch, tooLate.signal), timeout]));
  } finally {
    timeout.catch(() => undefined);
    done.abort();
  }
}

async function read(url: string, fetch: Fetch, signal: AbortSignal): Promise<string> {
  const { status, body } = await fetch(url, { signal, redirect: 'error', headers: { accept: 'application/json' } });
  if (status !== 200) throw new Error(`answered with status ${status}`);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.byteLength;
    // Leaving the loop cancels the rest.
    if (length > MAX_BYTES) throw new Error(`answered with more than ${MAX_BYTES} bytes`);
    signal.throwIfAborted();
    chunks.push(chunk);
  }
  return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
}
