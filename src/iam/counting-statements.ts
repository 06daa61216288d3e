import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { foundationModelArn } from './bedrock-arns';
import { BoundTarget } from '../targets/bound-target';

/**
 * What counting tokens needs: the model itself, since a profile cannot be asked, and the permission to call it beside that to
 * count.
 *
 * https://docs.aws.amazon.com/bedrock/latest/userguide/count-tokens.html
 */
export function countingStatements(stack: Stack, targets: readonly BoundTarget[]): PolicyStatement[] {
  const models = new Map<string, string>();
  for (const { model, region, role } of targets) {
    if (role || model.foundationModel === undefined) continue;
    const arn = foundationModelArn(stack, region.name, model.foundationModel);
    models.set(JSON.stringify(stack.resolve(arn)), arn);
  }
  return models.size === 0 ? [] : [new PolicyStatement({ actions: ['bedrock:CountTokens', 'bedrock:InvokeModel'], resources: [...models.values()] })];
}
