import { GatewayError } from '../../core/gateway-error';
import { jsonAnswer } from '../shared/answers';
import { quoted } from '../shared/fields';
import { HttpAnswer, Listing } from '../surface';

/** Source: https://platform.claude.com/docs/en/api/models/list */
export interface ModelInfo {
  readonly type: 'model';
  readonly id: string;
  readonly display_name: string;
  /** A route has no date of birth; the epoch is what Anthropic shows for one that is not known. */
  readonly created_at: '1970-01-01T00:00:00Z';
}

/** All of them on one page, whatever its size should be. */
export function listModels({ routes }: Listing): HttpAnswer {
  return jsonAnswer(200, { data: routes.map(modelOf), has_more: false, first_id: routes[0] ?? null, last_id: routes.at(-1) ?? null });
}

/** @throws GatewayError when the caller has no such route */
export function describeModel(route: string, { routes }: Listing): HttpAnswer {
  if (!routes.includes(route)) throw modelNotFound(route);
  return jsonAnswer(200, modelOf(route));
}

export function modelNotFound(name: string): GatewayError {
  return new GatewayError('unknownRoute', `model: ${quoted(name)} does not exist: expected one that GET /v1/models lists`, { field: 'model' });
}

function modelOf(route: string): ModelInfo {
  return { type: 'model', id: route, display_name: route, created_at: '1970-01-01T00:00:00Z' };
}
