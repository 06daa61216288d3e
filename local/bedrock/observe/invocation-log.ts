import { AwsRequest } from '../../aws/service';
import { JsonObject } from '../json-fields';
import { ModelReference } from '../model-id';
import { Operation } from '../operation';
import { TokenUsage } from '../quota/token-arithmetic';

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

/** The record of a call that failed: AWS does not document one, others have published theirs. */
export interface InvocationFailure extends Pick<InvocationRecord, Head | 'requestMetadata'> {
  readonly input: Readonly<Record<string, never>>;
  readonly output: Readonly<Record<string, never>>;
  readonly errorCode: string;
}

type Head = 'schemaType' | 'schemaVersion' | 'timestamp' | 'accountId' | 'identity' | 'region' | 'requestId' | 'operation' | 'modelId';

/** What every record is made of. */
export interface CallFacts {
  readonly request: AwsRequest;
  readonly operation: Operation;
  readonly model: ModelReference;
  readonly startedAt: number;
  readonly requestMetadata?: Readonly<Record<string, string>>;
}

/** What the record of an answered call is made of. */
export interface InvocationFacts extends CallFacts {
  readonly inferenceRegion: string;
  readonly inputBody: JsonObject;
  readonly outputBody: unknown;
  readonly usage: TokenUsage;
}

export function invocationRecord(facts: InvocationFacts): InvocationRecord {
  const { usage } = facts;
  return {
    ...headOf(facts),
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

export function invocationFailure(facts: CallFacts, errorCode: string): InvocationFailure {
  return { ...headOf(facts), input: {}, output: {}, errorCode };
}

function headOf({ request, operation, model, startedAt, requestMetadata }: CallFacts): Pick<InvocationRecord, Head | 'requestMetadata'> {
  return {
    schemaType: 'ModelInvocationLog',
    schemaVersion: '1.0',
    timestamp: new Date(startedAt).toISOString().replace(/\.\d+Z$/, 'Z'),
    accountId: request.caller.accountId,
    identity: { arn: request.caller.arn },
    region: request.region,
    requestId: request.id,
    operation,
    modelId: model.kind === 'foundation-model' ? model.id : model.arn,
    ...(requestMetadata === undefined ? {} : { requestMetadata }),
  };
}

function inlineBody(name: string, body: unknown): Readonly<Record<string, unknown>> {
  return Buffer.byteLength(JSON.stringify(body)) > MAXIMUM_INLINE_BODY_BYTES ? {} : { [name]: body };
}
