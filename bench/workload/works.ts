import { ROUTE, THROTTLED_ROUTE, UNAVAILABLE_ROUTE } from '../setting';
import { AnswerCheck, checkChatCompletion, converseCheck } from './checks';
import { Operation } from './operations';
import { LONG_SPEECH, SHORT_SPEECH, Speech } from './speech';
import { CHAT_STREAM, checkOf, CONVERSE_STREAM, StreamFormat } from './streams/formats';

/** What is sent. */
export interface WorkRequest {
  readonly path: string;
  /** Beside those of every request. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** One kind of request, sent over and over by so many connections. */
export interface Work extends WorkRequest {
  /** Unique among the works of a run. */
  readonly name: string;
  readonly title: string;
  readonly connections: number;
  /** Requests a second, whether or not those before have been answered. Absent: each connection sends the next one when it has its answer. */
  readonly rate?: number;
  readonly check: AnswerCheck;
  /** Only a gateway can do it: what the client sends is not what Bedrock understands. */
  readonly translated: boolean;
  /** Whether the first target of its route always fails, so that another one has to answer. */
  readonly failing?: boolean;
  /** What one request makes the upstream do, once. */
  readonly operation: Operation;
  /** What the upstream answers. */
  readonly speech: Speech;
  /** How the first token of a streamed answer looks. Absent: its first byte is timed alone. */
  readonly firstToken?: Buffer;
  /** The work of `bare` and of the direct client that this one is compared with; a proxy cannot translate. */
  readonly comparedWith: string;
}

const MAX_TOKENS = 256;

/** Enough that none waits in the client for another one. */
const OPEN_LOOP_CONNECTIONS = 1_024;

export const PROMPT = 'A customer writes that the parcel with the number 4711 has not arrived, although the tracking page has said '
  + '"delivered" since Tuesday. Write a short and friendly answer: say that we are sorry, ask for the best time to call '
  + 'back, and promise a replacement within two working days.';

const CONVERSE_BODY = json({ messages: [{ role: 'user', content: [{ text: PROMPT }] }], inferenceConfig: { maxTokens: MAX_TOKENS } });

export const WORKS: readonly Work[] = [
  converse('converse-1', 'Converse, 1 connection', { connections: 1 }),
  converse('converse-10', 'Converse, 10 connections', { connections: 10 }),
  converse('converse-50', 'Converse, 50 connections', { connections: 50 }),
  converse('converse-32k', 'Converse with answers of 32 KB, 10 connections', { connections: 10, speech: LONG_SPEECH }),
  atRate(50),
  atRate(200),
  atRate(200, 300),
  converseStream(1, 20),
  converseStream(1, 100),
  converseStream(20, 20),
  converseStream(20, 100),
  {
    ...chat('chat-completions-10', ROUTE, 'converse-10'),
    title: 'OpenAI chat completions, 10 connections (compared with bare and direct on Converse)',
  },
  chatStream(1, 20),
  chatStream(1, 100),
  chatStream(20, 20),
  chatStream(20, 100),
  {
    ...chat('throttled', THROTTLED_ROUTE, 'converse-10'),
    title: 'Chat completions while the first target throttles every request (429), 10 connections (compared with bare and direct on Converse)',
    failing: true,
  },
  {
    ...chat('unavailable', UNAVAILABLE_ROUTE, 'converse-10'),
    title: 'Chat completions while the first target is unavailable (503), 10 connections (compared with bare and direct on Converse)',
    failing: true,
  },
];

/** One of each kind. */
export const QUICK_WORKS: readonly Work[] = WORKS.filter(({ name }) =>
  ['converse-1', 'converse-10', 'converse-200-a-second', 'converse-stream-20x20', 'chat-completions-10', 'throttled'].includes(name));

export function converse(name: string, title: string, how: Pick<Work, 'connections'> & Partial<Pick<Work, 'rate' | 'speech'>>): Work {
  const speech = how.speech ?? SHORT_SPEECH;
  return {
    ...how,
    name,
    title,
    path: `/model/${ROUTE}/converse`,
    body: CONVERSE_BODY,
    check: converseCheck(speech),
    translated: false,
    operation: 'converse',
    speech,
    comparedWith: name,
  };
}

function atRate(rate: number, delayMs?: number): Work {
  const [name, title] = delayMs === undefined
    ? [`converse-${rate}-a-second`, `Converse, ${rate} requests a second`]
    : [`converse-${rate}-a-second-${delayMs}`, `Converse, ${rate} requests a second, answered by the upstream after ${delayMs} ms`];
  const speech: Speech = { ...SHORT_SPEECH, ...delayMs === undefined ? {} : { delayMs } };
  return converse(name, title, { rate, connections: OPEN_LOOP_CONNECTIONS, speech });
}

/** Bedrock's own request for a stream. */
export function streamRequest(): WorkRequest {
  return { path: `/model/${ROUTE}/converse-stream`, body: CONVERSE_BODY };
}

/** OpenAI's. */
export function chatStreamRequest(): WorkRequest {
  return { path: '/v1/chat/completions', body: chatBody(ROUTE, { stream: true }) };
}

function converseStream(connections: number, tokens: number): Work {
  const name = `converse-stream-${connections}x${tokens}`;
  return {
    ...streamed(CONVERSE_STREAM, connections, tokens),
    name,
    title: `ConverseStream with ${tokens} tokens, ${connectionsText(connections)}`,
    ...streamRequest(),
    translated: false,
    comparedWith: name,
  };
}

function chatStream(connections: number, tokens: number): Work {
  return {
    ...streamed(CHAT_STREAM, connections, tokens),
    name: `chat-stream-${connections}x${tokens}`,
    title: `OpenAI chat completions, streamed, with ${tokens} tokens, ${connectionsText(connections)} (compared with bare and direct on ConverseStream)`,
    ...chatStreamRequest(),
    translated: true,
    comparedWith: `converse-stream-${connections}x${tokens}`,
  };
}

function streamed(format: StreamFormat, connections: number, tokens: number) {
  const speech: Speech = { ...SHORT_SPEECH, tokens };
  return { connections, check: checkOf(format, speech), operation: 'converse-stream', speech, firstToken: format.firstToken } as const;
}

function chat(name: string, route: string, comparedWith: string) {
  return {
    name,
    path: '/v1/chat/completions',
    body: chatBody(route, {}),
    connections: 10,
    check: checkChatCompletion,
    translated: true,
    operation: 'converse',
    speech: SHORT_SPEECH,
    comparedWith,
  } as const;
}

function chatBody(model: string, more: object): Buffer {
  return json({ model, messages: [{ role: 'user', content: PROMPT }], max_tokens: MAX_TOKENS, ...more });
}

function connectionsText(connections: number): string {
  return connections === 1 ? '1 connection' : `${connections} connections`;
}

function json(value: object): Buffer {
  return Buffer.from(JSON.stringify(value));
}
