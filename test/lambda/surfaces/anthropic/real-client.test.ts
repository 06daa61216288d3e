import Anthropic from '@anthropic-ai/sdk';
import { ConverseEvent } from '../../../../lambda/core/converse';
import { ErrorReason, GatewayError, STATUS_OF_REASON } from '../../../../lambda/core/gateway-error';
import { TYPE_OF_REASON } from '../../../../lambda/surfaces/anthropic/error-shape';
import { anthropicSurface } from '../../../../lambda/surfaces/anthropic/surface';
import { HttpAnswer, HttpRequest } from '../../../../lambda/surfaces/surface';
import { converseAnswer, converseBodyOf, converseEvent, parsedCall, REASONS, SERVED, USAGE } from '../support';
import { streamOf } from './converse-blocks';
import { messagesRequest, WEATHER } from './messages-support';

type Server = (request: HttpRequest) => HttpAnswer;

/** The Anthropic client, connected to a function instead of a network. */
function client(server: Server, maxRetries = 0): Anthropic {
  return new Anthropic({
    apiKey: 'key-1',
    baseURL: 'https://gateway.example',
    maxRetries,
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

const QUESTION = messagesRequest({ tools: [WEATHER] }) as unknown as Anthropic.MessageCreateParamsNonStreaming;

const CITATION = { title: 'Notes', sourceContent: [{ text: 'a' }], location: { documentPage: { documentIndex: 0, start: 1, end: 2 } } };

/** One block of every kind. */
const BLOCKS = [
  { reasoningContent: { reasoningText: { text: 'The user wants the weather.', signature: 'c2lnbmF0dXJl' } } },
  { reasoningContent: { redactedContent: 'QUJDREVG' } },
  { text: 'Grüße \u2028🌍' },
  { citationsContent: { content: [{ text: 'Rivers bend.' }], citations: [CITATION] } },
  { toolUse: { toolUseId: 'tooluse_1', name: 'get_weather', input: { city: 'Bern', days: [1, 2] } } },
];

const EVENTS = [
  converseEvent('messageStart', { role: 'assistant' }), ...streamOf(BLOCKS, 4),
  converseEvent('messageStop', { stopReason: 'tool_use' }), converseEvent('metadata', { usage: {} }),
];

const whole: Server = (request) => parsedCall(anthropicSurface, request).answer(converseAnswer(BLOCKS, 'tool_use'), SERVED);

function streaming(events: readonly ConverseEvent[], failure?: GatewayError): Server {
  return (request) => {
    const encoder = parsedCall(anthropicSurface, request).stream(SERVED);
    const pieces = [...events.map((event) => encoder.encode(event)), failure === undefined ? encoder.end(USAGE) : encoder.fail(failure)];
    return { status: 200, headers: encoder.headers, body: Buffer.concat(pieces) };
  };
}

test('the client reads a message of every kind of block', async () => {
  const message = await client(whole).messages.create(QUESTION);
  expect(message.content.map(({ type }) => type)).toEqual(['thinking', 'redacted_thinking', 'text', 'text', 'tool_use']);
  expect(message.stop_reason).toBe('tool_use');
  expect(message._request_id).toBe('request-1');
});

test('the client assembles a stream into the message that was meant, with its usage', async () => {
  const streamed = await client(streaming(EVENTS)).messages.stream(QUESTION).finalMessage();
  const { content, stop_reason: stopReason, usage } = await client(whole).messages.create(QUESTION);
  expect(streamed.content).toEqual(content);
  expect(streamed.stop_reason).toBe(stopReason);
  const { cache_creation: _, ...counts } = usage;
  expect(streamed.usage).toMatchObject(counts);
});

test('the client sends back what it has read, and Bedrock gets what it has said', async () => {
  let sent: unknown;
  const { content } = await client(whole).messages.create(QUESTION);
  await client((request) => {
    const call = parsedCall(anthropicSurface, request);
    sent = converseBodyOf(call.request).messages[1].content;
    return call.answer(converseAnswer([{ text: 'Sunny.' }]), SERVED);
  }).messages.create({
    ...QUESTION,
    messages: [
      ...QUESTION.messages, { role: 'assistant', content },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'tooluse_1', content: '21 degrees' }] },
    ],
  });
  expect(sent).toEqual(BLOCKS);
});

