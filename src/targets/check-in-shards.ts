import { ModelReference } from './model-reference';
import { InferenceTargetOptions } from './target-options';
import { InferenceShard } from '../accounts/inference-shard';
import { ResilientInferenceError } from '../private/errors';

/** What a shard says of its targets, and what would be the same in all of them although it cannot be. */
const SAID_BY_SHARDS = ['region', 'roleArn', 'externalId', 'shard', 'guardrail', 'name'] as const;

export function checkCanBeInShards(modelId: string, model: ModelReference, options: InferenceTargetOptions, shards: readonly InferenceShard[]): void {
  if (shards.length === 0) {
    throw new ResilientInferenceError('NoTargets', `the target for '${modelId}' is put into no shard, so it would be nowhere: list at least one InferenceShard`);
  }
  if (model.kind === 'resource' || model.kind === 'applicationProfile') {
    throw new ResilientInferenceError(
      'ContradictoryProperties',
      `the target for '${modelId}' is an ARN, which exists in one account and Region, and cannot be in shards: pass the id of a model or profile, or give the target its own region, roleArn and shard`,
    );
  }
  const said = SAID_BY_SHARDS.filter((option) => options[option] !== undefined);
  if (said.length === 0) return;
  throw new ResilientInferenceError(
    'ContradictoryProperties',
    `the target for '${modelId}' has ${said.join(', ')}, but is put into shards, each of which decides that for its targets: leave ${said.length === 1 ? 'it' : 'them'} out`,
  );
}
