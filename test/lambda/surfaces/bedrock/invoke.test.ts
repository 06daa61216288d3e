import { GatewayError } from '../../../../lambda/core/gateway-error';
import { bedrockSurface } from '../../../../lambda/surfaces/bedrock/surface';
import { codec, httpRequest, parsedCall, refusalOf, SERVED } from '../support';

const BODY = { anthropic_version: 'bedrock-2023-05-31', max_tokens: 64, messages: [{ role: 'user', content: 'Hello' }] };
const requestOf = (headers: Record<string, string> = {}, body: unknown = BODY, operation = 'invoke') => (
  httpRequest('POST', `/model/claude-sonnet/${operation}`, body, headers)
);
const call = (headers?: Record<string, string>, body?: unknown, operation?: string) => (
  parsedCall(bedrockSurface, requestOf(headers, body, operation))
);
const refusal = (headers?: Record<string, string>, body?: unknown) => refusalOf(() => call(headers, body));

test.each([['invoke', false], ['invoke-with-response-stream', true]])('%s is an inference call of its body', (operation, streamed) => {
  const request = requestOf({}, BODY, operation);
  const parsed = parsedCall(bedrockSurface, request);
  expect(parsed.request).toEqual({ kind: 'invoke', route: 'claude-sonnet', streamed, json: BODY, settings: {} });
});

describe('the headers of InvokeModel', () => {
  test('that Bedrock is to get are read, and no others', () => {
    const { request } = call({
      'x-amzn-bedrock-trace': 'ENABLED',
      'x-amzn-bedrock-performanceconfig-latency': 'optimized',
      'x-amzn-bedrock-service-tier': 'flex',
      'x-amzn-bedrock-request-metadata': '{"project":"x"}',
      'x-amz-target': 'evil',
      'host': 'evil.example',
      'x-amzn-bedrock-other': 'y',
    });
    expect(request).toHaveProperty('settings', { trace: 'ENABLED', latency: 'optimized', serviceTier: 'flex', metadata: { project: 'x' } });
  });

  test.each([
    [{ 'x-amzn-bedrock-trace': 'yes' }, 'X-Amzn-Bedrock-Trace'],
    [{ 'x-amzn-bedrock-performanceconfig-latency': 'fast' }, 'X-Amzn-Bedrock-PerformanceConfig-Latency'],
    [{ 'x-amzn-bedrock-service-tier': 'gold' }, 'X-Amzn-Bedrock-Service-Tier'],
    [{ 'x-amzn-bedrock-request-metadata': '{' }, 'X-Amzn-Bedrock-Request-Metadata'],
    [{ 'x-amzn-bedrock-request-metadata': '[]' }, 'X-Amzn-Bedrock-Request-Metadata'],
    [{ 'x-amzn-bedrock-request-metadata': '{"a":1}' }, 'X-Amzn-Bedrock-Request-Metadata'],
    [{ 'x-amzn-bedrock-guardrailidentifier': 'g' }, 'X-Amzn-Bedrock-GuardrailIdentifier'],
    [{ 'x-amzn-bedrock-guardrailversion': '1' }, 'X-Amzn-Bedrock-GuardrailVersion'],
    [{ accept: 'image/png' }, 'Accept'],
  ])('are refused by name: %j', (headers, field) => {
    expect(refusal(headers)).toMatchObject({ reason: 'invalidRequest', details: { field } });
  });

  test.each(['application/json', '*/*', 'application/*', 'text/html, application/json;q=0.9'])('may ask for %p', (accept) => {
    expect(() => call({ accept })).not.toThrow();
  });

  test('ask for the content of chunks in another one', () => {
    expect(() => call({ 'accept': 'application/vnd.amazon.eventstream', 'x-amzn-bedrock-accept': 'application/json' }, BODY, 'invoke-with-response-stream')).not.toThrow();
    expect(refusalOf(() => call({ 'x-amzn-bedrock-accept': 'text/plain' }, BODY, 'invoke-with-response-stream')).details.field).toBe('X-Amzn-Bedrock-Accept');
  });
});

