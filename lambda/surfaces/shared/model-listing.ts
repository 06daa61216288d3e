import { GatewayError } from '../../core/gateway-error';
import { HttpAnswer, HttpRequest, Listing, Operation } from '../surface';
import { jsonAnswer } from './answers';
import { isUnder, routeInPath } from './path';
import { requireMethod } from './require-method';

/** Where both APIs list their models. */
export const MODELS = '/v1/models';

/** How one API speaks of models. */
export interface ModelWords {
  list(listing: Listing): HttpAnswer;
  modelOf(route: string): object;
  notFound(name: string): GatewayError;
}

/**
 * The list of models, or one of them: whatever a request below that path asks for.
 * @returns undefined for another path
 * @throws GatewayError for another method, and for what cannot be the name of a model
 */
export function modelOperation(request: HttpRequest, { list, modelOf, notFound }: ModelWords): Operation | undefined {
  if (!isUnder(MODELS, request.path)) return undefined;
  requireMethod(request, 'GET');
  if (request.path === MODELS) return { kind: 'list', answer: list };
  const segment = request.path.slice(MODELS.length + 1);
  const route = routeInPath(segment);
  if (route === undefined) throw notFound(segment);
  return {
    kind: 'list',
    answer({ routes }) {
      if (!routes.includes(route)) throw notFound(route);
      return jsonAnswer(200, modelOf(route));
    },
  };
}
