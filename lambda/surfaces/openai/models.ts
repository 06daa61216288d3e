import { GatewayError } from '../../core/gateway-error';
import { jsonAnswer } from '../shared/answers';
import { quoted } from '../shared/fields';
import { HttpAnswer, Listing } from '../surface';

/** Source: https://platform.openai.com/docs/api-reference/models/object */
export interface Model {
  readonly id: string;
  readonly object: 'model';
  /** A route has no date of birth, and the field is required. */
  readonly created: 0;
  readonly owned_by: 'cdk-resilient-inference';
}

export function listModels(listing: Listing): HttpAnswer {
  return jsonAnswer(200, { object: 'list', data: listing.routes.map(modelOf) });
}

/** @throws GatewayError when the caller has no such route */
export function describeModel(route: string, listing: Listing): HttpAnswer {
  if (!listing.routes.includes(route)) throw modelNotFound(route);
  return jsonAnswer(200, modelOf(route));
}

export function modelNotFound(name: string): GatewayError {
  return new GatewayError('unknownRoute', `the model ${quoted(name)} does not exist: expected one that GET /v1/models lists`,
    { field: 'model' });
}

function modelOf(route: string): Model {
  return { id: route, object: 'model', created: 0, owned_by: 'cdk-resilient-inference' };
}
