import { bearer } from './dialects/dialect';
import { jsonOf, listOf, objectOf } from './http/exchange';
import { Send } from './http/send';

/** How a tenant stands at its requests per minute over all routes. */
export interface RequestsUsage {
  readonly limit: number;
  readonly used: number;
  readonly remaining: number;
}

/** From `GET /v1/usage`, which costs nothing. @returns undefined when there is no such limit, or no answer */
export async function readUsage(send: Send, key: string): Promise<RequestsUsage | undefined> {
  const answer = jsonOf(await send({ method: 'GET', path: '/v1/usage', headers: bearer(key) }));
  const entry = listOf(answer?.limits).map(objectOf).find((limit) => limit?.limited_by === 'requestsPerMinute' && limit.route === null);
  const { limit, remaining, used } = entry ?? {};
  return typeof limit === 'number' && typeof remaining === 'number' && typeof used === 'number' ? { limit, remaining, used } : undefined;
}
