import { IConstruct } from 'constructs';
import { isEmbeddingModel } from '../contract/embedding-models';
import { ResilientInferenceError } from '../private/errors';
import { BoundTarget } from '../targets/bound-target';

/** Vectors of two models lie in two spaces: an index that holds both finds nothing, and no error says so. */
export function checkEmbeddings(scope: IConstruct, route: string, targets: readonly BoundTarget[]): void {
  const embedding = targets.find(({ model }) => isEmbeddingModel(model.foundationModel));
  if (!embedding) return;
  const { foundationModel } = embedding.model;
  const other = targets.find(({ model }) => model.foundationModel !== foundationModel);
  if (!other) return;
  const called = other.model.foundationModel;
  throw new ResilientInferenceError(
    'MixedEmbeddings',
    `route '${route}' gets vectors from '${foundationModel}' (target '${embedding.name}') and has target '${other.name}', which calls `
    + `${called === undefined ? 'a model that is not known by its id' : `'${called}'`}: vectors of different models cannot be compared, so that every target and `
    + 'fallback of a route must be the same embedding model, in any Region, account or profile; '
    + `${called === undefined ? 'give the target its foundationModel' : 'give the other model a route of its own'}`,
    scope,
  );
}
