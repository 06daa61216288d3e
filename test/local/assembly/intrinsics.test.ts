import { resolveStack } from '../../../local/assembly/resolve-stack';

const environment = { account: '111111111111', region: 'eu-west-1', stackName: 'Main' };

/** Evaluates one value in a stack with a role, a mapping, parameters and conditions. */
function evaluate(value: unknown, parameters: Record<string, unknown> = {}): unknown {
  const stack = resolveStack({
    Parameters: {
      Name: { Type: 'String', Default: 'ada' },
      Names: { Type: 'CommaDelimitedList', Default: 'a, b' },
      Required: { Type: 'String' },
      BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/hnb659fds/version' },
      Image: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/aws/image' },
    },
    Mappings: { Sizes: { small: { memory: 128 } } },
    Conditions: {
      Yes: { 'Fn::Equals': ['a', 'a'] },
      No: { 'Fn::Not': [{ Condition: 'Yes' }] },
      Loop: { 'Fn::Not': [{ Condition: 'Loop' }] },
      Both: { 'Fn::And': [{ Condition: 'Yes' }, { Condition: 'No' }] },
      Either: { 'Fn::Or': [{ Condition: 'Yes' }, { Condition: 'No' }] },
    },
    Resources: { Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'gateway' } } },
    Outputs: { Value: { Value: value } },
  }, { ...environment, parameters });
  return stack.outputs()[0].value;
}

describe('intrinsic functions', () => {
  it.each<[string, unknown, unknown]>([
    ['Ref to a resource', { Ref: 'Role' }, 'gateway'],
    ['Ref to a parameter', { Ref: 'Name' }, 'ada'],
    ['Ref to a list parameter', { Ref: 'Names' }, ['a', 'b']],
    ['Ref to the bootstrap version', { Ref: 'BootstrapVersion' }, '30'],
    ['Ref to an unknown SSM parameter', { Ref: 'Image' }, 'dummy-value-for-/aws/image'],
    ['pseudo-parameters', [{ Ref: 'AWS::AccountId' }, { Ref: 'AWS::Region' }, { Ref: 'AWS::Partition' }, { Ref: 'AWS::URLSuffix' }, { Ref: 'AWS::StackName' }], ['111111111111', 'eu-west-1', 'aws', 'amazonaws.com', 'Main']],
    ['AWS::NoValue in an object', { a: 1, b: { Ref: 'AWS::NoValue' } }, { a: 1 }],
    ['AWS::NoValue in a list', [1, { Ref: 'AWS::NoValue' }], [1]],
    ['Fn::GetAtt as a list', { 'Fn::GetAtt': ['Role', 'Arn'] }, 'arn:aws:iam::111111111111:role/gateway'],
    ['Fn::GetAtt as text', { 'Fn::GetAtt': 'Role.Arn' }, 'arn:aws:iam::111111111111:role/gateway'],
    ['Fn::Sub', { 'Fn::Sub': '${Name}-${AWS::Region}-${Role.Arn}-${!Literal}' }, 'ada-eu-west-1-arn:aws:iam::111111111111:role/gateway-${Literal}'],
    ['Fn::Sub with variables', { 'Fn::Sub': ['${Own}-${Name}', { Own: { Ref: 'Role' } }] }, 'gateway-ada'],
    ['Fn::Join', { 'Fn::Join': [':', ['a', { Ref: 'Name' }, 3]] }, 'a:ada:3'],
    ['Fn::Join of a list parameter', { 'Fn::Join': ['+', { Ref: 'Names' }] }, 'a+b'],
    ['Fn::Select and Fn::Split', { 'Fn::Select': [1, { 'Fn::Split': ['/', 'x/y/z'] }] }, 'y'],
    ['Fn::If', { 'Fn::If': ['Yes', 'then', { 'Fn::Unknown': 1 }] }, 'then'],
    ['Fn::If with Not', { 'Fn::If': ['No', 'then', 'else'] }, 'else'],
    ['Fn::And', { 'Fn::If': ['Both', 1, 2] }, 2],
    ['Fn::Or', { 'Fn::If': ['Either', 1, 2] }, 1],
    ['Fn::Equals of a number and its text', { 'Fn::Equals': [1, '1'] }, true],
    ['Fn::Contains', { 'Fn::Contains': [['a', 'b'], 'b'] }, true],
    ['Fn::FindInMap', { 'Fn::FindInMap': ['Sizes', 'small', 'memory'] }, 128],
    ['Fn::FindInMap with a default', { 'Fn::FindInMap': ['Sizes', 'large', 'memory', { DefaultValue: 1 }] }, 1],
    ['Fn::Base64', { 'Fn::Base64': { Ref: 'Name' } }, 'YWRh'],
    ['Fn::GetAZs', { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] }, 'eu-west-1a'],
    ['Fn::Cidr', { 'Fn::Cidr': ['10.0.0.0/16', 2, 8] }, ['10.0.0.0/24', '10.0.1.0/24']],
    ['Fn::Length', { 'Fn::Length': { Ref: 'Names' } }, 2],
    ['Fn::ToJsonString', { 'Fn::ToJsonString': { a: { Ref: 'Name' } } }, '{"a":"ada"}'],
    ['a policy condition, which is none', { Effect: 'Allow', Condition: { StringEquals: { a: { Ref: 'Name' } } } }, { Effect: 'Allow', Condition: { StringEquals: { a: 'ada' } } }],
    ['a lone policy condition', { Condition: { Bool: { x: 'true' } } }, { Condition: { Bool: { x: 'true' } } }],
  ])('%s', (_title, value, expected) => {
    expect(evaluate(value)).toEqual(expected);
  });

  it('take parameters that are given', () => {
    expect(evaluate({ Ref: 'Required' }, { Required: 'given' })).toBe('given');
  });

  it.each<[string, unknown, string]>([
    ['an unknown logical id', { Ref: 'Nobody' }, 'Main/Outputs/Value: stack Main has no resource or parameter "Nobody".'],
    ['a parameter without a value', { Ref: 'Required' }, 'Parameter "Required" of stack Main has no default. Give it a default, or pass its value'],
    ['an unknown function', { 'Fn::Transform': {} }, 'Fn::Transform is not supported here. Supported: Ref,'],
    ['an unknown condition', { 'Fn::If': ['Maybe', 1, 2] }, 'stack Main has no condition "Maybe".'],
    ['a condition that depends on itself', { 'Fn::If': ['Loop', 1, 2] }, 'condition "Loop" of stack Main depends on itself.'],
    ['an index outside the list', { 'Fn::Select': [3, ['a']] }, 'Fn::Select asks for element 3 of a list of 1.'],
    ['a hole in a mapping', { 'Fn::FindInMap': ['Sizes', 'large', 'memory'] }, "finds no Sizes.large.memory in the template's Mappings."],
    ['an export that nobody makes', { 'Fn::ImportValue': 'Other:Thing' }, 'no stack of this assembly exports "Other:Thing" in account 111111111111, Region eu-west-1.'],
    ['text that is an object', { 'Fn::Join': ['', [{ a: 1 }]] }, 'expected text, received {"a":1}.'],
    ['a list that is a number', { 'Fn::Join': ['', 5] }, 'expected a list, received 5.'],
    ['a block that is no CIDR', { 'Fn::Cidr': ['here', 1, 8] }, 'Fn::Cidr expects an IPv4 block such as 10.0.0.0/16, received here.'],
  ])('explain %s', (_title, value, message) => {
    expect(() => evaluate(value)).toThrow(message);
  });
});

