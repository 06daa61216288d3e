import { BoundTarget } from '../targets/bound-target';
import { SourceReference } from '../targets/model-reference';

const FOUNDATION_MODEL_ARN = /:foundation-model\/[^/]+$/;

/**
 * What an application inference profile of the gateway's stack would be a copy of, to be called in the place of a target.
 * Undefined where there can be none: CloudFormation makes profiles in the account and Region of the stack, and Bedrock
 * copies foundation models and system-defined profiles only.
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-create.html
 */
export function profileSource({ model, region, role }: BoundTarget): SourceReference | undefined {
  if (role || !region.home) return undefined;
  switch (model.kind) {
    case 'foundationModel':
    case 'geographicProfile':
    case 'globalProfile': return model;
    case 'applicationProfile': return undefined;
    case 'resource': return model.foundationModel !== undefined && FOUNDATION_MODEL_ARN.test(model.arn)
      ? { kind: 'foundationModel', foundationModel: model.foundationModel }
      : undefined;
  }
}

/** The id of the foundation model or of the profile: what tells one source in a Region from another. */
export function sourceId(source: SourceReference): string {
  return source.kind === 'foundationModel' ? source.foundationModel : source.profileId;
}
