/**
 * What this machine does with each CloudFormation resource type.
 * - `stoodUp`: has a running counterpart.
 * - `used`: is read into another resource's model.
 * - `noEffect`: only orders or permits a deployment; requests behave the same without it.
 * A type that is not listed is reported as not stood up.
 */
const support: Readonly<Record<string, 'stoodUp' | 'used' | 'noEffect'>> = {
  'AWS::IAM::Role': 'stoodUp',
  'AWS::DynamoDB::Table': 'stoodUp',
  'AWS::DynamoDB::GlobalTable': 'stoodUp',
  'AWS::Lambda::Function': 'stoodUp',
  'AWS::ApiGateway::RestApi': 'stoodUp',
  'AWS::Logs::LogGroup': 'stoodUp',
  'AWS::Bedrock::ApplicationInferenceProfile': 'stoodUp',
  'AWS::Bedrock::Guardrail': 'stoodUp',
  'Custom::BedrockProvisionedThroughput': 'stoodUp',
  'AWS::Bedrock::GuardrailVersion': 'used',
  'AWS::IAM::Policy': 'used',
  'AWS::IAM::RolePolicy': 'used',
  'AWS::IAM::ManagedPolicy': 'used',
  'AWS::Lambda::Version': 'used',
  'AWS::Lambda::Alias': 'used',
  'AWS::ApiGateway::Resource': 'used',
  'AWS::ApiGateway::Method': 'used',
  'AWS::ApiGateway::Stage': 'used',
  'AWS::ApiGateway::GatewayResponse': 'used',
  'AWS::ApiGateway::Authorizer': 'used',
  'AWS::ApiGateway::ApiKey': 'used',
  'AWS::ApiGateway::BasePathMapping': 'used',
  'AWS::ApiGateway::BasePathMappingV2': 'used',
  'AWS::ApiGateway::DomainName': 'used',
  'AWS::ApiGateway::DomainNameAccessAssociation': 'noEffect',
  'AWS::ApiGateway::DomainNameV2': 'used',
  'AWS::ApiGateway::UsagePlan': 'used',
  'AWS::ApiGateway::UsagePlanKey': 'used',
  'AWS::CloudFormation::Stack': 'used',
  'AWS::SSM::Parameter': 'used',
  'Custom::CrossRegionExportWriter': 'used',
  'Custom::CrossRegionExportReader': 'used',
  'Custom::ModelInvocationLogging': 'used',
  'AWS::Lambda::CapacityProvider': 'noEffect',
  'AWS::Lambda::Permission': 'noEffect',
  'AWS::ApiGateway::Deployment': 'noEffect',
  'AWS::ApiGateway::Account': 'noEffect',
  'AWS::CDK::Metadata': 'noEffect',
  'AWS::CloudFormation::WaitCondition': 'noEffect',
  'AWS::CloudFormation::WaitConditionHandle': 'noEffect',
  'AWS::CloudWatch::Alarm': 'noEffect',
  'AWS::CloudWatch::CompositeAlarm': 'noEffect',
  'AWS::CloudWatch::Dashboard': 'noEffect',
  'AWS::Logs::MetricFilter': 'noEffect',
  'AWS::Events::Rule': 'noEffect',
  'AWS::Logs::QueryDefinition': 'noEffect',
  'AWS::StepFunctions::StateMachine': 'noEffect',
};

export type ResourceSupport = 'stoodUp' | 'used' | 'noEffect' | 'notStoodUp';

export function supportOf(resourceType: string): ResourceSupport {
  return support[resourceType] ?? 'notStoodUp';
}