test('the client raises a failure within a stream, after the text that came before', async () => {
  const text = converseEvent('contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'Grüße ' } });
  const stream = await client(streaming([EVENTS[0], text], new GatewayError('brokenStream', 'the model stopped speaking'))).messages.create({ ...QUESTION, stream: true });
  let said = '';
  const failure = await (async () => {
    for await (const event of stream) if (event.type === 'content_block_delta' && event.delta.type === 'text_delta') said += event.delta.text;
  })().catch((error: unknown) => error);
  expect(said).toBe('Grüße ');
  expect(failure).toBeInstanceOf(Anthropic.APIError);
  expect((failure as Error).message).toContain('the model stopped speaking');
  expect((failure as InstanceType<typeof Anthropic.APIError>).type).toBe('api_error');
});

test('the beta surface of the client is served too, with the betas that Bedrock has to know', async () => {
  let fields: unknown;
  const message = await client((request) => {
    const call = parsedCall(anthropicSurface, request);
    fields = converseBodyOf(call.request).additionalModelRequestFields;
    return call.answer(converseAnswer([{ text: 'Hi' }]), SERVED);
  }).beta.messages.create({ model: 'claude-sonnet', max_tokens: 64, messages: [{ role: 'user', content: 'Hi' }], betas: ['interleaved-thinking-2025-05-14', 'pdfs-2024-09-25'] });
  expect(message.content).toMatchObject([{ type: 'text', text: 'Hi' }]);
  expect(fields).toEqual({ anthropic_beta: ['interleaved-thinking-2025-05-14'] });
});

test('the client pages through models', async () => {
  const ids: string[] = [];
  const pages = client((request) => {
    const operation = anthropicSurface.operation(request);
    if (operation.kind !== 'list') throw new Error(`expected a listing, got ${operation.kind}`);
    return operation.answer({ routes: ['claude-sonnet', 'claude-haiku'] });
  }).models.list({ limit: 1 });
  for await (const { id } of pages) ids.push(id);
  expect(ids).toEqual(['claude-sonnet', 'claude-haiku']);
});

test('the credential that the client sends is found', async () => {
  let credential: string | undefined;
  await client((request) => {
    credential = anthropicSurface.credential(request.headers);
    return anthropicSurface.error(new GatewayError('forbidden', 'x'), 'request-1');
  }).models.list().catch(() => undefined);
  expect(credential).toBe('key-1');
});

const TYPES: Readonly<Record<ErrorReason, string>> = {
  invalidRequest: 'invalid_request_error',
  unauthenticated: 'authentication_error',
  forbidden: 'permission_error',
  unknownRoute: 'not_found_error',
  notFound: 'not_found_error',
  methodNotAllowed: 'invalid_request_error',
  unsupportedMediaType: 'invalid_request_error',
  payloadTooLarge: 'request_too_large',
  quotaExceeded: 'rate_limit_error',
  quotaNeverFits: 'invalid_request_error',
  throttled: 'rate_limit_error',
  unavailable: 'overloaded_error',
  timedOut: 'timeout_error',
  modelFailed: 'api_error',
  brokenStream: 'api_error',
  internal: 'api_error',
};

test('every reason has a type that Anthropic has, too', () => {
  expect(TYPE_OF_REASON).toEqual(TYPES);
});

test.each(REASONS)('the client raises %s with status, type and request id', async (reason) => {
  const failure = await client(() => anthropicSurface.error(new GatewayError(reason, 'because'), 'request-1')).messages.create(QUESTION).catch((error: unknown) => error);
  if (!(failure instanceof Anthropic.APIError)) throw new Error('expected an error of the client', { cause: failure });
  expect([failure.status, failure.type, failure.requestID]).toEqual([STATUS_OF_REASON[reason], TYPES[reason], 'request-1']);
  expect(failure.message).toContain('because');
});

describe('the client by itself', () => {
  async function attempts(error: GatewayError): Promise<number> {
    let count = 0;
    const answers: Server = (request) => {
      count++;
      return count === 1 ? anthropicSurface.error(error, 'request-1') : whole(request);
    };
    await client(answers, 2).messages.create(QUESTION).catch(() => undefined);
    return count;
  }

  test.each(['quotaExceeded', 'throttled', 'unavailable', 'timedOut', 'brokenStream', 'internal'] as const)('repeats a request that failed with %s', async (reason) => {
    expect(await attempts(new GatewayError(reason, 'x', { retryAfterMs: 1 }))).toBe(2);
  });

  test.each(REASONS.filter((reason) => STATUS_OF_REASON[reason] < 500 && STATUS_OF_REASON[reason] !== 429))('does not repeat one that failed with %s', async (reason) => {
    expect(await attempts(new GatewayError(reason, 'x'))).toBe(1);
  });

  test('does not repeat what an operator has decided', async () => {
    expect(await attempts(new GatewayError('unavailable', 'x', { deliberate: true }))).toBe(1);
  });
});
