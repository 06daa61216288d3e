import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Provider } from 'aws-cdk-lib/custom-resources';
import { Construct } from 'constructs';
import { BoughtModel } from './bought-model';
import { PROVISIONED_HANDLERS } from '../contract/provisioned';
import { handlerCode } from '../private/runtime-code';

const ID = 'ProvisionedThroughputProvider';
/** Above the longest `waitLimit`, so that it is the handler who says that the time is over, and what is left. */
const TOTAL_TIMEOUT = Duration.minutes(55);
const QUERY_INTERVAL = Duration.seconds(30);
/** Above all attempts of four calls together. */
const HANDLER_TIMEOUT = Duration.minutes(10);

/**
 * What creates, changes and deletes all Provisioned Throughput of a stack: decision 0023.
 *
 * Which resources each action is about: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html
 */
export class ProvisionedThroughputProvider extends Construct {
  /** That of the stack, made when it is first asked for. */
  public static of(scope: Construct): ProvisionedThroughputProvider {
    const stack = Stack.of(scope);
    return stack.node.tryFindChild(ID) as ProvisionedThroughputProvider | undefined ?? new ProvisionedThroughputProvider(stack, ID);
  }

  public readonly serviceToken: string;

  /** Chooses what is the resource from now on, and buys it. */
  private readonly chooserRole: Role;
  /** Waits, changes and deletes. */
  private readonly waiterRole: Role;
  private readonly logGroup: LogGroup;
  private readonly code: Code;
  private checker?: { readonly handler: Function; readonly role: Role };

  private constructor(scope: Construct, id: string) {
    super(scope, id);
    this.code = handlerCode(this, 'provisioned-throughput');
    this.logGroup = new LogGroup(this, 'LogGroup', { retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY });
    const all = [provisionedModelArn(Stack.of(this), '*')];
    this.chooserRole = this.createRole('OnEventRole', 'Looks for and buys Provisioned Throughput');
    this.chooserRole.addToPolicy(new PolicyStatement({ actions: ['bedrock:GetProvisionedModelThroughput', 'bedrock:TagResource'], resources: all }));
    this.waiterRole = this.createRole('IsCompleteRole', 'Waits for Provisioned Throughput, changes and deletes it');
    this.waiterRole.addToPolicy(new PolicyStatement({
      actions: [
        'bedrock:GetProvisionedModelThroughput', 'bedrock:UpdateProvisionedModelThroughput', 'bedrock:DeleteProvisionedModelThroughput',
        'bedrock:TagResource', 'bedrock:UntagResource',
      ],
      resources: all,
    }));
    const provider = new Provider(this, 'Provider', {
      onEventHandler: this.createHandler('OnEvent', PROVISIONED_HANDLERS.ON_EVENT, this.chooserRole, 'Buys Provisioned Throughput'),
      isCompleteHandler: this.createHandler('IsComplete', PROVISIONED_HANDLERS.IS_COMPLETE, this.waiterRole, 'Changes, deletes and waits for Provisioned Throughput'),
      queryInterval: QUERY_INTERVAL,
      totalTimeout: TOTAL_TIMEOUT,
      logGroup: this.logGroup,
      // The roles that the framework would make may write into any log group.
      frameworkOnEventRole: this.createRole('FrameworkOnEventRole', 'Answers CloudFormation about Provisioned Throughput'),
      frameworkCompleteAndTimeoutRole: this.createRole('FrameworkWaitingRole', 'Answers CloudFormation about Provisioned Throughput that was waited for'),
      disableWaiterStateMachineLogging: true,
    });
    this.serviceToken = provider.serviceToken;
  }

  /** Lets it buy Provisioned Throughput for a model. */
  public allow({ arn, perhapsCustom }: BoughtModel): void {
    this.chooserRole.addToPolicy(new PolicyStatement({ actions: ['bedrock:CreateProvisionedModelThroughput'], resources: [arn] }));
    if (perhapsCustom) this.waiterRole.addToPolicy(new PolicyStatement({ actions: ['bedrock:UpdateProvisionedModelThroughput'], resources: [arn] }));
  }

  /** The function that measures how much is left of commitments; it may look at this one too. */
  public checkerFor(arn: string): Function {
    this.checker ??= this.createChecker();
    this.checker.role.addToPolicy(new PolicyStatement({ actions: ['bedrock:GetProvisionedModelThroughput'], resources: [arn] }));
    return this.checker.handler;
  }

  private createChecker() {
    const role = this.createRole('CheckerRole', 'Looks at the commitments of Provisioned Throughput');
    return { role, handler: this.createHandler('Checker', PROVISIONED_HANDLERS.CHECK_COMMITMENT, role, 'Measures how much is left of commitments to Provisioned Throughput') };
  }

  private createRole(id: string, description: string): Role {
    const role = new Role(this, id, { description, assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.logGroup.grantWrite(role);
    return role;
  }

  private createHandler(id: string, handler: string, role: Role, description: string): Function {
    return new Function(this, id, {
      description,
      handler,
      role,
      code: this.code,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 256,
      timeout: HANDLER_TIMEOUT,
      logGroup: this.logGroup,
    });
  }
}

/** Of the account and Region of the stack. */
export function provisionedModelArn(stack: Stack, id: string): string {
  return stack.formatArn({ service: 'bedrock', resource: 'provisioned-model', resourceName: id, arnFormat: ArnFormat.SLASH_RESOURCE_NAME });
}
