import { ArnFormat, Stack } from 'aws-cdk-lib';
import { SourceReference } from '../targets/model-reference';

/** Source of all formats: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html */
export function systemProfileArn(stack: Stack, region: string, profileId: string): string {
  return stack.formatArn({ service: 'bedrock', region, resource: 'inference-profile', resourceName: profileId, arnFormat: ArnFormat.SLASH_RESOURCE_NAME });
}

/** @param region empty: of no Region */
export function foundationModelArn(stack: Stack, region: string, model: string): string {
  return stack.formatArn({ service: 'bedrock', region, account: '', resource: 'foundation-model', resourceName: model, arnFormat: ArnFormat.SLASH_RESOURCE_NAME });
}

/** Of the account and Region of the stack. */
export function applicationProfileArn(stack: Stack, id: string): string {
  return stack.formatArn({ service: 'bedrock', resource: 'application-inference-profile', resourceName: id, arnFormat: ArnFormat.SLASH_RESOURCE_NAME });
}

/** Of the account of the stack. */
export function guardrailArn(stack: Stack, region: string, identifier: string): string {
  return stack.formatArn({ service: 'bedrock', region, resource: 'guardrail', resourceName: identifier, arnFormat: ArnFormat.SLASH_RESOURCE_NAME });
}

/** Of what an application inference profile is a copy of. */
export function sourceArn(stack: Stack, region: string, source: SourceReference): string {
  return source.kind === 'foundationModel' ? foundationModelArn(stack, region, source.foundationModel) : systemProfileArn(stack, region, source.profileId);
}
