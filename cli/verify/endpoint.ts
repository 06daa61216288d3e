import { UsageError } from '../usage-error';

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

export interface Endpoint {
  /** Without a slash at its end. */
  readonly url: string;
  readonly encrypted: boolean;
}

/**
 * The base URL as the stack's output has it, or as clients are told it.
 * @throws UsageError when it is no URL, or when a key would travel in clear
 */
export function parseEndpoint(text: string): Endpoint {
  const rule = '--endpoint must be the URL in the output EndpointUrl of the stack';
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url) throw new UsageError(`${rule}, received ${JSON.stringify(text)}`);
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') {
    throw new UsageError(`${rule}, without a user, a query or a fragment`);
  }
  const encrypted = url.protocol === 'https:';
  if (!encrypted && (url.protocol !== 'http:' || !LOOPBACK.has(url.hostname))) {
    throw new UsageError(`${rule}, which begins with https://: nothing is sent in clear, except on this machine; received ${url.protocol}//${url.host}`);
  }
  return { url: `${url.origin}${url.pathname.replace(/\/+$/, '').replace(/\/v1$/, '')}`, encrypted };
}
