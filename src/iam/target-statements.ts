import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { BoundTarget } from '../targets/bound-target';

/** The streaming operations are actions of their own. */
const INVOKE_ACTIONS = ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'];

/** What the gateway's own role needs: to call the targets of its account, and to assume the roles of the others. */
export function gatewayStatements(stack: Stack, targets: readonly BoundTarget[]): PolicyStatement[] {
  const roleArns = new Set<string>();
  const statements: PolicyStatement[] = [];
  for (const target of targets) {
    if (target.role) roleArns.add(target.role.arn);
    else statements.push(...invokeStatements(stack, target));
  }
  return [...statements, ...[...roleArns].map((arn) => new PolicyStatement({ actions: ['sts:AssumeRole'], resources: [arn] }))];
}

/**
 * Exactly what calling a target needs in the account of `stack`.
 *
 * https://docs.aws.amazon.com/bedrock/latest/userguide/geographic-cross-region-inference.html and
 * https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html
 */
export function invokeStatements(stack: Stack, target: BoundTarget): PolicyStatement[] {
  const { model, region: { name: source } } = target;
  switch (model.kind) {
    case 'resource': return [invoke([model.arn])];
    case 'foundationModel': return [invoke([foundationModelArn(stack, source, model.foundationModel)])];
    case 'geographicProfile': {
      const profile = profileArn(stack, source, model.profileId);
      const regions = [...new Set([source, ...model.destinations])];
      return [
        invoke([profile]),
        invoke(regions.map((region) => foundationModelArn(stack, region, model.foundationModel)), throughProfile(profile)),
      ];
    }
    case 'globalProfile': {
      const profile = profileArn(stack, source, model.profileId);
      return [
        invoke([profile]),
        invoke([foundationModelArn(stack, source, model.foundationModel)], throughProfile(profile)),
        // The Region that serves is not known when the call is made: the resource names none, and neither does the request.
        invoke([foundationModelArn(stack, '', model.foundationModel)], { ...throughProfile(profile), 'aws:RequestedRegion': 'unspecified' }),
      ];
    }
  }
}

function invoke(resources: string[], stringEquals?: Record<string, string>): PolicyStatement {
  return new PolicyStatement({ actions: INVOKE_ACTIONS, resources, conditions: stringEquals && { StringEquals: stringEquals } });
}

/** The key is set where a model behind a profile is checked, and absent where the profile itself is. */
function throughProfile(profile: string): Record<string, string> {
  return { 'bedrock:InferenceProfileArn': profile };
}

function profileArn(stack: Stack, region: string, profileId: string): string {
  return stack.formatArn({ service: 'bedrock', region, resource: 'inference-profile', resourceName: profileId, arnFormat: ArnFormat.SLASH_RESOURCE_NAME });
}

export function foundationModelArn(stack: Stack, region: string, model: string): string {
  return stack.formatArn({ service: 'bedrock', region, account: '', resource: 'foundation-model', resourceName: model, arnFormat: ArnFormat.SLASH_RESOURCE_NAME });
}
