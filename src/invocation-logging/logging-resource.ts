import { CustomResource, Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { INVOCATION_LOGGING_TYPE, InvocationLoggingProperties } from '../contract/invocation-logging';
import { handlerCode } from '../private/runtime-code';

const TIMEOUT = Duration.minutes(5);

/** The operations name no resource: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html */
const ACTIONS = [
  'bedrock:DeleteModelInvocationLoggingConfiguration',
  'bedrock:GetModelInvocationLoggingConfiguration',
  'bedrock:PutModelInvocationLoggingConfiguration',
];

/** The function that CloudFormation calls at deployments, and the resource that it calls it for. */
export class LoggingResource extends Construct {
  public readonly handler: Function;
  public readonly role: Role;
  public readonly resource: CustomResource;

  constructor(scope: Construct, id: string, properties: InvocationLoggingProperties) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'LogGroup', { retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY });
    this.role = new Role(this, 'Role', {
      description: 'Lets a deployment set the model invocation logging of Amazon Bedrock',
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    const policy = new Policy(this, 'Policy', {
      roles: [this.role],
      statements: [
        new PolicyStatement({ actions: ACTIONS, resources: ['*'] }),
        new PolicyStatement({
          actions: ['iam:PassRole'],
          resources: rolesOf(properties),
          conditions: { StringEquals: { 'iam:PassedToService': 'bedrock.amazonaws.com' } },
        }),
        new PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] }),
      ],
    });
    this.handler = new Function(this, 'Handler', {
      description: 'Sets the model invocation logging of Amazon Bedrock at deployments',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: handlerCode(this, 'invocation-logging'),
      timeout: TIMEOUT,
      memorySize: 256,
      role: this.role,
      logGroup,
    });
    this.resource = new CustomResource(this, 'Resource', {
      resourceType: INVOCATION_LOGGING_TYPE,
      serviceToken: this.handler.functionArn,
      // The function answers in time whatever happens, and is repeated by Lambda where it could not.
      serviceTimeout: Duration.minutes(20),
      properties: { ...properties },
    });
    // At a deletion these have to be there longer than the resource.
    this.resource.node.addDependency(policy);
  }
}

/** What a setting names has to be passed to Bedrock: at a deletion that is the role of what comes back. */
function rolesOf({ configuration, replaces }: InvocationLoggingProperties): string[] {
  return [configuration.cloudWatchConfig.roleArn, ...replaces?.cloudWatchConfig ? [replaces.cloudWatchConfig.roleArn] : []];
}
