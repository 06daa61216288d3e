import { Token } from 'aws-cdk-lib';
import { Architecture } from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import { BoundLambda } from './bound-compute';
import { LambdaComputeOptions } from './lambda-compute-options';
import { LAMBDA_MEMORY_MEGABYTES } from './lambda-memory';
import { ResilientInferenceError } from '../private/errors';
import { checkTemplateNumber, checkTemplateNumberWithin } from '../private/validate';

/** Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MEMORY_RANGE = { minimum: 128, maximum: 10_240 };

export function bindLambda(scope: IConstruct, options: LambdaComputeOptions): BoundLambda {
  const {
    memorySize = LAMBDA_MEMORY_MEGABYTES, architecture = Architecture.ARM_64,
    reservedConcurrentExecutions: reserved, provisionedConcurrentExecutions: provisioned,
  } = options;
  checkTemplateNumberWithin('compute.memorySize', memorySize, MEMORY_RANGE, scope);
  if (reserved !== undefined) checkTemplateNumber('compute.reservedConcurrentExecutions', reserved, 0, scope);
  if (provisioned !== undefined) checkTemplateNumber('compute.provisionedConcurrentExecutions', provisioned, 1, scope);
  if (provisioned !== undefined && reserved !== undefined && isMore(provisioned, reserved)) {
    throw new ResilientInferenceError(
      'ContradictoryProperties',
      `compute.provisionedConcurrentExecutions is ${provisioned}, but compute.reservedConcurrentExecutions is ${reserved}, which is the most that the function may use: lower the former or raise the latter`,
      scope,
    );
  }
  return { kind: 'lambda', memorySize, architecture, reservedConcurrentExecutions: reserved, provisionedConcurrentExecutions: provisioned };
}

/** Tokens are not compared. */
function isMore(left: number, right: number): boolean {
  return !Token.isUnresolved(left) && !Token.isUnresolved(right) && left > right;
}
