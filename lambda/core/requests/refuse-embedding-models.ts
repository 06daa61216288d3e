import { isEmbeddingModel } from '../../../src/contract/embedding-models';
import { RoutePlan } from '../../../src/contract/plan';
import { GatewayError } from '../gateway-error';
import { LoadedPlan } from '../loaded-plan';
import { modelsOf } from './models-of';

/** @throws GatewayError for a conversation that is sent to models which only turn texts into vectors */
export function refuseEmbeddingModels(route: RoutePlan, targets: LoadedPlan['targets']): void {
  if (!modelsOf(route, targets).some(isEmbeddingModel)) return;
  throw new GatewayError('invalidRequest',
    'this model turns texts into vectors and writes no answers: send texts to POST /v1/embeddings, or ask another model', { field: 'model' });
}
