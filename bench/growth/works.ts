import { CHUNKS_OF_PACED_STREAM, DirectionName } from './directions';
import { routeWith } from './plans';
import { ROUTE } from '../setting';
import { STREAM_APIS, StreamApi } from '../streams/apis';
import { AnswerCheck, checkChatCompletion, checkConverse } from '../workload/checks';
import { Operation } from '../workload/operations';
import { SHORT_SPEECH, Speech } from '../workload/speech';
import { checkOf } from '../workload/streams/formats';
import { PROMPT } from '../workload/works';

/** Requests of one kind, sent over and over. */
export interface GrowthWork {
  readonly path: string;
  readonly body: Buffer;
  readonly connections: number;
  readonly check: AnswerCheck;
  readonly operation: Operation;
  readonly speech: Speech;
  readonly firstToken?: Buffer;
  /** Of the streams, what they are read as. */
  readonly api?: StreamApi;
}

/** Between two chunks: with 500 streams that makes 3,333 chunks a second, which one core can pass on. */
export const PACE_MS = 150;

/** What is sent for a size of a direction. @throws Error for a series that nobody has described */
export function workOf(direction: DirectionName, series: string, size: number): GrowthWork {
  switch (direction) {
    case 'targets': return converse(routeWith(size), promptOf([PROMPT]));
    case 'tenants': return converse(ROUTE, promptOf([PROMPT]));
    case 'chunks': return stream(series, { ...SHORT_SPEECH, tokens: size }, 1);
    case 'streams': return stream(series, { ...SHORT_SPEECH, tokens: CHUNKS_OF_PACED_STREAM, everyMs: PACE_MS }, size);
    case 'prompt': return prompt(series, size);
  }
}

function prompt(series: string, bytes: number): GrowthWork {
  if (series === 'proxy' || series === 'converse') return converse(ROUTE, conversation(bytes, promptOf));
  if (series === 'document') return converse(ROUTE, documentOf(bytes));
  if (series === 'chat') return chat(conversation(bytes, chatOf));
  throw new Error(`nothing is sent for the series ${series} of prompts`);
}

function converse(route: string, body: Buffer): GrowthWork {
  return { path: `/model/${route}/converse`, body, connections: 1, check: checkConverse, operation: 'converse', speech: SHORT_SPEECH };
}

function chat(body: Buffer): GrowthWork {
  return { path: '/v1/chat/completions', body, connections: 1, check: checkChatCompletion, operation: 'converse', speech: SHORT_SPEECH };
}

function stream(series: string, speech: Speech, connections: number): GrowthWork {
  const api = STREAM_APIS.find(({ name }) => name === series);
  if (!api) throw new Error(`there is no API called ${series}`);
  const { path, body, format, operation } = api;
  return { path, body, connections, check: checkOf(format, speech), operation, speech, firstToken: format.firstToken, api };
}

function promptOf(turns: readonly string[]): Buffer {
  return json({
    messages: turns.map((text, index) => ({ role: index % 2 === 0 ? 'user' : 'assistant', content: [{ text }] })),
    inferenceConfig: { maxTokens: 256 },
  });
}

function chatOf(turns: readonly string[]): Buffer {
  return json({
    model: ROUTE,
    messages: turns.map((content, index) => ({ role: index % 2 === 0 ? 'user' : 'assistant', content })),
    max_tokens: 256,
  });
}

const TURN_BYTES = 1_000;

/** Prose with a few characters that JSON escapes and that are no ASCII. */
const PROSE = `${PROMPT}\n“Thank you”, she said – and left. `;

/** Turns that alternate, with the user's first and last, so many bytes together. */
function conversation(bytes: number, bodyOf: (turns: readonly string[]) => Buffer): Buffer {
  const turn = textOf(TURN_BYTES);
  const perTurn = bodyOf([turn, turn]).length - bodyOf([turn]).length;
  // One turn less than there is room for: the last one is as long as it takes.
  const before = Math.max(0, Math.floor((bytes - bodyOf(['']).length) / perTurn) - 1);
  const turns = Array.from({ length: before - before % 2 }, () => turn);
  return bodyOf([...turns, textOf(bytes - bodyOf([...turns, '']).length)]);
}

function documentOf(bytes: number): Buffer {
  const bodyOf = (base64: string) => json({
    messages: [{ role: 'user', content: [{ text: 'What does it say?' }, { document: { format: 'pdf', name: 'report', source: { bytes: base64 } } }] }],
    inferenceConfig: { maxTokens: 256 },
  });
  const room = bytes - bodyOf('').length;
  return bodyOf(Buffer.alloc(Math.floor(room / 4) * 3, PROSE).toString('base64'));
}

/** So many bytes as JSON has them, or up to three less. */
function textOf(bytes: number): string {
  const whole = Buffer.byteLength(escaped(PROSE));
  const text = PROSE.repeat(Math.floor(bytes / whole));
  return text + 'x'.repeat(Math.max(0, bytes - Buffer.byteLength(escaped(text))));
}

function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function json(value: object): Buffer {
  return Buffer.from(JSON.stringify(value));
}
