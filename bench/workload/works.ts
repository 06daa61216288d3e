import { ROUTE } from '../setting';
import { AnswerCheck, checkChatCompletion, checkConverse, checkConverseStream } from './checks';
import { Operation } from './operations';
import { SHORT_SPEECH, Speech } from './speech';

/** One kind of request, sent over and over by so many connections. */
export interface Work {
  /** Unique among the works of a run. */
  readonly name: string;
  readonly title: string;
  readonly path: string;
  /** Beside those of every request. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly connections: number;
  readonly check: AnswerCheck;
  /** Only a gateway can do it: what the client sends is not what Bedrock understands. */
  readonly translated: boolean;
  /** What one request makes the upstream do, once. */
  readonly operation: Operation;
  /** How the upstream streams its answer. */
  readonly speech: Speech;
  /** How the first token of a streamed answer looks. Absent: its first byte is timed alone. */
  readonly firstToken?: Buffer;
  /** The work of `bare` and of the direct client that this one is compared with; a proxy cannot translate. */
  readonly comparedWith: string;
}

const MAX_TOKENS = 256;

export const PROMPT = 'A customer writes that the parcel with the number 4711 has not arrived, although the tracking page has said '
  + '"delivered" since Tuesday. Write a short and friendly answer: say that we are sorry, ask for the best time to call '
  + 'back, and promise a replacement within two working days.';

const CONVERSE_BODY = Buffer.from(JSON.stringify({
  messages: [{ role: 'user', content: [{ text: PROMPT }] }],
  inferenceConfig: { maxTokens: MAX_TOKENS },
}));

const CHAT_BODY = Buffer.from(JSON.stringify({
  model: ROUTE,
  messages: [{ role: 'user', content: PROMPT }],
  max_tokens: MAX_TOKENS,
}));

export const WORKS: readonly Work[] = [
  converse('converse-1', 'Converse, 1 connection', 1),
  converse('converse-10', 'Converse, 10 connections', 10),
  {
    name: 'converse-stream-10',
    title: 'ConverseStream with 20 tokens, 10 connections',
    path: `/model/${ROUTE}/converse-stream`,
    body: CONVERSE_BODY,
    connections: 10,
    check: checkConverseStream,
    translated: false,
    operation: 'converse-stream',
    speech: SHORT_SPEECH,
    comparedWith: 'converse-stream-10',
  },
  {
    name: 'chat-completions-10',
    title: 'OpenAI chat completions, 10 connections (compared with bare and direct on Converse)',
    path: '/v1/chat/completions',
    body: CHAT_BODY,
    connections: 10,
    check: checkChatCompletion,
    translated: true,
    operation: 'converse',
    speech: SHORT_SPEECH,
    comparedWith: 'converse-10',
  },
];

function converse(name: string, title: string, connections: number): Work {
  return {
    name,
    title,
    connections,
    path: `/model/${ROUTE}/converse`,
    body: CONVERSE_BODY,
    check: checkConverse,
    translated: false,
    operation: 'converse',
    speech: SHORT_SPEECH,
    comparedWith: name,
  };
}
