import { ROUTE_NAME } from '../../../../src/contract/names';
import { requireNonEmptyString } from '../../shared/fields';
import { JsonObject } from '../../shared/json';
import { modelNotFound } from '../models';

/** The route in the place of the model. @throws GatewayError for a name that no route can have */
export function requireRoute(body: JsonObject): string {
  const route = requireNonEmptyString(body.model, 'model');
  if (!ROUTE_NAME.test(route)) throw modelNotFound(route);
  return route;
}
