import { provisionedError } from './provisioned-error';

/** What Provisioned Throughput can be bought for. */
export interface BoughtModel {
  readonly arn: string;
  readonly foundationModelArn: string;
  readonly custom: boolean;
}

const FOUNDATION = /^(?:arn:[a-z-]+:bedrock:([a-z0-9-]+)::foundation-model\/)?([a-z0-9-]+\.[a-zA-Z0-9.:-]+)$/;
const CUSTOM = /^arn:[a-z-]+:bedrock:([a-z0-9-]+):\d{12}:custom-model\/([^/]+)\/[a-z0-9]{12}$/;

/** @throws AwsError ValidationException for what is no model, ResourceNotFoundException for one of another Region */
export function boughtModel(modelId: string, region: string): BoughtModel {
  const foundationModel = (id: string) => `arn:aws:bedrock:${region}::foundation-model/${id}`;
  const [, customRegion, base] = CUSTOM.exec(modelId) ?? [];
  if (base !== undefined) {
    checkRegion(modelId, customRegion, region);
    return { arn: modelId, foundationModelArn: foundationModel(base), custom: true };
  }
  const [, foundationRegion, id] = FOUNDATION.exec(modelId) ?? [];
  if (id === undefined) throw provisionedError('ValidationException', 'The provided model identifier is invalid.');
  checkRegion(modelId, foundationRegion, region);
  return { arn: foundationModel(id), foundationModelArn: foundationModel(id), custom: false };
}

function checkRegion(modelId: string, named: string | undefined, region: string): void {
  if (named !== undefined && named !== region) throw provisionedError('ResourceNotFoundException', `Could not find ${modelId} in ${region}.`);
}
