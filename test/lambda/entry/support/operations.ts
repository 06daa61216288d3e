import { Exchange, Upstream } from './gateway-in-process';
import { HttpRequest } from '../../../../lambda/surfaces/surface';
import { answerFrames, eventFrame } from '../../adapters/support/frames';
import { FULL_CHAT } from '../../surfaces/fixtures/full-chat';
import { FULL_CONVERSE } from '../../surfaces/fixtures/full-converse';
import { FULL_EMBEDDINGS } from '../../surfaces/fixtures/full-embeddings';
import { FULL_INVOKE } from '../../surfaces/fixtures/full-invoke';
import { FULL_MESSAGES } from '../../surfaces/fixtures/full-messages';
import { FULL_RESPONSE } from '../../surfaces/fixtures/full-response';
import { codec } from '../../surfaces/support';

/** One operation of one surface, streamed or not. */
export interface Operation {
  readonly title: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** A valid request with as much in it as it can have. */
  readonly full: object;
  readonly streamed: boolean;
  /** In whose words Bedrock is asked, and answers. */
  readonly upstream: 'converse' | 'claude' | 'titan';
  readonly api: Api;
}

/** How one API tells what has happened. */
export interface Api {
  /** The message of an error, and the field that it names where there is a place for it. Throws for any other shape. */
  errorOf(exchange: Exchange): { readonly message: string; readonly field?: string | null };
  /** How a streamed answer ended; throws for bytes that are no stream of this API. */
  endOf(body: Buffer): 'complete' | 'failed' | 'cut';
}

const record = (value: unknown): Readonly<Record<string, unknown>> => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(`not an object: ${JSON.stringify(value)}`);
  return value as Readonly<Record<string, unknown>>;
};
const text = (value: unknown): string => {
  if (typeof value !== 'string' || value === '') throw new Error(`not a text: ${JSON.stringify(value)}`);
  return value;
};
const json = (body: Buffer) => record(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)));

/** The events of a stream of server-sent events, each on lines of its own. */
function eventsIn(body: Buffer): readonly { readonly name?: string; readonly data: string }[] {
  const written = new TextDecoder('utf-8', { fatal: true }).decode(body);
  const pieces = written.split('\n\n');
  if (pieces.pop() !== '') throw new Error('the last event is not closed');
  return pieces.map((piece) => {
    const [, name, data] = /^(?:event: ([\w.]+)\n)?data: ([^\r\n]+)$/.exec(piece) ?? [];
    if (data === undefined) throw new Error(`not an event: ${piece}`);
    return { name, data };
  });
}

/** Whether a chunk says that the answer of Claude is over. */
export function isLastChunk(payload: Uint8Array): boolean {
  try {
    const { bytes } = JSON.parse(Buffer.from(payload).toString('utf8')) as { readonly bytes: string };
    const event = JSON.parse(Buffer.from(bytes, 'base64').toString('utf8')) as Readonly<Record<string, unknown>>;
    return event.type === 'message_stop' || event['amazon-bedrock-invocationMetrics'] !== undefined;
  } catch {
    return false;
  }
}

const BEDROCK: Api = {
  errorOf({ body, headers }) {
    text(headers['x-amzn-errortype']);
    return { message: text(json(body).message) };
  },
  endOf(body) {
    let end: 'complete' | 'failed' | 'cut' = 'cut';
    for (let offset = 0; offset < body.length;) {
      if (end === 'failed') throw new Error('something follows an exception');
      const { headers, body: payload } = codec.decode(body.subarray(offset, offset += body.readUInt32BE(offset)));
      const type = headers[':event-type']?.value;
      if (headers[':message-type']?.value === 'exception') end = 'failed';
      if (type === 'messageStop') end = 'complete';
      if (type === 'chunk') {
        if (isLastChunk(payload)) end = 'complete';
      }
    }
    return end;
  },
};

const openAiError = (body: unknown) => {
  const { code, message, param, type } = record(record(body).error);
  text(type);
  if (code === undefined || param === undefined) throw new Error('an error without code or param');
  return { message: text(message), field: param as string | null };
};

