import { TraceContext } from './trace-header';
import { isEmbeddingModel } from '../../../src/contract/embedding-models';
import { AttemptRecord, DecisionRecord } from '../../core/decision-record';
import { failureClass, FailureName } from '../../core/failures/failure-classes';

/** What is known of a target beside its name. */
export interface TracedTarget {
  readonly modelId: string;
  readonly foundationModel?: string;
  readonly region: string;
}

/** A part of a trace, as X-Ray takes it. */
export type TraceSegment = Readonly<Record<string, unknown>>;

/** A batch can have thousands of attempts. */
const MOST_SEGMENTS = 100;

/** Ended by the gateway or the caller: nothing is wrong with the call. */
const NO_FAILURE: readonly AttemptRecord['outcome'][] = ['answered', 'answerFiltered', 'callerLeft', 'givenUp', 'hedgeLost'];

/**
 * One subsegment for each call to Bedrock, which the function's own segment is the parent of. What the semantic conventions
 * of OpenTelemetry have a name for has it, in the metadata as it is written there, in the annotations, by which traces are
 * searched and which have no dots, with underscores. There is no content in it.
 *
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html and
 * https://opentelemetry.io/docs/specs/semconv/gen-ai/aws-bedrock/ (1.37: `gen_ai.provider.name`)
 */
export function traceSegments(
  record: DecisionRecord, { traceId, parentId }: TraceContext, targetOf: (name: string) => TracedTarget | undefined, newId: () => string,
): readonly TraceSegment[] {
  const answering = [...record.attempts].reverse().find(({ target, outcome }) => outcome === 'answered' && target === record.target);
  return record.attempts.slice(0, MOST_SEGMENTS).map((attempt) => {
    const target = targetOf(attempt.target);
    const attributes = attributesOf(record, attempt, target, attempt === answering);
    const start = record.time + attempt.startedAfterMs;
    return {
      id: newId(),
      trace_id: traceId,
      parent_id: parentId,
      type: 'subsegment',
      name: 'BedrockRuntime',
      namespace: 'aws',
      start_time: start / 1000,
      end_time: (start + attempt.durationMs) / 1000,
      ...faultOf(attempt),
      ...(attempt.status === undefined ? {} : { http: { response: { status: attempt.status } } }),
      aws: {
        ...(target === undefined ? {} : { region: target.region }),
        ...(attempt.upstreamRequestId === undefined ? {} : { request_id: attempt.upstreamRequestId }),
      },
      annotations: {
        ...Object.fromEntries(SEARCHED.flatMap((name) => {
          const value = attributes[name];
          return value === undefined ? [] : [[name.replaceAll('.', '_'), value]];
        })),
        route: record.route,
        tenant: record.tenant,
        target: attempt.target,
        outcome: attempt.outcome,
      },
      metadata: { gen_ai: attributes },
    };
  });
}

const SEARCHED = ['gen_ai.provider.name', 'gen_ai.operation.name', 'gen_ai.request.model', 'error.type'] as const;

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** JSON leaves out what is undefined. */
function attributesOf(record: DecisionRecord, attempt: AttemptRecord, target: TracedTarget | undefined, answering: boolean): Attributes {
  const usage = answering ? record.usage : undefined;
  return {
    'gen_ai.provider.name': 'aws.bedrock',
    'gen_ai.operation.name': isEmbeddingModel(target?.foundationModel) ? 'embeddings' : 'chat',
    'gen_ai.request.model': target?.modelId,
    'gen_ai.request.max_tokens': record.maxTokens,
    'gen_ai.usage.input_tokens': usage?.inputTokens,
    'gen_ai.usage.output_tokens': usage?.outputTokens,
    'gen_ai.usage.cache_read.input_tokens': usage?.cacheReadInputTokens,
    'gen_ai.usage.cache_creation.input_tokens': usage?.cacheWriteInputTokens,
    'error.type': NO_FAILURE.includes(attempt.outcome) ? undefined : attempt.code ?? attempt.outcome,
  };
}

/** X-Ray tells throttling from other mistakes, and those of callers from those of services. */
function faultOf({ outcome }: AttemptRecord): TraceSegment {
  if (outcome === 'fault') return { fault: true };
  if (NO_FAILURE.includes(outcome)) return {};
  const { blame } = failureClass(outcome as FailureName);
  if (blame === 'quota') return { error: true, throttle: true };
  return blame === 'caller' || blame === 'configuration' ? { error: true } : { fault: true };
}
