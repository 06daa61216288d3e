import { MAX_TOKENS, NOVA_ROUTE, ROUTE } from '../setting';
import { StreamOperation } from '../workload/operations';
import { CHAT_STREAM, CONVERSE_STREAM, INVOKE_STREAM, MESSAGES_STREAM, RESPONSES_STREAM, StreamFormat } from '../workload/streams/formats';
import { PROMPT } from '../workload/works';

/** One way to ask for a streamed answer, and what the gateway does with it. */
export interface StreamApi {
  readonly name: string;
  readonly title: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly format: StreamFormat;
  /** What it makes the upstream do. */
  readonly operation: StreamOperation;
  /** Whether the gateway changes more than nothing: no other subject can do it. */
  readonly translated: boolean;
  /** Whether the text of the answer is said again at its end, so that whoever translates has to keep it. */
  readonly repeatsText?: boolean;
  /** The API that `bare` and the direct client use on the same operation of the upstream. */
  readonly comparedWith: string;
}

const MESSAGES = [{ role: 'user', content: PROMPT }];

const ANTHROPIC = { 'anthropic-version': '2023-06-01' };

export const STREAM_APIS: readonly StreamApi[] = [
  {
    name: 'converse',
    title: "Bedrock's ConverseStream, passed through",
    path: `/model/${ROUTE}/converse-stream`,
    body: json({ messages: [{ role: 'user', content: [{ text: PROMPT }] }], inferenceConfig: { maxTokens: MAX_TOKENS } }),
    format: CONVERSE_STREAM,
    operation: 'converse-stream',
    translated: false,
    comparedWith: 'converse',
  },
  {
    name: 'invoke',
    title: "Bedrock's InvokeModelWithResponseStream, passed through",
    path: `/model/${ROUTE}/invoke-with-response-stream`,
    body: json({ anthropic_version: 'bedrock-2023-05-31', messages: MESSAGES, max_tokens: MAX_TOKENS }),
    format: INVOKE_STREAM,
    operation: 'invoke-with-response-stream',
    translated: false,
    comparedWith: 'invoke',
  },
  {
    name: 'messages-claude',
    title: "Anthropic's messages to Claude, framed anew from InvokeModelWithResponseStream",
    path: '/v1/messages',
    headers: ANTHROPIC,
    body: json({ model: ROUTE, messages: MESSAGES, max_tokens: MAX_TOKENS, stream: true }),
    format: MESSAGES_STREAM,
    operation: 'invoke-with-response-stream',
    translated: true,
    comparedWith: 'invoke',
  },
  {
    name: 'messages-nova',
    title: "Anthropic's messages to another model, translated from ConverseStream",
    path: '/v1/messages',
    headers: ANTHROPIC,
    body: json({ model: NOVA_ROUTE, messages: MESSAGES, max_tokens: MAX_TOKENS, stream: true }),
    format: MESSAGES_STREAM,
    operation: 'converse-stream',
    translated: true,
    comparedWith: 'converse',
  },
  {
    name: 'chat',
    title: "OpenAI's chat completions, translated from ConverseStream",
    path: '/v1/chat/completions',
    body: json({ model: ROUTE, messages: MESSAGES, max_tokens: MAX_TOKENS, stream: true }),
    format: CHAT_STREAM,
    operation: 'converse-stream',
    translated: true,
    comparedWith: 'converse',
  },
  {
    name: 'responses',
    title: "OpenAI's responses, translated from ConverseStream",
    path: '/v1/responses',
    body: json({ model: ROUTE, input: PROMPT, max_output_tokens: MAX_TOKENS, stream: true, store: false }),
    format: RESPONSES_STREAM,
    operation: 'converse-stream',
    translated: true,
    repeatsText: true,
    comparedWith: 'converse',
  },
];

function json(value: object): Buffer {
  return Buffer.from(JSON.stringify(value));
}