const CHAT: Api = {
  errorOf: ({ body }) => openAiError(json(body)),
  endOf(body) {
    const events = eventsIn(body);
    const last = events.at(-1)?.data;
    const isFailure = (data: string) => data !== '[DONE]' && 'error' in record(JSON.parse(data));
    if (events.slice(0, -1).some(({ data }) => data === '[DONE]' || isFailure(data))) throw new Error('something follows the end');
    if (last === undefined) return 'cut';
    return last === '[DONE]' ? 'complete' : isFailure(last) ? 'failed' : 'cut';
  },
};

const RESPONSES: Api = {
  errorOf: CHAT.errorOf,
  endOf(body) {
    const types = eventsIn(body).map(({ data, name }) => {
      if (record(JSON.parse(data)).type !== name) throw new Error(`an event of another type than ${String(name)}`);
      return name;
    });
    const ends = types.filter((type) => type === 'response.completed' || type === 'response.incomplete' || type === 'error');
    if (ends.length > 1 || (ends.length === 1 && ends[0] !== types.at(-1))) throw new Error('something follows the end');
    return ends[0] === undefined ? 'cut' : ends[0] === 'error' ? 'failed' : 'complete';
  },
};

const MESSAGES: Api = {
  errorOf({ body }) {
    const { error, type } = json(body);
    if (type !== 'error') throw new Error('not an error of Anthropic');
    text(record(error).type);
    return { message: text(record(error).message) };
  },
  endOf(body) {
    const types = eventsIn(body).map(({ data, name }) => {
      if (record(JSON.parse(data)).type !== name) throw new Error(`an event of another type than ${String(name)}`);
      return name;
    });
    const ends = types.filter((type) => type === 'message_stop' || type === 'error');
    if (ends.length > 1 || (ends.length === 1 && ends[0] !== types.at(-1))) throw new Error('something follows the end');
    return ends[0] === undefined ? 'cut' : ends[0] === 'error' ? 'failed' : 'complete';
  },
};

const JSON_TYPE = { 'content-type': 'application/json' };
const ANTHROPIC = { ...JSON_TYPE, 'anthropic-version': '2023-06-01' };
const { stream: _stream, stream_options: _options, ...WHOLE_CHAT } = FULL_CHAT;
const { stream: _streamed, stream_options: _streamOptions, ...WHOLE_RESPONSE } = FULL_RESPONSE;

/** Claude's own words for most of them; what has a field of its own for all requests goes through Converse. */
const NATIVE_MESSAGES = { ...FULL_MESSAGES, cache_control: undefined };

export const OPERATIONS: readonly Operation[] = [
  { title: 'Converse', path: '/model/claude-sonnet/converse', headers: JSON_TYPE, full: FULL_CONVERSE, streamed: false, upstream: 'converse', api: BEDROCK },
  { title: 'ConverseStream', path: '/model/claude-sonnet/converse-stream', headers: JSON_TYPE, full: FULL_CONVERSE, streamed: true, upstream: 'converse', api: BEDROCK },
  { title: 'InvokeModel', path: '/model/claude-sonnet/invoke', headers: JSON_TYPE, full: FULL_INVOKE, streamed: false, upstream: 'claude', api: BEDROCK },
  {
    title: 'InvokeModelWithResponseStream',
    path: '/model/claude-sonnet/invoke-with-response-stream',
    headers: JSON_TYPE,
    full: FULL_INVOKE,
    streamed: true,
    upstream: 'claude',
    api: BEDROCK,
  },
  { title: 'chat completions', path: '/v1/chat/completions', headers: JSON_TYPE, full: WHOLE_CHAT, streamed: false, upstream: 'converse', api: CHAT },
  { title: 'chat completions, streamed', path: '/v1/chat/completions', headers: JSON_TYPE, full: FULL_CHAT, streamed: true, upstream: 'converse', api: CHAT },
  { title: 'responses', path: '/v1/responses', headers: JSON_TYPE, full: WHOLE_RESPONSE, streamed: false, upstream: 'converse', api: RESPONSES },
  { title: 'responses, streamed', path: '/v1/responses', headers: JSON_TYPE, full: FULL_RESPONSE, streamed: true, upstream: 'converse', api: RESPONSES },
  { title: 'embeddings', path: '/v1/embeddings', headers: JSON_TYPE, full: FULL_EMBEDDINGS, streamed: false, upstream: 'titan', api: CHAT },
  { title: 'messages to another model', path: '/v1/messages', headers: ANTHROPIC, full: { ...FULL_MESSAGES, model: 'nova', stream: false }, streamed: false, upstream: 'converse', api: MESSAGES },
  { title: 'messages to another model, streamed', path: '/v1/messages', headers: ANTHROPIC, full: { ...FULL_MESSAGES, model: 'nova' }, streamed: true, upstream: 'converse', api: MESSAGES },
  { title: 'messages to Claude', path: '/v1/messages', headers: ANTHROPIC, full: { ...NATIVE_MESSAGES, stream: false }, streamed: false, upstream: 'claude', api: MESSAGES },
  { title: 'messages to Claude, streamed', path: '/v1/messages', headers: ANTHROPIC, full: NATIVE_MESSAGES, streamed: true, upstream: 'claude', api: MESSAGES },
];

