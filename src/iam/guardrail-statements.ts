import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { guardrailArn } from './bedrock-arns';
import { BoundRoute, targetsOf } from '../routing/bound-route';

/** A guardrail where it is used. Both may be tokens. */
export interface UsedGuardrail {
  readonly region: string;
  readonly identifier: string;
}

/**
 * Exactly what applying guardrails of the account of `stack` needs, beside the permission to call.
 *
 * https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-permissions-invoke.html
 */
export function guardrailStatements(stack: Stack, guardrails: readonly UsedGuardrail[]): PolicyStatement[] {
  const arns = guardrails.map(({ region, identifier }) => guardrailArn(stack, region, identifier));
  const distinct = new Map(arns.map((arn) => [JSON.stringify(stack.resolve(arn)), arn]));
  return distinct.size === 0 ? [] : [new PolicyStatement({ actions: ['bedrock:ApplyGuardrail'], resources: [...distinct.values()] })];
}

/** Those of the gateway's own account, which its own role applies. */
export function guardrailsOf(routes: readonly BoundRoute[]): UsedGuardrail[] {
  return routes.flatMap((route) => targetsOf(route).flatMap(({ name, region, role }) => {
    const identifier = route.guardrail?.byTarget.get(name)?.identifier;
    return role || identifier === undefined ? [] : [{ region: region.name, identifier }];
  }));
}
