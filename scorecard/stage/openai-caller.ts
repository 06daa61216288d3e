import OpenAI from 'openai';
import { Ask, QUESTION } from './ask';
import { Heard } from './heard';
import { RESPONSE_HEADERS } from '../../src/contract/headers';
import { CallerError, CallerView } from '../judge/views';

type Request = OpenAI.Chat.ChatCompletionCreateParams;

/** Asks with the official OpenAI client, which does not retry here, and writes down what it got. */
export async function askOpenAi(client: OpenAI, ask: Ask, heard: Heard, signal: AbortSignal): Promise<void> {
  const request = requestOf(ask);
  try {
    const { data, response } = ask.streamed
      ? await client.chat.completions.create({ ...request, stream: true, stream_options: { include_usage: true } }, { signal }).withResponse()
      : await client.chat.completions.create({ ...request, stream: false }, { signal }).withResponse();
    heard.note({ status: response.status, target: response.headers.get(RESPONSE_HEADERS.TARGET) ?? undefined });
    if (Symbol.asyncIterator in data) await readStream(data, ask, heard);
    else readWhole(data, heard);
  } catch (error) {
    heard.note(failureOf(error));
  }
}

function requestOf(ask: Ask): Omit<Request, 'stream'> {
  return {
    model: ask.route,
    max_tokens: ask.maxTokens,
    messages: [{ role: 'user', content: ask.text ?? QUESTION }],
    ...(ask.tool === undefined ? {} : { tools: [{ type: 'function', function: { name: ask.tool, parameters: TOOL_PARAMETERS } }] }),
  };
}

/** Large enough that a call of it takes many tokens. */
export const TOOL_PARAMETERS = {
  type: 'object',
  properties: Object.fromEntries(['source', 'course', 'mouth', 'valley', 'delta', 'bank', 'bend', 'bed'].map((name) => [name, { type: 'string' }])),
  required: ['source', 'course', 'mouth', 'valley', 'delta', 'bank', 'bend', 'bed'],
};

async function readStream(stream: AsyncIterable<OpenAI.Chat.ChatCompletionChunk>, ask: Ask, heard: Heard): Promise<void> {
  for await (const chunk of stream) {
    const [choice] = chunk.choices;
    const piece = choice?.delta.content ?? choice?.delta.tool_calls?.[0]?.function?.arguments;
    if (choice?.finish_reason) heard.note({ finish: choice.finish_reason });
    if (chunk.usage) heard.note({ usage: usageOf(chunk.usage) });
    if (piece) await heard.content(piece, ask);
  }
}

function readWhole(completion: OpenAI.Chat.ChatCompletion, heard: Heard): void {
  const [choice] = completion.choices;
  heard.note({
    text: choice?.message.content ?? choice?.message.tool_calls?.map((call) => call.type === 'function' ? call.function.arguments : '').join('') ?? '',
    finish: choice?.finish_reason,
    usage: completion.usage && usageOf(completion.usage),
  });
}

function usageOf({ prompt_tokens, completion_tokens }: OpenAI.CompletionUsage): CallerView['usage'] {
  return { inputTokens: prompt_tokens, outputTokens: completion_tokens };
}

function failureOf(error: unknown): Partial<CallerView> {
  if (!(error instanceof OpenAI.APIError) || (error.status === undefined && error.type === undefined)) {
    return { error: { kind: 'connection', message: error instanceof Error ? error.message : String(error) } };
  }
  const kind: CallerError['kind'] = error.status === undefined ? 'inBand' : 'answer';
  const retryAfter = error.headers?.get('retry-after');
  return {
    error: { kind, message: error.message, ...(error.type === undefined ? {} : { name: error.type }) },
    ...(error.status === undefined ? {} : { status: error.status }),
    ...(retryAfter ? { retryAfterSeconds: Number(retryAfter) } : {}),
  };
}
