import { AwsRequest } from '../../aws/service';
import { JsonObject } from '../json-fields';
import { ModelReference } from '../model-id';
import { Operation } from '../operation';
import { TokenUsage } from '../quota/token-arithmetic';

/** The log group that the local cloud delivers invocation logs to; in AWS the user names it. */
export const INVOCATION_LOG_GROUP = '/aws/bedrock/modelinvocations';
/** The log stream that Bedrock always uses. */
export const INVOCATION_LOG_STREAM = 'aws/bedrock/modelinvocations';

/** Bodies up to this size are in the record itself; larger ones go to S3, which is not simulated. */
const MAXIMUM_INLINE_BODY_BYTES = 100 * 1_024;

/** https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html */
export interface InvocationRecord {
  readonly schemaType: 'ModelInvocationLog';
  readonly schemaVersion: '1.0';
  readonly timestamp: string;
  readonly accountId: string;
  /** The caller's role session. */
  readonly identity: { readonly arn: string };
  /** The source Region. */
  readonly region: string;
  readonly requestId: string;
  readonly operation: Operation;
  /** The ARN when a profile was called. */
  readonly modelId: string;
  readonly requestMetadata?: Readonly<Record<string, string>>;
  readonly input: {
    readonly inputContentType: 'application/json';
    readonly inputBodyJson?: unknown;
    readonly inputTokenCount: number;
    readonly cacheReadInputTokenCount: number;
    readonly cacheWriteInputTokenCount: number;
  };
  readonly output: {
    readonly outputContentType: 'application/json';
    /** Of a stream: the array of its events. */
    readonly outputBodyJson?: unknown;
    readonly outputTokenCount: number;
  };
  /** The Region that served the call. */
  readonly inferenceRegion: string;
}

/** What a record is made of. */
export interface InvocationFacts {
  readonly request: AwsRequest;
  readonly operation: Operation;
  readonly model: ModelReference;
  readonly startedAt: number;
  readonly inferenceRegion: string;
  readonly requestMetadata?: Readonly<Record<string, string>>;
  readonly inputBody: JsonObject;
  readonly outputBody: unknown;
  readonly usage: TokenUsage;
}

export function invocationRecord(facts: InvocationFacts): InvocationRecord {
  const { request, model, usage } = facts;
  return {
    schemaType: 'ModelInvocationLog',
    schemaVersion: '1.0',
    timestamp: new Date(facts.startedAt).toISOString().replace(/\.\d+Z$/, 'Z'),
    accountId: request.caller.accountId,
    identity: { arn: request.caller.arn },
    region: request.region,
    requestId: request.id,
    operation: facts.operation,
    modelId: model.kind === 'foundation-model' ? model.id : model.arn,
    ...(facts.requestMetadata === undefined ? {} : { requestMetadata: facts.requestMetadata }),
    input: {
      inputContentType: 'application/json',
      ...inlineBody('inputBodyJson', facts.inputBody),
      inputTokenCount: usage.inputTokens,
      cacheReadInputTokenCount: usage.cacheReadTokens,
      cacheWriteInputTokenCount: usage.cacheWriteTokens,
    },
    output: {
      outputContentType: 'application/json',
      ...inlineBody('outputBodyJson', facts.outputBody),
      outputTokenCount: usage.outputTokens,
    },
    inferenceRegion: facts.inferenceRegion,
  };
}

function inlineBody(name: string, body: unknown): Readonly<Record<string, unknown>> {
  return Buffer.byteLength(JSON.stringify(body)) > MAXIMUM_INLINE_BODY_BYTES ? {} : { [name]: body };
}
