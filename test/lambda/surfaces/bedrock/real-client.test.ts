import { Readable } from 'node:stream';
import {
  BedrockRuntimeClient, BedrockRuntimeServiceException, ConverseCommand, ConverseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime';
import { GatewayError, STATUS_OF_REASON } from '../../../../lambda/core/gateway-error';
import { EXCEPTION_OF_REASON } from '../../../../lambda/surfaces/bedrock/error-shape';
import { bedrockSurface } from '../../../../lambda/surfaces/bedrock/surface';
import { HttpAnswer, HttpRequest } from '../../../../lambda/surfaces/surface';
import { converseAnswer, converseEvent, parsedCall, REASONS, SERVED, USAGE } from '../support';

interface SentRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string | Uint8Array;
}

/** The AWS client, connected to a function instead of a network. */
function client(server: (request: HttpRequest) => HttpAnswer): BedrockRuntimeClient {
  return new BedrockRuntimeClient({
    region: 'us-east-1',
    maxAttempts: 1,
    token: { token: 'key-1' },
    authSchemePreference: ['httpBearerAuth'],
    requestHandler: {
      handle: async (sent: SentRequest) => {
        const answer = server({
          method: sent.method,
          path: sent.path,
          headers: Object.fromEntries(Object.entries(sent.headers).map(([name, value]) => [name.toLowerCase(), value])),
          body: typeof sent.body === 'string' ? new TextEncoder().encode(sent.body) : sent.body,
        });
        return { response: { statusCode: answer.status, headers: { ...answer.headers }, body: Readable.from([Buffer.from(answer.body)]) } };
      },
      metadata: { handlerProtocol: 'http/1.1' },
      updateHttpClientConfig: () => undefined,
      httpHandlerConfigs: () => ({}),
    },
  });
}

const QUESTION = { modelId: 'claude:0', messages: [{ role: 'user' as const, content: [{ text: 'Grüße 🌍' }] }] };

test('the client reads an answer to the request that it meant', async () => {
  let received: HttpRequest | undefined;
  const answer = await client((request) => {
    received = request;
    return parsedCall(bedrockSurface, request).answer(converseAnswer([{ text: 'Hi' }]), SERVED);
  }).send(new ConverseCommand({ ...QUESTION, inferenceConfig: { maxTokens: 10 } }));
  expect(answer.output?.message?.content).toEqual([{ text: 'Hi' }]);
  expect(answer.$metadata.requestId).toBe('request-1');
  expect(received?.path).toBe('/model/claude%3A0/converse');
  expect(bedrockSurface.credential(received?.headers ?? {})).toBe('key-1');
});

test('the request of the client is understood', () => {
  let understood: unknown;
  return client((request) => {
    const call = parsedCall(bedrockSurface, request);
    understood = call.request;
    return call.answer(converseAnswer([]), SERVED);
  }).send(new ConverseCommand({ ...QUESTION, inferenceConfig: { maxTokens: 10 } })).then(() => {
    expect(understood).toEqual({
      kind: 'converse', route: 'claude:0', streamed: false, body: { messages: QUESTION.messages, inferenceConfig: { maxTokens: 10 } },
    });
  });
});

test('the client reads a stream and raises the failure that ends it', async () => {
  const { stream, $metadata } = await client((request) => {
    const encoder = parsedCall(bedrockSurface, request).stream(SERVED);
    const frames = [
      encoder.encode(converseEvent('messageStart', { role: 'assistant' })),
      encoder.encode(converseEvent('contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'Hi' } })),
      encoder.end(USAGE),
      encoder.fail(new GatewayError('brokenStream', 'the model stopped speaking')),
    ];
    return { status: 200, headers: encoder.headers, body: Buffer.concat(frames) };
  }).send(new ConverseStreamCommand(QUESTION));
  expect($metadata.requestId).toBe('request-1');
  const kinds: string[] = [];
  const failure = await (async () => {
    for await (const event of stream ?? []) kinds.push(...Object.keys(event));
  })().catch((error: unknown) => error);
  expect(kinds).toEqual(['messageStart', 'contentBlockDelta']);
  expect(failure).toMatchObject({ name: 'ModelStreamErrorException', message: 'the model stopped speaking' });
});

test.each(REASONS)('the client raises %s under the name that AWS has for it', async (reason) => {
  const failure = await client(() => bedrockSurface.error(new GatewayError(reason, 'because'), 'request-1'))
    .send(new ConverseCommand(QUESTION)).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(BedrockRuntimeServiceException);
  const { name, message, $metadata } = failure as BedrockRuntimeServiceException;
  expect(name).toBe(EXCEPTION_OF_REASON[reason]);
  expect($metadata.httpStatusCode).toBe(STATUS_OF_REASON[reason]);
  expect($metadata.requestId).toBe('request-1');
  expect(message).toEqual(reason === 'unauthenticated' ? expect.any(String) : 'because');
});
