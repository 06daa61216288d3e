import { Token } from 'aws-cdk-lib';
import { checkModelOptions } from './check-model-options';
import { InferenceTargetOptions } from './target-options';
import { SHARD_NAME } from '../contract/names';
import { checkGuardrail } from '../guardrails/check-guardrail';
import { ResilientInferenceError } from '../private/errors';
import { checkExternalId, checkName, checkPlanNumber, checkRegion, checkRoleArn } from '../private/validate';
import { checkQuota } from '../tenants/check-quota';

/** Appears in metric dimensions and table keys. Wide enough for an ARN. */
const TARGET_NAME = /^[A-Za-z0-9][A-Za-z0-9._:@/-]{0,511}$/;

export function checkTargetOptions(modelId: string, options: InferenceTargetOptions): void {
  const target = `the target for '${modelId}'`;
  if (options.region !== undefined) checkRegion(`the region of ${target}`, options.region);
  if (options.roleArn !== undefined) checkRoleArn(`the roleArn of ${target}`, options.roleArn);
  if (options.externalId !== undefined) {
    if (options.roleArn === undefined) {
      throw new ResilientInferenceError(
        'ContradictoryProperties',
        `${target} has externalId '${options.externalId}' but no roleArn: add the role that asks for it, or remove externalId`,
      );
    }
    checkExternalId(`the externalId of ${target}`, options.externalId);
  }
  if (options.capacity !== undefined) {
    const { pool, ...limits } = options.capacity;
    checkQuota(`the capacity of ${target}`, limits);
    if (pool !== undefined) checkName(`the pool of the capacity of ${target}`, pool, TARGET_NAME);
  }
  if (options.guardrail !== undefined) checkGuardrail(`the guardrail of ${target}`, options.guardrail);
  if (options.weight !== undefined) checkPlanNumber(`the weight of ${target}`, options.weight, 1);
  checkModelOptions(target, options);
  if (options.name !== undefined) checkName(`the name of ${target}`, options.name, TARGET_NAME);
  if (options.shard !== undefined) checkName(`the shard of ${target}`, options.shard, SHARD_NAME);
}

export function checkDestinationRegions(profileId: string, regions: readonly string[]): void {
  if (Token.isUnresolved(regions)) {
    throw new ResilientInferenceError('TokenNotAllowed', `the destinationRegions of '${profileId}' are a token list, whose length is not known at synth: list the Regions`);
  }
  if (regions.length === 0) {
    throw new ResilientInferenceError('InvalidRegion', `the destinationRegions of '${profileId}' are empty: list at least one Region, or leave them out for the whole geography`);
  }
  for (const region of regions) checkRegion(`a destination Region of '${profileId}'`, region);
}
