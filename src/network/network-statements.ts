import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';

/** Only calls of a function's own code carry the key, so the interfaces are Lambda's business alone. */
const NOT_FROM_THE_CODE = { Null: { 'lambda:SourceFunctionArn': 'true' } };

/**
 * What Lambda does with the role of a function to connect it to a VPC: AWSLambdaVPCAccessExecutionRole without its permissions
 * for logs, for the account and Region of the function. Describing has no resources; the others are documented to need them all.
 * The subnets and security groups of a VPC that another account shares are of that account, which is not known at synth.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
 * https://docs.aws.amazon.com/vpc/latest/userguide/vpc-sharing.html
 */
export function networkStatements(stack: Stack): PolicyStatement[] {
  const inEc2 = (account: string | undefined, resource: string) =>
    stack.formatArn({ service: 'ec2', account, resource, resourceName: '*', arnFormat: ArnFormat.SLASH_RESOURCE_NAME });
  return [
    new PolicyStatement({
      actions: ['ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets'],
      resources: ['*'],
      conditions: NOT_FROM_THE_CODE,
    }),
    new PolicyStatement({
      actions: ['ec2:AssignPrivateIpAddresses', 'ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface', 'ec2:UnassignPrivateIpAddresses'],
      resources: [inEc2(undefined, '*')],
      conditions: NOT_FROM_THE_CODE,
    }),
    new PolicyStatement({
      actions: ['ec2:CreateNetworkInterface'],
      resources: [inEc2('*', 'security-group'), inEc2('*', 'subnet')],
      conditions: NOT_FROM_THE_CODE,
    }),
  ];
}