export function requestOf({ headers, path }: Operation, body: Uint8Array): Omit<HttpRequest, 'method'> {
  return { path, headers, body };
}

const USAGE = { inputTokens: 11, outputTokens: 5, totalTokens: 16 };
const CLAUDE_USAGE = { input_tokens: 11, output_tokens: 5 };

/** An answer in one piece, by whose words they are. */
export const ANSWERS: { readonly [words in Operation['upstream']]: object } = {
  converse: {
    output: { message: { role: 'assistant', content: [{ text: 'Grüße 🌍' }, { toolUse: { toolUseId: 't1', name: 'get_weather', input: { city: 'Bern' } } }] } },
    stopReason: 'tool_use',
    usage: USAGE,
    metrics: { latencyMs: 7 },
  },
  claude: {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude-sonnet-4-6',
    content: [{ type: 'text', text: 'Grüße 🌍' }],
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: CLAUDE_USAGE,
  },
  titan: { embedding: Array.from({ length: 256 }, (_, index) => index / 256), inputTextTokenCount: 3 },
};

const chunk = (event: object): Uint8Array => eventFrame('chunk', { bytes: Buffer.from(JSON.stringify(event), 'utf8').toString('base64') });

/** The frames of a streamed answer. */
export const FRAMES: { readonly [words in 'converse' | 'claude']: readonly Uint8Array[] } = {
  converse: [
    ...answerFrames(['Grüße', ' 🌍']).slice(0, -2),
    eventFrame('contentBlockStart', { contentBlockIndex: 1, start: { toolUse: { toolUseId: 't1', name: 'get_weather' } } }),
    eventFrame('contentBlockDelta', { contentBlockIndex: 1, delta: { toolUse: { input: '{"city":' } } }),
    eventFrame('contentBlockDelta', { contentBlockIndex: 1, delta: { toolUse: { input: '"Zürich 🌍"}' } } }),
    eventFrame('contentBlockStop', { contentBlockIndex: 1 }),
    eventFrame('messageStop', { stopReason: 'tool_use' }),
    eventFrame('metadata', { usage: USAGE, metrics: { latencyMs: 7 } }),
  ],
  claude: [
    chunk({ type: 'message_start', message: { ...ANSWERS.claude, content: [], stop_reason: null } }),
    chunk({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
    chunk({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Grüße' } }),
    chunk({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: ' 🌍' } }),
    chunk({ type: 'content_block_stop', index: 0 }),
    chunk({ type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 5 } }),
    chunk({ 'type': 'message_stop', 'amazon-bedrock-invocationMetrics': { inputTokenCount: 11, outputTokenCount: 5, invocationLatency: 7, firstByteLatency: 3 } }),
  ],
};

/** Bedrock, well. */
export function wellAnswered({ streamed, upstream }: Pick<Operation, 'streamed' | 'upstream'>): Upstream {
  if (streamed && upstream !== 'titan') return { pieces: FRAMES[upstream] };
  return { pieces: [Buffer.from(JSON.stringify(ANSWERS[upstream]), 'utf8')] };
}
