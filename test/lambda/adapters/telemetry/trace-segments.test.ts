import { traceSegments, TraceSegment } from '../../../../lambda/adapters/telemetry/trace-segments';
import { AttemptRecord, DecisionRecord } from '../../../../lambda/core/decision-record';

const TIME = Date.parse('2026-11-20T12:00:00Z');
const SONNET = { modelId: 'us.anthropic.claude-sonnet-4-6', foundationModel: 'anthropic.claude-sonnet-4-6', region: 'us-east-1' };

function attempt(more: Partial<AttemptRecord> = {}): AttemptRecord {
  return { target: 'b', startedAfterMs: 250, durationMs: 500, outcome: 'answered', ...more };
}

function segmentsOf(attempts: readonly AttemptRecord[], more: Partial<DecisionRecord> = {}): readonly TraceSegment[] {
  const record: DecisionRecord = {
    requestId: 'r-1',
    time: TIME,
    tenant: 'acme',
    keyId: 'k1',
    route: 'claude',
    streamed: true,
    outcome: 'success',
    candidates: [],
    attempts,
    target: 'b',
    maxTokens: 500,
    usage: { inputTokens: 1, outputTokens: 2, cacheReadInputTokens: 3, cacheWriteInputTokens: 4 },
    latencyMs: 900,
    ledgerErrors: 0,
    ...more,
  };
  let ids = 0;
  return traceSegments(record, { traceId: '1-67891233-abcdef012345678912345678', parentId: '463ac35c9f6413ad' }, () => SONNET, () => `id-${++ids}`);
}

test('a call that was answered is told with its place, its time and its tokens', () => {
  expect(JSON.parse(JSON.stringify(segmentsOf([attempt()])))).toEqual([{
    id: 'id-1',
    trace_id: '1-67891233-abcdef012345678912345678',
    parent_id: '463ac35c9f6413ad',
    type: 'subsegment',
    name: 'BedrockRuntime',
    namespace: 'aws',
    start_time: TIME / 1000 + 0.25,
    end_time: TIME / 1000 + 0.75,
    aws: { region: 'us-east-1' },
    annotations: {
      gen_ai_provider_name: 'aws.bedrock',
      gen_ai_operation_name: 'chat',
      gen_ai_request_model: SONNET.modelId,
      route: 'claude',
      tenant: 'acme',
      target: 'b',
      outcome: 'answered',
    },
    metadata: {
      gen_ai: {
        'gen_ai.provider.name': 'aws.bedrock',
        'gen_ai.operation.name': 'chat',
        'gen_ai.request.model': SONNET.modelId,
        'gen_ai.request.max_tokens': 500,
        'gen_ai.usage.input_tokens': 1,
        'gen_ai.usage.output_tokens': 2,
        'gen_ai.usage.cache_read.input_tokens': 3,
        'gen_ai.usage.cache_creation.input_tokens': 4,
      },
    },
  }]);
});

test('tokens are those of the call that answered, not of those before it', () => {
  const segments = segmentsOf([attempt({ outcome: 'connection' }), attempt()]);
  expect(segments.map(({ metadata }) => (metadata as { gen_ai: Record<string, unknown> }).gen_ai['gen_ai.usage.output_tokens'])).toEqual([undefined, 2]);
});

test.each<[AttemptRecord['outcome'], Record<string, true>]>([
  ['throttledPerMinute', { error: true, throttle: true }],
  ['throttledPerDay', { error: true, throttle: true }],
  ['serverFault', { fault: true }],
  ['connection', { fault: true }],
  ['callerFault', { error: true }],
  ['configuration', { error: true }],
  ['fault', { fault: true }],
  ['answered', {}],
  ['hedgeLost', {}],
  ['callerLeft', {}],
])('%s is told as %j', (outcome, expected) => {
  const [{ error, fault, throttle }] = segmentsOf([attempt({ outcome })]) as [TraceSegment];
  expect(JSON.parse(JSON.stringify({ error, fault, throttle }))).toEqual(expected);
});

test('an error has the name that Bedrock gave it, or else ours', () => {
  const types = segmentsOf([
    attempt({ outcome: 'throttledPerMinute', code: 'ThrottlingException', status: 429, upstreamRequestId: 'u-1' }), attempt({ outcome: 'silent' }), attempt(),
  ]);
  expect(types.map(({ annotations }) => (annotations as Record<string, unknown>).error_type)).toEqual(['ThrottlingException', 'silent', undefined]);
  expect(types[0]).toMatchObject({ http: { response: { status: 429 } }, aws: { request_id: 'u-1' } });
});

test('a model that makes vectors does another operation', () => {
  const record = { attempts: [attempt()], time: TIME } as unknown as DecisionRecord;
  const [segment] = traceSegments(record, { traceId: 't', parentId: 'p' }, () => ({ modelId: 'amazon.titan-embed-text-v2:0', foundationModel: 'amazon.titan-embed-text-v2:0', region: 'r' }), () => 'i');
  expect(segment?.annotations).toMatchObject({ gen_ai_operation_name: 'embeddings' });
});

test('the names of annotations are such as X-Ray takes', () => {
  for (const { annotations } of segmentsOf([attempt({ outcome: 'silent' })])) {
    for (const name of Object.keys(annotations as object)) expect(name).toMatch(/^\w+$/);
  }
});

test('of a batch with thousands of calls a hundred are told', () => {
  expect(segmentsOf(Array.from({ length: 2_000 }, () => attempt()))).toHaveLength(100);
});