describe('what a body could make Bedrock fetch or run with the role of the gateway', () => {
  test.each<[object, string]>([
    [{ messages: [{ content: [{ video: { source: { s3Location: { uri: 's3://bucket/x' } } } }] }] }, 'messages[0].content[0].video.source.s3Location'],
    [{ mediaSource: { s3Location: { uri: 's3://bucket/x', bucketOwner: '1' } } }, 'mediaSource.s3Location'],
    [{ s3Uri: 's3://bucket/x' }, 's3Uri'],
    [{ messages: [{ content: [{ type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } }] }] }, 'messages[0].content[0].source.type'],
    [{ messages: [{ content: [{ type: 'document', source: { type: 'file', file_id: 'file_1' } }] }] }, 'messages[0].content[0].source.type'],
    [
      { messages: [{}, { content: [{ type: 'tool_result', content: [{ type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } }] }] }] },
      'messages[1].content[0].content[0].source.type',
    ],
    [{ toolConfig: { tools: [{ toolSpec: {} }, { systemTool: { name: 'nova_grounding' } }] } }, 'toolConfig.tools[1].systemTool'],
  ])('is refused: %j', (body, field) => {
    expect(refusal({}, body)).toMatchObject({ reason: 'invalidRequest', details: { field } });
  });

  test('is not what a tool is called with', () => {
    const input = { s3Location: 'downtown', s3Uri: 7, content: [{ type: 'image', source: { type: 'url', url: 'https://example.com/a.png' } }] };
    expect(() => call({}, { messages: [{ content: [{ type: 'tool_use', input }] }] })).not.toThrow();
  });
});

test.each([['[]'], ['{'], [''], ['5']])('the body %j is refused', (body) => {
  expect(refusal({}, new TextEncoder().encode(body)).reason).toBe('invalidRequest');
});

test('a member that is there twice means what it means to everybody who reads the parsed body', () => {
  const { request } = call({}, new TextEncoder().encode('{"max_tokens":90000,"messages":[],"max_tokens":5}'));
  expect(request).toEqual({ kind: 'invoke', route: 'claude-sonnet', streamed: false, json: { max_tokens: 5, messages: [] }, settings: {} });
});

test('an answer is passed on as it came, with the headers that say how it was served', () => {
  const body = new TextEncoder().encode('{"content":[]}');
  const answer = call().answer({ body, headers: { 'x-amzn-bedrock-input-token-count': '5' } }, SERVED);
  expect(answer).toEqual({
    status: 200,
    headers: { 'content-type': 'application/json', 'x-amzn-requestid': 'request-1', 'x-amzn-bedrock-input-token-count': '5' },
    body,
  });
  expect(answer.body).toBe(body);
});

describe('a streamed answer', () => {
  const encoder = () => call({}, BODY, 'invoke-with-response-stream').stream({ ...SERVED, format: 'invoke', upstream: { 'x-amzn-bedrock-service-tier': 'flex' } });

  test('is the frames that came', () => {
    const frame = new Uint8Array([1, 2, 3]);
    expect(encoder().encode({ kind: 'content', type: 'chunk', payload: new Uint8Array(), frame })).toBe(frame);
    expect(encoder().end(undefined)).toHaveLength(0);
    expect(encoder().headers).toEqual({
      'content-type': 'application/vnd.amazon.eventstream',
      'x-amzn-requestid': 'request-1',
      'x-amzn-bedrock-content-type': 'application/json',
      'x-amzn-bedrock-service-tier': 'flex',
    });
  });

  test.each([['timedOut', 'modelTimeoutException'], ['throttled', 'throttlingException'], ['brokenStream', 'modelStreamErrorException'], ['internal', 'internalServerException']] as const)(
    'that breaks with %s ends with %s', (reason, exception) => {
      const { headers } = codec.decode(encoder().fail(new GatewayError(reason, 'no')));
      expect(headers[':exception-type']).toEqual({ type: 'string', value: exception });
    });
});
