/** A finding of cdk-nag that stands, and why. */
export interface Explanation {
  /** The rule, with what it found where it says that. */
  readonly rule: string;
  /** The construct that it is about, below the stack. */
  readonly construct: RegExp;
  readonly why: string;
}

/** The only place where findings are excused. One that nothing meets any more has to go. */
export const EXPLANATIONS: readonly Explanation[] = [
  {
    rule: 'AwsSolutions-APIG2',
    construct: /^Gateway\/Api\/Resource$/,
    why: 'Validation against models of API Gateway would buffer bodies and answer in a shape that no client of Bedrock, OpenAI or Anthropic knows. The function checks every field, and answers in that API\'s own shape.',
  },
  {
    rule: 'AwsSolutions-APIG3',
    construct: /^Gateway\/Api\/DeploymentStage/,
    why: 'A web ACL costs money; webAcl adds one.',
  },
  {
    rule: 'AwsSolutions-APIG4',
    construct: /^Gateway\/Api\/Default/,
    why: 'API keys and tokens are checked by the function, which answers 401 in the API\'s own shape; there is no open gateway. Under GatewayAuth.iam() and authorizer() the finding is gone.',
  },
  {
    rule: 'AwsSolutions-APIG6',
    construct: /^Gateway\/Api\/DeploymentStage/,
    why: 'Execution logs of API Gateway can hold headers and bodies: keys, prompts and answers. The access log and the decision records say what happened without them.',
  },
  {
    rule: 'AwsSolutions-COG4',
    construct: /^Gateway\/Api\/Default/,
    why: 'Callers are programs with API keys, signatures or tokens of any issuer; GatewayAuth.authorizer() takes a Cognito authorizer.',
  },
  {
    rule: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]',
    construct: /^Gateway\/Api\/CloudWatchRole\/Resource$/,
    why: 'The role is the account\'s, for API Gateway alone, and AWS documents this policy for it. cloudWatchRole: false leaves it out.',
  },
  {
    rule: 'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/AWSLambdaManagedEC2ResourceOperator]',
    construct: /^Gateway\/CapacityProvider\/OperatorRole\/Resource$/,
    why: 'AWS documents this policy as the least with which Lambda can manage instances, and adds to it. It is bound to what Lambda\'s scaler operates, and only Lambda assumes the role.',
  },
  {
    rule: 'AwsSolutions-IAM5[Resource::*]',
    construct: /^Gateway\/Role\/DefaultPolicy\/Resource$/,
    why: 'X-Ray and the description of network interfaces know no resources. Neither is there without tracing or vpc.',
  },
  {
    rule: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ec2:us-east-1:111111111111:*/*]',
    construct: /^Gateway\/Role\/DefaultPolicy\/Resource$/,
    why: 'Lambda documents that the network interfaces of a function in a VPC need it. A condition keeps the function\'s own code from using it.',
  },
  ...['security-group', 'subnet'].map((type) => ({
    rule: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:ec2:us-east-1:*:${type}/*]`,
    construct: /^Gateway\/Role\/DefaultPolicy\/Resource$/,
    why: 'The subnets and security groups of a shared VPC are of the account that shares it. Of them the role can make a network interface in its own account, and the function\'s code cannot.',
  })),
  {
    rule: 'AwsSolutions-EC23',
    construct: /^Endpoints\/\w+\/SecurityGroup\/Resource$/,
    why: 'The rule cannot read an address range that only a deployment knows. It is that of the VPC, for HTTPS.',
  },
];
