import { Stack, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { foundationModelArn } from '../iam/bedrock-arns';
import { ResilientInferenceError } from '../private/errors';
import { checkFoundationModel, ModelReference, onDemandReference } from '../targets/model-reference';

/** What Provisioned Throughput is bought for. */
export interface BoughtModel {
  /** For permissions; may be a token. */
  readonly arn: string;
  /** Whether it is a custom model, or may turn out to be one. */
  readonly perhapsCustom: boolean;
  readonly foundationModel?: string;
}

const CUSTOM_MODEL = /^arn:[a-z-]+:bedrock:([a-z0-9-]+):\d{12}:custom-model\/[a-zA-Z0-9.:/-]+$/;

/** Reads the `model` of the properties. `behind` is what the user says of an ARN that does not tell which model it is. */
export function boughtModel(scope: IConstruct, model: string, behind: string | undefined): BoughtModel {
  const stack = Stack.of(scope);
  const [, customRegion] = Token.isUnresolved(model) ? [] : CUSTOM_MODEL.exec(model) ?? [];
  if (customRegion !== undefined) {
    checkRegion(scope, model, customRegion, stack.region);
    if (behind !== undefined) checkFoundationModel(behind);
    return { arn: model, perhapsCustom: true, foundationModel: behind };
  }
  const reference = onDemandReference(model, behind);
  if (reference.kind === 'foundationModel') {
    return { arn: foundationModelArn(stack, stack.region, model), perhapsCustom: false, foundationModel: model };
  }
  if (reference.kind !== 'resource' || !(Token.isUnresolved(model) || isFoundationModel(reference))) {
    throw new ResilientInferenceError(
      'InvalidModelId',
      `model is '${model}', but Provisioned Throughput is bought for a foundation model (its id or ARN) or a custom model (its ARN, 'arn:aws:bedrock:REGION:ACCOUNT:custom-model/ID')`,
      scope,
    );
  }
  if (reference.region !== undefined) checkRegion(scope, model, reference.region, stack.region);
  return { arn: model, perhapsCustom: Token.isUnresolved(model), foundationModel: reference.foundationModel };
}

function isFoundationModel({ arn }: ModelReference & { kind: 'resource' }): boolean {
  return arn.includes(':foundation-model/');
}

function checkRegion(scope: IConstruct, model: string, region: string, here: string): void {
  if (Token.isUnresolved(here) || region === here) return;
  throw new ResilientInferenceError('WrongRegion', `model is '${model}' of '${region}', but the stack is in '${here}': buy it in a stack of that Region`, scope);
}
