import OpenAI, { APIError } from 'openai';
import { ConverseEvent } from '../../../../lambda/core/converse';
import { ErrorReason, GatewayError, STATUS_OF_REASON } from '../../../../lambda/core/gateway-error';
import { openAiSurface } from '../../../../lambda/surfaces/openai/surface';
import { HttpAnswer, HttpRequest } from '../../../../lambda/surfaces/surface';
import { converseAnswer, converseEvent, parsedCall, REASONS, SERVED, USAGE } from '../support';
import { chatRequest, WEATHER } from './chat-support';

type Server = (request: HttpRequest) => HttpAnswer;

/** The OpenAI client, connected to a function instead of a network. */
function client(server: Server): OpenAI {
  return new OpenAI({
    apiKey: 'key-1',
    baseURL: 'https://gateway.example/v1',
    maxRetries: 0,
    fetch: async (input, init) => {
      const sent = new Request(input as string, init as RequestInit);
      const answer = server({
        method: sent.method,
        path: new URL(sent.url).pathname,
        headers: Object.fromEntries(sent.headers),
        body: new Uint8Array(await sent.arrayBuffer()),
      });
      return new Response(Buffer.from(answer.body), { status: answer.status, headers: answer.headers });
    },
  });
}

function streamOf(events: readonly ConverseEvent[], failure?: GatewayError): Server {
  return (request) => {
    const encoder = parsedCall(openAiSurface, request).stream(SERVED);
    const pieces = [...events.map((event) => encoder.encode(event)), failure === undefined ? encoder.end(USAGE) : encoder.fail(failure)];
    return { status: 200, headers: encoder.headers, body: Buffer.concat(pieces) };
  };
}

const QUESTION = chatRequest({ tools: [WEATHER] }) as unknown as OpenAI.ChatCompletionCreateParamsNonStreaming;

const EVENTS = [
  converseEvent('messageStart', { role: 'assistant' }),
  converseEvent('contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'Grüße ' } }),
  converseEvent('contentBlockDelta', { contentBlockIndex: 0, delta: { text: '\u2028🌍' } }),
  converseEvent('contentBlockStop', { contentBlockIndex: 0 }),
  converseEvent('contentBlockStart', { contentBlockIndex: 1, start: { toolUse: { toolUseId: 't1', name: 'get_weather' } } }),
  converseEvent('contentBlockDelta', { contentBlockIndex: 1, delta: { toolUse: { input: '{"city":' } } }),
  converseEvent('contentBlockDelta', { contentBlockIndex: 1, delta: { toolUse: { input: '"Bern"}' } } }),
  converseEvent('contentBlockStop', { contentBlockIndex: 1 }),
  converseEvent('messageStop', { stopReason: 'tool_use' }),
  converseEvent('metadata', { usage: {} }),
];

test('the client reads a completion', async () => {
  const completion = await client((request) => parsedCall(openAiSurface, request).answer(converseAnswer([{ text: 'Hi' }]), SERVED))
    .chat.completions.create(QUESTION);
  expect(completion.choices[0].message.content).toBe('Hi');
  expect(completion._request_id).toBe('request-1');
});

test('the client assembles a stream into the completion that was meant', async () => {
  const completion = await client(streamOf(EVENTS))
    .chat.completions.stream({ ...QUESTION, stream: true, stream_options: { include_usage: true } })
    .finalChatCompletion();
  expect(completion.choices[0].message.content).toBe('Grüße \u2028🌍');
  expect(completion.choices[0].message.tool_calls).toMatchObject([
    { id: 't1', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Bern"}' } },
  ]);
  expect(completion.choices[0].finish_reason).toBe('tool_calls');
  expect(completion.usage?.total_tokens).toBe(4330);
});

test('the client finds the id of a streamed request', async () => {
  const { data, request_id: requestId } = await client(streamOf(EVENTS)).chat.completions.create({ ...QUESTION, stream: true }).withResponse();
  for await (const chunk of data) expect(chunk.model).toBe('claude-sonnet');
  expect(requestId).toBe('request-1');
});

test('the client raises a failure within a stream, after the text that came before', async () => {
  const stream = await client(streamOf(EVENTS.slice(0, 2), new GatewayError('brokenStream', 'the model stopped speaking')))
    .chat.completions.create({ ...QUESTION, stream: true });
  let said = '';
  const failure = await (async () => {
    for await (const chunk of stream) said += chunk.choices[0].delta.content ?? '';
  })().catch((error: unknown) => error);
  expect(said).toBe('Grüße ');
  expect(failure).toBeInstanceOf(APIError);
  expect((failure as APIError).message).toBe('the model stopped speaking');
  expect((failure as APIError).code).toBe('stream_interrupted');
});

test('the client lists models', async () => {
  const models = await client((request) => {
    const operation = openAiSurface.operation(request);
    if (operation.kind !== 'list') throw new Error(`expected a listing, got ${operation.kind}`);
    return operation.answer({ routes: ['claude-sonnet'] });
  }).models.list();
  expect(models.data.map(({ id }) => id)).toEqual(['claude-sonnet']);
});

test('the credential that the client sends is found', async () => {
  let credential: string | undefined;
  await client((request) => {
    credential = openAiSurface.credential(request.headers);
    return openAiSurface.error(new GatewayError('forbidden', 'x'), 'request-1');
  }).models.list().catch(() => undefined);
  expect(credential).toBe('key-1');
});

const KINDS: Readonly<Record<ErrorReason, readonly [string, string | null]>> = {
  invalidRequest: ['invalid_request_error', null],
  unauthenticated: ['authentication_error', 'invalid_api_key'],
  forbidden: ['permission_error', 'permission_denied'],
  unknownRoute: ['invalid_request_error', 'model_not_found'],
  notFound: ['invalid_request_error', 'unknown_url'],
  methodNotAllowed: ['invalid_request_error', 'method_not_supported'],
  unsupportedMediaType: ['invalid_request_error', 'unsupported_content_type'],
  payloadTooLarge: ['invalid_request_error', 'request_too_large'],
  quotaExceeded: ['rate_limit_error', 'rate_limit_exceeded'],
  quotaNeverFits: ['invalid_request_error', 'insufficient_quota'],
  throttled: ['rate_limit_error', 'rate_limit_exceeded'],
  unavailable: ['server_error', 'service_unavailable'],
  timedOut: ['server_error', 'timeout'],
  modelFailed: ['server_error', 'model_error'],
  brokenStream: ['server_error', 'stream_interrupted'],
  internal: ['server_error', 'internal_error'],
};

test.each(REASONS)('the client raises %s with status, type, code and param', async (reason) => {
  const failure = await client(() => openAiSurface.error(new GatewayError(reason, 'because', { field: 'messages[0]' }), 'request-1'))
    .chat.completions.create(QUESTION).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(APIError);
  const raised = failure as APIError;
  expect(raised.status).toBe(STATUS_OF_REASON[reason]);
  expect([raised.type, raised.code]).toEqual(KINDS[reason]);
  expect(raised.param).toBe('messages[0]');
  expect(raised.message).toContain('because');
  expect(raised.requestID).toBe('request-1');
});
