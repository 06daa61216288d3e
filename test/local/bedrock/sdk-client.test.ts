import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import {
  BedrockRuntimeClient, ConverseCommand, ConverseStreamCommand, ConverseStreamOutput, CountTokensCommand, InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { awsRequest, HAIKU_3, MemorySinks, US_SONNET } from './support';
import { AwsError } from '../../../local/aws/service';
import { createBedrock, SimulatedBedrock } from '../../../local/bedrock';
import { systemClock } from '../../../local/clock';

/** Serves over HTTP/1.1 without looking at signatures. */
async function answer(bedrock: SimulatedBedrock, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const controller = new AbortController();
  outgoing.on('close', () => controller.abort(new Error('the caller left')));
  const request = {
    ...awsRequest('', { path: incoming.url, signal: controller.signal }),
    headers: incoming.headers as Record<string, string>,
    body: Buffer.concat(chunks),
  };
  try {
    const response = await bedrock.handle(request).catch((error: unknown) => {
      if (error instanceof AwsError) return bedrock.renderError(error, request);
      throw error;
    });
    outgoing.writeHead(response.status, response.headers);
    if (response.body instanceof Uint8Array) return void outgoing.end(response.body);
    outgoing.flushHeaders();
    for await (const frame of response.body) await new Promise<void>((resolve) => outgoing.write(frame, () => resolve()));
    outgoing.end();
  } catch {
    outgoing.destroy();
  }
}

describe('the AWS SDK against the simulated Bedrock', () => {
  let bedrock: SimulatedBedrock;
  let server: Server;
  let client: BedrockRuntimeClient;

  beforeAll(async () => {
    bedrock = createBedrock({ clock: systemClock, sinks: new MemorySinks() });
    server = createServer((incoming, outgoing) => void answer(bedrock, incoming, outgoing));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    client = new BedrockRuntimeClient({
      region: 'us-east-1',
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
      authSchemePreference: ['sigv4'],
      maxAttempts: 1,
      requestHandler: new NodeHttpHandler(),
    });
  });

  afterAll(async () => {
    client.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  beforeEach(() => bedrock.reset());

  const messages = [{ role: 'user' as const, content: [{ text: 'hello there' }] }];
  const converse = async (modelId = US_SONNET) => client.send(new ConverseCommand({ modelId, messages, inferenceConfig: { maxTokens: 100 } }));

  async function converseStream(signal?: AbortSignal) {
    const events: ConverseStreamOutput[] = [];
    let failure: unknown;
    const response = await client.send(new ConverseStreamCommand({ modelId: US_SONNET, messages }), { abortSignal: signal });
    try {
      for await (const event of response.stream ?? []) events.push(event);
    } catch (error) {
      failure = error;
    }
    return { events, failure, text: events.map((event) => event.contentBlockDelta?.delta?.text ?? '').join('') };
  }

  test('Converse', async () => {
    const response = await converse();
    expect(response).toMatchObject({ stopReason: 'end_turn', usage: { inputTokens: 3, outputTokens: 24, totalTokens: 27 } });
    expect(response.$metadata).toMatchObject({ httpStatusCode: 200, requestId: expect.stringMatching(/^request-/) });
  });

  test('ConverseStream says the same, event by event', async () => {
    const { events, text, failure } = await converseStream();
    expect(failure).toBeUndefined();
    expect(text).toBe((await converse()).output?.message?.content?.[0].text);
    expect(Object.keys(events[0])).toEqual(['messageStart']);
    expect(events.at(-2)).toEqual({ messageStop: { stopReason: 'end_turn' } });
    expect(events.at(-1)).toMatchObject({ metadata: { usage: { outputTokens: 24 }, metrics: { latencyMs: expect.any(Number) } } });
  });

  test('a tool use arrives in both forms', async () => {
    const toolConfig = { tools: [{ toolSpec: { name: 'weather', inputSchema: { json: { type: 'object', properties: { city: { type: 'string' } } } } } }] };
    const asked = [{ role: 'user' as const, content: [{ text: 'use tool weather' }] }];
    const whole = await client.send(new ConverseCommand({ modelId: US_SONNET, messages: asked, toolConfig }));
    expect(whole.output?.message?.content?.[0].toolUse).toMatchObject({ name: 'weather', input: { city: expect.any(String) } });
    const streamed = await client.send(new ConverseStreamCommand({ modelId: US_SONNET, messages: asked, toolConfig }));
    let json = '';
    for await (const event of streamed.stream ?? []) json += event.contentBlockDelta?.delta?.toolUse?.input ?? '';
    expect(JSON.parse(json)).toEqual(whole.output?.message?.content?.[0].toolUse?.input);
  });

  test('throttling is a ThrottlingException with status 429', async () => {
    bedrock.setQuota({ model: US_SONNET }, { tokensPerMinute: 50 });
    await expect(converse()).rejects.toMatchObject({
      name: 'ThrottlingException', message: 'Too many tokens, please wait before trying again.', $metadata: { httpStatusCode: 429 },
    });
  });

  test.each([
    ['ValidationException', 400], ['AccessDeniedException', 403], ['ResourceNotFoundException', 404], ['ModelTimeoutException', 408],
    ['ModelErrorException', 424], ['ModelNotReadyException', 429], ['InternalServerException', 500], ['ServiceUnavailableException', 503],
    ['overloaded_error', 529], ['FTUFormNotFilled', 404],
  ])('%s has its name and status %i', async (name, status) => {
    bedrock.addFault({ match: {}, fault: { kind: 'error', name } });
    await expect(converse()).rejects.toMatchObject({ name, $metadata: { httpStatusCode: status } });
  });

  test('the original status of a model error is readable', async () => {
    bedrock.addFault({ match: {}, fault: { kind: 'error', name: 'ModelErrorException', fields: { originalStatusCode: 400, resourceName: 'claude' } } });
    await expect(converse()).rejects.toMatchObject({ originalStatusCode: 400, resourceName: 'claude' });
  });

  test.each([
    ['ThrottlingException'], ['ModelStreamErrorException'], ['InternalServerException'], ['ServiceUnavailableException'], ['ValidationException'],
  ])('%s in the middle of a stream is thrown after the events before it, without a status', async (name) => {
    bedrock.addFault({ match: {}, fault: { kind: 'streamException', name, afterEvents: 3, message: 'halfway' } });
    const { events, failure } = await converseStream();
    expect(events).toHaveLength(4);
    expect(failure).toMatchObject({ name, message: 'halfway' });
    expect((failure as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode).toBeUndefined();
  });

  test('a cut is an error after the events before it', async () => {
    bedrock.addFault({ match: {}, fault: { kind: 'cut', afterEvents: 3 } });
    const { events, failure } = await converseStream();
    expect(events).toHaveLength(4);
    expect(failure).toMatchObject({ code: 'ECONNRESET' });
  });

  test('a stream that just ends is no error to the client', async () => {
    bedrock.addFault({ match: {}, fault: { kind: 'end', afterEvents: 3 } });
    const { events, failure } = await converseStream();
    expect(failure).toBeUndefined();
    expect(events.some((event) => event.messageStop !== undefined)).toBe(false);
  });

  test('a malformed frame is an error of its checksum', async () => {
    bedrock.addFault({ match: {}, fault: { kind: 'malformedFrame', afterEvents: 3 } });
    const { failure } = await converseStream();
    expect(failure).toMatchObject({ message: expect.stringMatching(/checksum/i) });
  });

  test('a reset before the headers is a connection error', async () => {
    bedrock.addFault({ match: {}, fault: { kind: 'outage', mode: 'reset' } });
    await expect(converse()).rejects.toThrow('socket hang up');
  });

  test('an abort by the client ends a silent call and is seen by the service', async () => {
    bedrock.addFault({ match: {}, fault: { kind: 'outage', mode: 'silence' } });
    const controller = new AbortController();
    const pending = client.send(new ConverseCommand({ modelId: US_SONNET, messages }), { abortSignal: controller.signal });
    const failure = expect(pending).rejects.toMatchObject({ name: 'AbortError' });
    setTimeout(() => controller.abort(), 20);
    await failure;
    while (bedrock.attempts.length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(bedrock.attempts).toMatchObject([{ outcome: 'cancelled' }]);
  });

  test('InvokeModel and its stream carry an Anthropic message', async () => {
    const body = JSON.stringify({ anthropic_version: 'bedrock-2023-05-31', max_tokens: 100, messages: [{ role: 'user', content: 'hello there' }] });
    const whole = await client.send(new InvokeModelCommand({ modelId: HAIKU_3, body }));
    const { content } = JSON.parse(whole.body.transformToString()) as { content: { text: string }[] };
    const streamed = await client.send(new InvokeModelWithResponseStreamCommand({ modelId: HAIKU_3, body }));
    let text = '';
    let last: unknown;
    for await (const event of streamed.body ?? []) {
      last = JSON.parse(Buffer.from(event.chunk?.bytes ?? []).toString('utf8'));
      text += (last as { delta?: { text?: string } }).delta?.text ?? '';
    }
    expect(text).toBe(content[0].text);
    expect(last).toMatchObject({ 'type': 'message_stop', 'amazon-bedrock-invocationMetrics': { inputTokenCount: 3, outputTokenCount: 24 } });
  });

  test('CountTokens counts', async () => {
    const response = await client.send(new CountTokensCommand({ modelId: HAIKU_3, input: { converse: { messages } } }));
    expect(response.inputTokens).toBe(3);
  });
});
