import { createHash } from 'node:crypto';
import type { ResourceRequest } from './request';
import { CommitmentDuration, GENERATION_LENGTH, ProvisionedProperties } from '../../../src/contract/provisioned';

/** What a request wants there to be. */
export interface Desired {
  readonly name: string;
  /** The end of the name: the same as long as it can become what is wanted without being replaced. */
  readonly generation: string;
  readonly model: string;
  readonly units: number;
  readonly commitment?: CommitmentDuration;
  readonly tags: Readonly<Record<string, string>>;
  readonly waitMs: number;
}

export function desiredBy(request: Pick<ResourceRequest, 'StackId' | 'LogicalResourceId'>, properties: ProvisionedProperties): Desired {
  const { Name, Model: model, ModelUnits, Commitment: commitment, Tags: tags = {}, WaitSeconds } = properties;
  const units = Number(ModelUnits);
  const identity = [stackNameOf(request.StackId), request.LogicalResourceId, units, commitment ?? 'none', isCustom(model) ? 'custom' : plainId(model)];
  const generation = createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, GENERATION_LENGTH);
  return { name: `${Name}-${generation}`, generation, model, units, commitment, tags, waitMs: Number(WaitSeconds) * 1000 };
}

/** One custom model can take the place of another; a foundation model stays: see UpdateProvisionedModelThroughput. */
export function isCustom(model: string): boolean {
  return model.includes(':custom-model/');
}

/** Whether Bedrock's ARN of a model means what was asked for by its id or ARN. */
export function isModel(arn: string, asked: string): boolean {
  return arn === asked || plainId(arn) === plainId(asked);
}

function plainId(model: string): string {
  return model.split(':foundation-model/').at(-1) ?? model;
}

/** Without the id that a stack gets anew whenever it is made again under its name. */
function stackNameOf(stackId: string): string {
  return stackId.split('/')[1] ?? stackId;
}
