import { callOf } from '../../../../lambda/adapters/bedrock/call-of';
import { InvokeBody } from '../../../../lambda/core/invoke/invoke-body';
import { CalledTarget } from '../../../../lambda/core/ports';

const TARGET: CalledTarget = { name: 't', modelId: 'us.anthropic.claude:0', region: 'us-east-1', guardrail: undefined };
const { signal } = new AbortController();
const BODY: InvokeBody = { json: { max_tokens: 5 }, settings: {}, family: 'anthropic' };
const invoke = (body: InvokeBody, streamed = false) => callOf({ target: TARGET, request: { kind: 'invoke', body }, signal }, streamed);

test.each([
  [false, '/model/us.anthropic.claude%3A0/invoke', { 'content-type': 'application/json', 'accept': 'application/json' }],
  [true, '/model/us.anthropic.claude%3A0/invoke-with-response-stream', {
    'content-type': 'application/json', 'accept': 'application/vnd.amazon.eventstream', 'x-amzn-bedrock-accept': 'application/json',
  }],
])('InvokeModel, streamed %p', (streamed, path, headers) => {
  expect(invoke(BODY, streamed)).toMatchObject({ service: 'bedrock', region: 'us-east-1', path, headers, signal });
  expect(Object.keys(invoke(BODY, streamed).headers).sort()).toEqual(Object.keys(headers).sort());
});

test('what stands beside a body is sent in headers, in letters that a header can have', () => {
  const settings = { trace: 'ENABLED', latency: 'optimized', serviceTier: 'flex', metadata: { team: 'Übung €', tenant: 'a' } };
  const { headers } = invoke({ ...BODY, settings });
  expect(headers).toMatchObject({
    'x-amzn-bedrock-trace': 'ENABLED', 'x-amzn-bedrock-performanceconfig-latency': 'optimized', 'x-amzn-bedrock-service-tier': 'flex',
  });
  const metadata = headers['x-amzn-bedrock-request-metadata']!;
  expect(metadata).toMatch(/^[\x20-\x7e]+$/);
  expect(JSON.parse(metadata)).toEqual(settings.metadata);
});

test('the bytes of a body are made once', () => {
  const first = invoke(BODY).payload;
  expect(new TextDecoder().decode(first.bytes)).toBe('{"max_tokens":5}');
  expect(invoke(BODY).payload).toBe(first);
  expect(first.sha256).toMatch(/^[0-9a-f]{64}$/);
});
