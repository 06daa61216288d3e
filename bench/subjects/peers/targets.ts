import { MODEL_ID, ROUTE, SECOND_MODEL_ID, THROTTLED_MODEL, THROTTLED_ROUTE, UNAVAILABLE_MODEL, UNAVAILABLE_ROUTE } from '../../setting';

/** The models of each route, the first one and its fallback: the same as in the plan of the gateway. */
const MODELS: { readonly [route: string]: readonly [first: string, fallback: string] } = {
  [ROUTE]: [MODEL_ID, SECOND_MODEL_ID],
  [THROTTLED_ROUTE]: [THROTTLED_MODEL, MODEL_ID],
  [UNAVAILABLE_ROUTE]: [UNAVAILABLE_MODEL, MODEL_ID],
};

export const PEER_ROUTES = Object.keys(MODELS);

/** @throws Error for a route that only the gateway has */
export function modelsOf(route: string): readonly [first: string, fallback: string] {
  const models = MODELS[route];
  if (!models) throw new Error(`no peer has the route ${JSON.stringify(route)}: expected one of ${PEER_ROUTES.join(', ')}`);
  return models;
}
