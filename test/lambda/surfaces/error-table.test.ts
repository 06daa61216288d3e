import { Readable } from 'node:stream';
import Anthropic from '@anthropic-ai/sdk';
import { BedrockRuntimeClient, ConverseCommand } from '@aws-sdk/client-bedrock-runtime';
import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import OpenAI from 'openai';
import { eventsOf } from './openai/responses-support';
import { codec, dataOf, httpRequest, json, parsedCall, REASONS, SERVED, text } from './support';
import { ErrorReason, GatewayError } from '../../../lambda/core/gateway-error';
import { anthropicSurface } from '../../../lambda/surfaces/anthropic/surface';
import { bedrockSurface } from '../../../lambda/surfaces/bedrock/surface';
import { openAiSurface } from '../../../lambda/surfaces/openai/surface';
import { HttpAnswer, Surface } from '../../../lambda/surfaces/surface';
import { expectTable } from '../../docs/support/generated-table';

const SURFACES = [bedrockSurface, openAiSurface, anthropicSurface];
const WHY = 'this is why';
const IN_ANY_CASE = /this is why/i;
const answered = (surface: Surface, reason: ErrorReason, details = {}) => surface.error(new GatewayError(reason, WHY, details), 'request-1');

/** What ends a stream. */
const broken = (surface: Surface, path: string, body: object, reason: ErrorReason, headers = {}) =>
  parsedCall(surface, httpRequest('POST', path, body, headers)).stream(SERVED).fail(new GatewayError(reason, WHY));
const CONVERSATION = { messages: [{ role: 'user', content: 'Hello' }] };
const bedrockStream = (operation: string, reason: ErrorReason) => codec.decode(
  broken(bedrockSurface, `/model/claude/${operation}`, { messages: [{ role: 'user', content: [{ text: 'Hello' }] }] }, reason),
);
const chatStream = (reason: ErrorReason) => dataOf(text(broken(openAiSurface, '/v1/chat/completions', { model: 'claude', stream: true, ...CONVERSATION }, reason)));
const responseStream = (reason: ErrorReason) => eventsOf(text(broken(openAiSurface, '/v1/responses', { model: 'claude', stream: true, input: 'Hello' }, reason)));
const messageStream = (reason: ErrorReason) => text(broken(
  anthropicSurface, '/v1/messages', { model: 'claude', stream: true, max_tokens: 9, ...CONVERSATION }, reason, { 'anthropic-version': '2023-06-01' },
));

/** How often the client asks that is answered so; no wait is long here, and none decides whether to repeat. */
const CLIENTS: Readonly<Record<string, (reason: ErrorReason) => Promise<number>>> = {
  async AWS(reason) {
    let asked = 0;
    const handle = () => {
      asked++;
      const { body, headers, status } = answered(bedrockSurface, reason);
      const quick = { ...headers, ...headers['x-amz-retry-after'] === undefined ? {} : { 'x-amz-retry-after': '1', 'retry-after': '0' } };
      return Promise.resolve({ response: { statusCode: status, headers: quick, body: Readable.from([Buffer.from(body)]) } });
    };
    const client = new BedrockRuntimeClient({
      region: 'us-east-1',
      token: { token: 'key-1' },
      authSchemePreference: ['httpBearerAuth'],
      retryStrategy: new ConfiguredRetryStrategy(2, () => 0),
      requestHandler: { handle, metadata: { handlerProtocol: 'http/1.1' }, updateHttpClientConfig: () => undefined, httpHandlerConfigs: () => ({}) },
    });
    await expect(client.send(new ConverseCommand({ modelId: 'claude', messages: [] }))).rejects.toThrow(IN_ANY_CASE);
    return asked;
  },
  async OpenAI(reason) {
    const { asked, fetch } = network(() => answered(openAiSurface, reason));
    const client = new OpenAI({ apiKey: 'key-1', maxRetries: 1, fetch });
    await expect(client.chat.completions.create({ model: 'claude', messages: [] })).rejects.toThrow(IN_ANY_CASE);
    return asked();
  },
  async Anthropic(reason) {
    const { asked, fetch } = network(() => answered(anthropicSurface, reason));
    const client = new Anthropic({ apiKey: 'key-1', maxRetries: 1, fetch });
    await expect(client.messages.create({ model: 'claude', max_tokens: 9, messages: [] })).rejects.toThrow(IN_ANY_CASE);
    return asked();
  },
};

