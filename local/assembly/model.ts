import { RestApi } from './rest-api-model';

/** An IAM policy document with every reference resolved. */
export interface PolicyDocument {
  readonly Version?: string;
  readonly Statement: unknown;
}

/** Where a modelled resource comes from. */
export interface Origin {
  /** The stack's name; a nested stack is `parent/child`. */
  readonly stack: string;
  readonly logicalId: string;
  readonly accountId: string;
  readonly region: string;
}

export interface NamedPolicy {
  readonly name: string;
  readonly document: PolicyDocument;
}

/** A role with everything that the same assembly attaches to it. */
export interface Role extends Origin {
  readonly name: string;
  readonly arn: string;
  readonly trustPolicy: PolicyDocument;
  /** Inline policies, `AWS::IAM::Policy` and the assembly's own managed policies. */
  readonly policies: readonly NamedPolicy[];
  /** The document is known when the boundary is a policy of this assembly. */
  readonly permissionsBoundary?: { readonly arn: string; readonly document?: PolicyDocument };
  /** Managed policies whose document is not in the assembly, AWS's own above all. */
  readonly managedPolicyArns: readonly string[];
}

export interface KeySchemaElement {
  readonly AttributeName: string;
  readonly KeyType: 'HASH' | 'RANGE';
}

export interface AttributeDefinition {
  readonly AttributeName: string;
  readonly AttributeType: 'S' | 'N' | 'B';
}

export interface SecondaryIndex {
  readonly name: string;
  readonly keySchema: readonly KeySchemaElement[];
  readonly projection: { readonly ProjectionType?: string; readonly NonKeyAttributes?: readonly string[] };
}

export interface Table extends Origin {
  readonly name: string;
  readonly arn: string;
  readonly keySchema: readonly KeySchemaElement[];
  readonly attributeDefinitions: readonly AttributeDefinition[];
  readonly globalSecondaryIndexes: readonly SecondaryIndex[];
  readonly localSecondaryIndexes: readonly SecondaryIndex[];
  readonly timeToLiveAttribute?: string;
  readonly billingMode: 'PROVISIONED' | 'PAY_PER_REQUEST';
  /** Every Region that holds a replica, the stack's own included. */
  readonly replicaRegions: readonly string[];
}

/** A Lambda function as deployed. */
export interface LambdaFunctionModel extends Origin {
  readonly name: string;
  readonly arn: string;
  readonly handler: string;
  /** `nodejs22.x`; undefined for a container image. */
  readonly runtime?: string;
  readonly memoryMegabytes: number;
  readonly timeoutSeconds: number;
  readonly environmentVariables: Readonly<Record<string, string>>;
  readonly roleArn: string;
  /** The unpacked asset; undefined when the code is inline, an archive or an image. */
  readonly codeDirectory?: string;
  /** The source of a function whose code stands in the template. */
  readonly inlineCode?: string;
  readonly logGroup: string;
  readonly logFormat: 'Text' | 'JSON';
  readonly reservedConcurrency?: number;
  /** Where it is deployed on Lambda Managed Instances: requests that one environment serves at once. Here it is one. */
  readonly requestsAtOnce?: number;
}

/** An application inference profile of Amazon Bedrock. */
export interface ApplicationProfile extends Origin {
  readonly name: string;
  readonly arn: string;
  /** The ARN of a foundation model or of a system-defined profile. */
  readonly copiedFrom?: string;
}

/** Provisioned Throughput of Amazon Bedrock. */
export interface ProvisionedThroughputModel extends Origin {
  readonly arn: string;
  /** The id or the ARN of a foundation or custom model. */
  readonly model: string;
}

/** A guardrail of Amazon Bedrock, as far as it is simulated. */
export interface GuardrailModel extends Origin {
  readonly arn: string;
  readonly blockedWords: readonly string[];
  /** What is said in the place of an answer to a prompt with such a word. */
  readonly blockedInput: string;
  /** What is said in the place of an answer with such a word. */
  readonly blockedOutput: string;
}

/** Model invocation logging of Amazon Bedrock in the account and Region of its stack. */
export interface InvocationLoggingModel extends Origin {
  /** The `loggingConfig` of Bedrock's API, unchecked. */
  readonly configuration: Readonly<Record<string, unknown>>;
}

export interface LogGroup extends Origin {
  readonly name: string;
  readonly arn: string;
  readonly retentionDays?: number;
}

export interface Output extends Origin {
  readonly value: unknown;
  readonly description?: string;
  readonly exportName?: string;
}

/** A resource type of the assembly that has no counterpart on this machine. */
export interface NotStoodUp {
  readonly type: string;
  readonly logicalIds: readonly string[];
  readonly stack: string;
}

/** Any resource of the assembly, for what the typed lists do not model. */
export interface AnyResource extends Origin {
  readonly type: string;
  /** What `Ref` gives. */
  readonly ref: string;
  /** What `Fn::GetAtt` gives. */
  readonly attribute: (name: string) => unknown;
  /** The properties with every intrinsic function evaluated. */
  readonly properties: () => Readonly<Record<string, unknown>>;
}

export interface StackSummary {
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  /** False when the template names no environment and the defaults were taken. */
  readonly environmentGiven: boolean;
}

/** Everything that the local cloud needs to know about a synthesized CDK app. */
export interface Assembly {
  readonly directory: string;
  readonly stacks: readonly StackSummary[];
  readonly roles: readonly Role[];
  readonly tables: readonly Table[];
  readonly functions: readonly LambdaFunctionModel[];
  readonly restApis: readonly RestApi[];
  readonly logGroups: readonly LogGroup[];
  readonly applicationProfiles: readonly ApplicationProfile[];
  readonly provisionedThroughputs: readonly ProvisionedThroughputModel[];
  readonly guardrails: readonly GuardrailModel[];
  readonly invocationLogging: readonly InvocationLoggingModel[];
  readonly outputs: readonly Output[];
  readonly resources: readonly AnyResource[];
  readonly notStoodUp: readonly NotStoodUp[];
}
