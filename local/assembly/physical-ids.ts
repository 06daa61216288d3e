import { createHash } from 'node:crypto';
import { textOf } from './json';

/** What a resource's identity is made from. */
export interface Identity {
  readonly logicalId: string;
  readonly type: string;
  readonly stackName: string;
  readonly account: string;
  readonly region: string;
  /** An evaluated property. */
  readonly property: (name: string) => unknown;
}

/** What `Ref` gives, and the attributes that `Fn::GetAtt` can name. */
export interface PhysicalIds {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** The same identity always gets the same name, so that a restart finds what it left. */
function fingerprint(identity: Identity, length: number): string {
  const { account, region, stackName, logicalId } = identity;
  return createHash('sha256').update([account, region, stackName, logicalId].join('\n')).digest('hex').slice(0, length);
}

/** The explicit name, or `STACK-LOGICALID-HASH` as CloudFormation would generate it. */
function nameOf(identity: Identity, property: string, maxLength: number): string {
  const explicit = textOf(identity.property(property));
  if (explicit !== undefined) return explicit;
  const suffix = `-${fingerprint(identity, 12).toUpperCase()}`;
  const readable = `${identity.stackName.replace(/\//g, '-')}-${identity.logicalId}`;
  return readable.slice(0, maxLength - suffix.length) + suffix;
}

function uuidOf(identity: Identity): string {
  const hex = fingerprint(identity, 32);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

function arn(identity: Identity, service: string, resource: string): string {
  return `arn:aws:${service}:${identity.region}:${identity.account}:${resource}`;
}

function iamArn(identity: Identity, kind: string, name: string): string {
  return `arn:aws:iam::${identity.account}:${kind}${textOf(identity.property('Path')) ?? '/'}${name}`;
}

/** `FunctionName` may be a name, an ARN, or an ARN with a qualifier. */
function functionArn(identity: Identity): string {
  const given = textOf(identity.property('FunctionName')) ?? '';
  return given.startsWith('arn:') ? given.split(':').slice(0, 7).join(':') : arn(identity, 'lambda', `function:${given}`);
}

function table(identity: Identity): PhysicalIds {
  const ref = nameOf(identity, 'TableName', 255);
  const tableArn = arn(identity, 'dynamodb', `table/${ref}`);
  return { ref, attributes: { Arn: tableArn, StreamArn: `${tableArn}/stream/1970-01-01T00:00:00.000`, TableId: uuidOf(identity) } };
}

const rules: Readonly<Record<string, (identity: Identity) => PhysicalIds>> = {
  'AWS::IAM::Role': (identity) => {
    const ref = nameOf(identity, 'RoleName', 64);
    return { ref, attributes: { Arn: iamArn(identity, 'role', ref), RoleId: `AROA${fingerprint(identity, 17).toUpperCase()}` } };
  },
  'AWS::IAM::ManagedPolicy': (identity) => {
    const ref = iamArn(identity, 'policy', nameOf(identity, 'ManagedPolicyName', 128));
    return { ref, attributes: { PolicyArn: ref } };
  },
  'AWS::DynamoDB::Table': table,
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::Lambda::Function': (identity) => {
    const ref = nameOf(identity, 'FunctionName', 64);
    return { ref, attributes: { Arn: arn(identity, 'lambda', `function:${ref}`) } };
  },
  'AWS::Lambda::Version': (identity) => {
    const ref = `${functionArn(identity)}:1`;
    return { ref, attributes: { FunctionArn: ref, Version: '1' } };
  },
  'AWS::Lambda::Alias': (identity) => {
    const ref = `${functionArn(identity)}:${textOf(identity.property('Name')) ?? ''}`;
    return { ref, attributes: { AliasArn: ref } };
  },
  'AWS::Logs::LogGroup': (identity) => {
    const ref = nameOf(identity, 'LogGroupName', 512);
    return { ref, attributes: { Arn: arn(identity, 'logs', `log-group:${ref}:*`) } };
  },
  'AWS::ApiGateway::RestApi': (identity) => {
    const ref = fingerprint(identity, 10);
    return { ref, attributes: { RestApiId: ref, RootResourceId: `root${ref.slice(0, 6)}` } };
  },
  'AWS::ApiGateway::Resource': (identity) => {
    const ref = fingerprint(identity, 6);
    return { ref, attributes: { ResourceId: ref } };
  },
  'AWS::ApiGateway::Authorizer': (identity) => {
    const ref = fingerprint(identity, 6);
    return { ref, attributes: { AuthorizerId: ref } };
  },
  'AWS::ApiGateway::DomainName': (identity) => {
    const ref = textOf(identity.property('DomainName')) ?? '';
    const name = `d-${fingerprint(identity, 10)}.execute-api.${identity.region}.amazonaws.com`;
    return { ref, attributes: { RegionalDomainName: name, RegionalHostedZoneId: `Z${fingerprint(identity, 12).toUpperCase()}` } };
  },
  'AWS::ApiGateway::DomainNameV2': (identity) => {
    const id = fingerprint(identity, 10);
    const ref = `arn:aws:apigateway:${identity.region}:${identity.account}:/domainnames/${textOf(identity.property('DomainName')) ?? ''}+${id}`;
    return { ref, attributes: { DomainNameArn: ref, DomainNameId: id } };
  },
  'AWS::ApiGateway::Deployment': (identity) => {
    const ref = fingerprint(identity, 6);
    return { ref, attributes: { DeploymentId: ref } };
  },
  'AWS::ApiGateway::Stage': (identity) => ({ ref: textOf(identity.property('StageName')) ?? 'default', attributes: {} }),
  'AWS::ApiGateway::ApiKey': (identity) => {
    const ref = fingerprint(identity, 10);
    return { ref, attributes: { APIKeyId: ref } };
  },
  'AWS::ApiGateway::UsagePlan': (identity) => {
    const ref = fingerprint(identity, 6);
    return { ref, attributes: { Id: ref } };
  },
  'AWS::S3::Bucket': (identity) => {
    const ref = nameOf(identity, 'BucketName', 63).toLowerCase();
    const domain = `${ref}.s3.${identity.region}.amazonaws.com`;
    return { ref, attributes: { Arn: `arn:aws:s3:::${ref}`, DomainName: `${ref}.s3.amazonaws.com`, RegionalDomainName: domain } };
  },
  'AWS::KMS::Key': (identity) => {
    const ref = uuidOf(identity);
    return { ref, attributes: { Arn: arn(identity, 'kms', `key/${ref}`), KeyId: ref } };
  },
  'AWS::SNS::Topic': (identity) => {
    const name = nameOf(identity, 'TopicName', 256);
    const ref = arn(identity, 'sns', name);
    return { ref, attributes: { TopicArn: ref, TopicName: name } };
  },
  'AWS::SQS::Queue': (identity) => {
    const name = nameOf(identity, 'QueueName', 80);
    const ref = `https://sqs.${identity.region}.amazonaws.com/${identity.account}/${name}`;
    return { ref, attributes: { Arn: arn(identity, 'sqs', name), QueueName: name, QueueUrl: ref } };
  },
  'AWS::SecretsManager::Secret': (identity) => {
    const ref = arn(identity, 'secretsmanager', `secret:${nameOf(identity, 'Name', 512)}-${fingerprint(identity, 6)}`);
    return { ref, attributes: { Id: ref } };
  },
  'AWS::SSM::Parameter': (identity) => {
    const ref = nameOf(identity, 'Name', 1011);
    return { ref, attributes: { Type: identity.property('Type'), Value: identity.property('Value') } };
  },
  'AWS::CloudWatch::Alarm': (identity) => {
    const ref = nameOf(identity, 'AlarmName', 255);
    return { ref, attributes: { Arn: arn(identity, 'cloudwatch', `alarm:${ref}`) } };
  },
  'AWS::Bedrock::ApplicationInferenceProfile': (identity) => {
    const id = fingerprint(identity, 12);
    const ref = arn(identity, 'bedrock', `application-inference-profile/${id}`);
    return { ref, attributes: { InferenceProfileArn: ref, InferenceProfileId: id, InferenceProfileIdentifier: ref } };
  },
  'Custom::BedrockProvisionedThroughput': (identity) => {
    const ref = arn(identity, 'bedrock', `provisioned-model/${fingerprint(identity, 12)}`);
    const name = `${textOf(identity.property('Name')) ?? identity.logicalId}-${fingerprint(identity, 8)}`;
    return { ref, attributes: { ProvisionedModelArn: ref, ProvisionedModelName: name } };
  },
  'AWS::Bedrock::Guardrail': (identity) => {
    const id = fingerprint(identity, 12);
    const ref = arn(identity, 'bedrock', `guardrail/${id}`);
    return { ref, attributes: { GuardrailArn: ref, GuardrailId: id, Version: 'DRAFT' } };
  },
  'AWS::Bedrock::GuardrailVersion': (identity) => {
    const id = textOf(identity.property('GuardrailIdentifier')) ?? '';
    const guardrailArn = id.startsWith('arn:') ? id : arn(identity, 'bedrock', `guardrail/${id}`);
    return { ref: `${guardrailArn}|1`, attributes: { GuardrailArn: guardrailArn, GuardrailId: id.split('/').at(-1), Version: '1' } };
  },
};

/** Makes up the identifiers that CloudFormation would report for a resource. */
export function physicalIds(identity: Identity): PhysicalIds {
  return rules[identity.type]?.(identity) ?? { ref: nameOf(identity, 'Name', 255), attributes: {} };
}

/** An attribute that no rule knows: an ARN where the name says so, else readable text. */
export function fallbackAttribute(identity: Identity, name: string): string {
  const service = (identity.type.split('::')[1] ?? 'custom').toLowerCase();
  return name.toLowerCase().endsWith('arn') ? arn(identity, service, identity.logicalId) : `${identity.logicalId}.${name}`;
}