describe('resources', () => {
  const resolve = (resources: object, overrides = {}) => resolveStack({ Resources: resources, Conditions: { Never: { 'Fn::Equals': [1, 2] } } }, { ...environment, ...overrides }).resources();

  it('whose condition does not hold do not exist', () => {
    expect(resolve({ A: { Type: 'AWS::SNS::Topic', Condition: 'Never' }, B: { Type: 'AWS::SNS::Topic' } }).map(({ logicalId }) => logicalId)).toEqual(['B']);
  });

  it('have the same generated name every time, and another in another place', () => {
    const name = (overrides = {}) => resolve({ Table: { Type: 'AWS::DynamoDB::Table' } }, overrides)[0].ref;
    expect(name()).toMatch(/^Main-Table-[0-9A-F]{12}$/);
    expect(name()).toBe(name());
    expect(new Set([name(), name({ region: 'us-east-1' }), name({ account: '222222222222' }), name({ stackName: 'Other' })]).size).toBe(4);
  });

  it('have generated names no longer than the service allows', () => {
    const [role] = resolve({ ['R'.repeat(200)]: { Type: 'AWS::IAM::Role' } });
    expect(role.ref).toHaveLength(64);
  });

  it.each<[string, object, string, string, string]>([
    ['AWS::S3::Bucket', { BucketName: 'b' }, 'Arn', 'b', 'arn:aws:s3:::b'],
    ['AWS::SNS::Topic', { TopicName: 't' }, 'TopicName', 'arn:aws:sns:eu-west-1:111111111111:t', 't'],
    ['AWS::SQS::Queue', { QueueName: 'q' }, 'Arn', 'https://sqs.eu-west-1.amazonaws.com/111111111111/q', 'arn:aws:sqs:eu-west-1:111111111111:q'],
    ['AWS::Logs::LogGroup', { LogGroupName: '/g' }, 'Arn', '/g', 'arn:aws:logs:eu-west-1:111111111111:log-group:/g:*'],
    ['AWS::Lambda::Function', { FunctionName: 'f' }, 'Arn', 'f', 'arn:aws:lambda:eu-west-1:111111111111:function:f'],
    ['AWS::Lambda::Alias', { FunctionName: 'f', Name: 'live' }, 'AliasArn', 'arn:aws:lambda:eu-west-1:111111111111:function:f:live', 'arn:aws:lambda:eu-west-1:111111111111:function:f:live'],
    ['AWS::Lambda::Version', { FunctionName: 'arn:aws:lambda:eu-west-1:111111111111:function:f' }, 'Version', 'arn:aws:lambda:eu-west-1:111111111111:function:f:1', '1'],
    ['AWS::IAM::ManagedPolicy', { ManagedPolicyName: 'p', Path: '/team/' }, 'PolicyArn', 'arn:aws:iam::111111111111:policy/team/p', 'arn:aws:iam::111111111111:policy/team/p'],
    ['AWS::CloudWatch::Alarm', { AlarmName: 'a' }, 'Arn', 'a', 'arn:aws:cloudwatch:eu-west-1:111111111111:alarm:a'],
    ['AWS::Unheard::Of', { Name: 'n' }, 'Arn', 'n', 'arn:aws:unheard:eu-west-1:111111111111:Thing'],
    ['AWS::Unheard::Of', { Name: 'n' }, 'Colour', 'n', 'Thing.Colour'],
  ])('of type %s have the identifiers of their service', (type, properties, attribute, ref, value) => {
    const [resource] = resolve({ Thing: { Type: type, Properties: properties } });
    expect([resource.ref, resource.attribute(attribute)]).toEqual([ref, value]);
  });
});
