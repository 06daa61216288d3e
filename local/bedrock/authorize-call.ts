import { ModelReference } from './model-id';
import { isStreamOperation, Operation } from './operation';
import { partitionOf } from './profiles';
import { AwsRequest } from '../aws/service';

/** One question to IAM. */
export interface AuthorizationCheck {
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string>>;
}

/**
 * Everything that IAM must allow before the call may run.
 *
 * A destination Region that is not allowed makes calls fail now and then in AWS; here it fails every
 * time, so that a missing statement is found on the first try.
 */
export function authorizationChecks(operation: Operation, model: ModelReference, sourceRegion: string): readonly AuthorizationCheck[] {
  const resources = resourceChecks(model, sourceRegion);
  return actionsOf(operation).flatMap((action) => resources.map((check) => ({ action, ...check })));
}

/** @throws AwsError of the first check that IAM does not allow */
export function authorizeCall(request: AwsRequest, operation: Operation, model: ModelReference): void {
  for (const check of authorizationChecks(operation, model, request.region)) request.authorize(check.action, check.resource, check.context);
}

function actionsOf(operation: Operation): readonly string[] {
  if (operation === 'CountTokens') return ['bedrock:CountTokens', 'bedrock:InvokeModel'];
  return [isStreamOperation(operation) ? 'bedrock:InvokeModelWithResponseStream' : 'bedrock:InvokeModel'];
}

function resourceChecks(model: ModelReference, sourceRegion: string): Omit<AuthorizationCheck, 'action'>[] {
  const partition = partitionOf(sourceRegion);
  const named = { resource: model.arn, context: { 'aws:RequestedRegion': sourceRegion } };
  // Which checks AWS makes on the model behind Provisioned Throughput is not documented.
  if (model.kind === 'foundation-model' || model.kind === 'provisioned-model' || model.foundationModelId === undefined) return [named];
  const foundationModel = (region: string, requestedRegion: string) => ({
    resource: `arn:${partition}:bedrock:${region}::foundation-model/${model.foundationModelId}`,
    // Only the checks on the models behind a profile carry the key; the check on the profile itself does not.
    context: { 'aws:RequestedRegion': requestedRegion, 'bedrock:InferenceProfileArn': model.arn },
  });
  // AWS does not document this check; whoever allows what is copied through the application profile is on the safe side.
  const copied = model.copiedProfileArn === undefined ? []
    : [{ resource: model.copiedProfileArn, context: { 'aws:RequestedRegion': sourceRegion, 'bedrock:InferenceProfileArn': model.arn } }];
  if (model.routing === 'global') return [named, ...copied, foundationModel(sourceRegion, sourceRegion), foundationModel('', 'unspecified')];
  const regions = new Set([sourceRegion, ...model.destinations]);
  return [named, ...copied, ...[...regions].map((region) => foundationModel(region, region))];
}
