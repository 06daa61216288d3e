import { GatewayError } from '../../core/gateway-error';
import { jsonAnswer } from '../shared/answers';
import { quoted } from '../shared/fields';
import { ModelWords } from '../shared/model-listing';

/** Source: https://platform.openai.com/docs/api-reference/models/object */
export interface Model {
  readonly id: string;
  readonly object: 'model';
  /** A route has no date of birth, and the field is required. */
  readonly created: 0;
  readonly owned_by: 'cdk-resilient-inference';
}

export const OPENAI_MODELS: ModelWords = {
  list: ({ routes }) => jsonAnswer(200, { object: 'list', data: routes.map(modelOf) }),
  modelOf,
  notFound: modelNotFound,
};

export function modelNotFound(name: string): GatewayError {
  return new GatewayError('unknownRoute', `the model ${quoted(name)} does not exist: expected one that GET /v1/models lists`,
    { field: 'model' });
}

function modelOf(route: string): Model {
  return { id: route, object: 'model', created: 0, owned_by: 'cdk-resilient-inference' };
}
