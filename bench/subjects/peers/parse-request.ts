import { WorkRequest } from '../../workload/works';

/** What a work asks for, as far as it has to be asked otherwise of a peer. */
export type ParsedRequest =
  | { readonly kind: 'bedrock'; readonly route: string; readonly operation: string }
  | { readonly kind: 'openai'; readonly route: string };

const BEDROCK_PATH = /^\/model\/([^/]+)\/([a-z-]+)$/;

/** @throws Error for a request of which no route can be told */
export function parseRequest({ path, body }: WorkRequest): ParsedRequest {
  const [, route, operation] = BEDROCK_PATH.exec(path) ?? [];
  if (route !== undefined) return { kind: 'bedrock', route, operation };
  const { model } = JSON.parse(body.toString('utf8')) as { readonly model?: unknown };
  if (typeof model !== 'string') throw new Error(`the request to ${path} names no model, so that no peer can be asked the same`);
  return { kind: 'openai', route: model };
}
