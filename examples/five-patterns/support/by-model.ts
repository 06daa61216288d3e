import { Stage } from './stage';

/** The id by which a record's model was called, without the ARN around it. */
export function modelOf(modelId: string): string {
  return modelId.slice(modelId.lastIndexOf('/') + 1);
}

/** How many requests Bedrock served with a model. */
export function servedByModel(stage: Stage, model: string): number {
  return stage.records().filter(({ modelId }) => modelOf(modelId) === model).length;
}

/** How many calls Bedrock refused for a model. */
export function throttledByModel(stage: Stage, model: string): number {
  return stage.cloud.bedrock.attempts.filter((attempt) => modelOf(attempt.model) === model && attempt.outcome === 'ThrottlingException').length;
}
