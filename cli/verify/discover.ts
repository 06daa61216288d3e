import { Check, settled } from './check';
import { bearer } from './dialects/dialect';
import { judged } from './finding';
import { jsonOf, listOf, objectOf, statusProblems } from './http/exchange';
import { Send } from './http/send';

export interface Discovered {
  readonly check: Check;
  /** Absent: the gateway does not say, so that nothing else can be asked. */
  readonly routes?: readonly string[];
}

/** What the key may use, from the gateway itself. Costs nothing. */
export async function discoverRoutes(send: Send, key: string): Promise<Discovered> {
  const exchange = await send({ method: 'GET', path: '/v1/models', headers: bearer(key) });
  const found = (problems: readonly string[], detail = '') => settled('models', 'the key is accepted and lists its models', judged(problems, detail));
  const status = statusProblems(exchange, 200);
  if (status.length > 0) return { check: found(status) };
  const routes = listOf(jsonOf(exchange)?.data).flatMap((model) => objectOf(model)?.id).filter((id) => typeof id === 'string');
  if (routes.length === 0) return { check: found(['the list of models is empty, or none']) };
  return { routes, check: found([], routes.join(', ')) };
}

/**
 * Whether a route gives vectors. Asks for one of a length that no model has: whichever member is at fault tells, and
 * neither question reaches a model.
 */
export async function givesVectors(send: Send, key: string, route: string): Promise<boolean> {
  const exchange = await send({
    method: 'POST', path: '/v1/embeddings', headers: bearer(key), body: JSON.stringify({ model: route, input: 'probe', dimensions: 1 }),
  });
  return exchange.status === 200 || objectOf(jsonOf(exchange)?.error)?.param === 'dimensions';
}