function network(answer: () => HttpAnswer) {
  let count = 0;
  const fetch = () => {
    count++;
    const { body, headers, status } = answer();
    return Promise.resolve(new Response(Buffer.from(body), { status, headers: { ...headers, 'retry-after-ms': '1' } }));
  };
  return { asked: () => count, fetch };
}

async function rowOf(reason: ErrorReason): Promise<string[]> {
  const [bedrock, openai, anthropic] = SURFACES.map((surface) => answered(surface, reason)) as [HttpAnswer, HttpAnswer, HttpAnswer];
  const { error: { code, type } } = json(openai) as { error: { type: string; code: string | null } };
  const { error: { type: anthropicType } } = json(anthropic) as { error: { type: string } };
  const inStream = new Set(['converse-stream', 'invoke-with-response-stream'].map((operation) => String(bedrockStream(operation, reason).headers[':exception-type']?.value)));
  const repeating: string[] = [];
  for (const [name, ask] of Object.entries(CLIENTS)) if (await ask(reason) > 1) repeating.push(name);
  const wait = bedrock.headers['retry-after'];
  return [
    `\`${reason}\``,
    String(bedrock.status),
    `\`${bedrock.headers['x-amzn-errortype']}\``,
    [...inStream].map((name) => `\`${name}\``).join(', '),
    `\`${type}\`, ${code === null ? 'null' : `\`${code}\``}`,
    `\`${anthropicType}\``,
    wait === undefined ? '' : `${wait} s`,
    repeating.length === Object.keys(CLIENTS).length ? 'all' : repeating.join(', '),
  ];
}

test('docs/errors.md says of every reason what becomes of it', async () => {
  const rows: string[][] = [['reason', 'status', 'Bedrock', 'in a stream of Bedrock', 'OpenAI: `type`, `code`', 'Anthropic', 'wait', 'clients that repeat it']];
  for (const reason of REASONS) rows.push(await rowOf(reason));
  expectTable('docs/errors.md', rows);
});

describe.each(REASONS)('%s', (reason) => {
  test('has one status and the body of each API', () => {
    const [bedrock, openai, anthropic] = SURFACES.map((surface) => answered(surface, reason, { field: 'input' })) as [HttpAnswer, HttpAnswer, HttpAnswer];
    expect(new Set([bedrock.status, openai.status, anthropic.status]).size).toBe(1);
    expect([json(bedrock), json(openai), json(anthropic)]).toEqual([
      { message: expect.stringMatching(IN_ANY_CASE) as string },
      { error: { message: WHY, type: expect.any(String) as string, param: 'input', code: (json(openai) as { error: { code: unknown } }).error.code } },
      { type: 'error', error: { type: expect.any(String) as string, message: WHY }, request_id: 'request-1' },
    ]);
    expect([bedrock.headers['x-amzn-requestid'], openai.headers['x-request-id'], anthropic.headers['request-id']]).toEqual(Array(3).fill('request-1'));
    for (const { headers } of [bedrock, openai, anthropic]) expect(headers['content-type']).toBe('application/json');
  });

  test('says the same wait in every form, rounded up, and none for what an operator has decided', () => {
    for (const surface of SURFACES) {
      const milliseconds = surface === bedrockSurface ? 'x-amz-retry-after' : 'retry-after-ms';
      const { headers } = answered(surface, reason, { retryAfterMs: 2_000.5 });
      expect([headers['retry-after'], headers[milliseconds], headers['x-should-retry']]).toEqual(['3', '2001', undefined]);
      const { headers: deliberate } = answered(surface, reason, { retryAfterMs: 2_000, deliberate: true });
      expect([deliberate['retry-after'], deliberate[milliseconds]]).toEqual([undefined, undefined]);
      expect(deliberate['x-should-retry']).toBe(surface === bedrockSurface ? undefined : 'false');
    }
  });

  test('ends a stream in the form of each API', () => {
    const frame = bedrockStream('converse-stream', reason);
    expect(frame.headers[':message-type']?.value).toBe('exception');
    expect(JSON.parse(text(frame.body))).toEqual(json(answered(bedrockSurface, reason)));
    expect(chatStream(reason).map((data) => JSON.parse(data) as unknown)).toEqual([json(answered(openAiSurface, reason))]);
    const last = responseStream(reason);
    expect(last.slice(-2).map(({ type }) => type)).toEqual(['response.failed', 'error']);
    expect(last.at(-1)).toMatchObject({ message: WHY });
    expect(messageStream(reason)).toBe(`event: error\ndata: ${text(answered(anthropicSurface, reason).body)}\n\n`);
  });
});
