import { ServerResponse } from 'node:http';

/** Belong to one connection: API Gateway sets its own. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'proxy-authenticate', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade']);

/** API Gateway keeps these for itself and passes the integration's on under another name. */
const REMAPPED = new Set(['content-length', 'date', 'server', 'www-authenticate']);

export interface IntegrationHeaders {
  readonly headers?: unknown;
  readonly multiValueHeaders?: unknown;
  /** Only in the metadata of a streamed response. */
  readonly cookies?: unknown;
}

/** Puts the headers of an integration's response on the wire as API Gateway would. */
export function applyHeaders(response: ServerResponse, { headers, multiValueHeaders, cookies }: IntegrationHeaders): void {
  const merged = new Map<string, string[]>();
  for (const [name, values] of Object.entries(objectOf(multiValueHeaders))) {
    if (Array.isArray(values)) merged.set(name.toLowerCase(), values.map(String));
  }
  for (const [name, value] of Object.entries(objectOf(headers))) {
    const key = name.toLowerCase();
    // A name in both maps keeps all values; a repeated value counts once.
    const others = (merged.get(key) ?? []).filter((other) => other !== String(value));
    if (value !== null && value !== undefined) merged.set(key, [...others, String(value)]);
  }
  if (Array.isArray(cookies)) merged.set('set-cookie', [...merged.get('set-cookie') ?? [], ...cookies.map(String)]);
  for (const [name, values] of merged) {
    if (HOP_BY_HOP.has(name)) continue;
    response.setHeader(REMAPPED.has(name) ? `x-amzn-remapped-${name}` : name, values.length === 1 ? values[0]! : values);
  }
  if (!response.hasHeader('content-type')) response.setHeader('content-type', 'application/json');
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? value as Record<string, unknown> : {};
}
