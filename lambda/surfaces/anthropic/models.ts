import { GatewayError } from '../../core/gateway-error';
import { jsonAnswer } from '../shared/answers';
import { quoted } from '../shared/fields';
import { ModelWords } from '../shared/model-listing';

/** Source: https://platform.claude.com/docs/en/api/models/list */
export interface ModelInfo {
  readonly type: 'model';
  readonly id: string;
  readonly display_name: string;
  /** A route has no date of birth; the epoch is what Anthropic shows for one that is not known. */
  readonly created_at: '1970-01-01T00:00:00Z';
}

export const ANTHROPIC_MODELS: ModelWords = {
  /** All of them on one page, whatever its size should be. */
  list: ({ routes }) => jsonAnswer(200, { data: routes.map(modelOf), has_more: false, first_id: routes[0] ?? null, last_id: routes.at(-1) ?? null }),
  modelOf,
  notFound: modelNotFound,
};

export function modelNotFound(name: string): GatewayError {
  return new GatewayError('unknownRoute', `model: ${quoted(name)} does not exist: expected one that GET /v1/models lists`, { field: 'model' });
}

function modelOf(route: string): ModelInfo {
  return { type: 'model', id: route, display_name: route, created_at: '1970-01-01T00:00:00Z' };
}
