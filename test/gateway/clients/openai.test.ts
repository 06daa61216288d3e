import OpenAI from 'openai';
import { Response, ResponseInput } from 'openai/resources/responses/responses';
import { Answer, Client, ClientCase, clientSuite, Question, StreamOptions, ToolOffer } from '../support/client-suite';

function statusOf(error: unknown): number | undefined {
  return error instanceof OpenAI.APIError ? error.status as number : undefined;
}

const PARAMETERS = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false };

function resultOf(tools: readonly ToolOffer[], name: string): string {
  return tools.find((tool) => tool.name === name)!.result;
}

function dataUrl(image: Uint8Array): string {
  return `data:image/png;base64,${Buffer.from(image).toString('base64')}`;
}

function chatCompletions(openai: OpenAI): Client {
  const bodyOf = ({ image, maxTokens, route, text }: Question) => ({
    model: route,
    max_completion_tokens: maxTokens,
    messages: [{
      role: 'user' as const,
      content: [
        { type: 'text' as const, text }, ...image ? [{ type: 'image_url' as const, image_url: { url: dataUrl(image) } }] : [],
      ],
    }] as OpenAI.ChatCompletionMessageParam[],
  });
  const streamed = (body: ReturnType<typeof bodyOf>, { onText, signal }: StreamOptions = {}) => {
    const stream = openai.chat.completions.stream({ ...body, stream_options: { include_usage: true } }, { signal });
    return (onText ? stream.on('content', onText) : stream).finalChatCompletion();
  };
  const answerOf = ({ choices: [choice], usage }: OpenAI.ChatCompletion): Answer => ({
    text: choice?.message.content ?? '', end: choice?.finish_reason, outputTokens: usage?.completion_tokens,
  });
  return {
    ask: async (question) => answerOf(await openai.chat.completions.create(bodyOf(question))),
    stream: async (question, options) => answerOf(await streamed(bodyOf(question), options)),
    async useTools(question, offers, isStreamed) {
      const tools = offers.map(({ name }) => ({ type: 'function' as const, function: { name, parameters: PARAMETERS } }));
      const body = { ...bodyOf(question), tools };
      const respond = () => (isStreamed ? streamed(body) : openai.chat.completions.create(body));
      const { message } = (await respond()).choices[0]!;
      const calls = (message.tool_calls ?? []).flatMap((call) => (call.type === 'function' ? [call] : []));
      body.messages.push(message, ...calls.map(({ id, function: { name } }) => ({
        role: 'tool' as const, tool_call_id: id, content: resultOf(offers, name),
      })));
      return {
        calls: calls.map(({ function: { arguments: input, name } }) => ({ name, input: JSON.parse(input) as unknown })),
        answer: answerOf(await respond()),
      };
    },
    statusOf,
  };
}

function responses(openai: OpenAI): Client {
  const bodyOf = ({ image, maxTokens, route, text }: Question) => ({
    model: route,
    max_output_tokens: maxTokens,
    input: [{
      role: 'user' as const,
      content: [
        { type: 'input_text' as const, text },
        ...image ? [{ type: 'input_image' as const, image_url: dataUrl(image), detail: 'auto' as const }] : [],
      ],
    }] as ResponseInput,
  });
  const streamed = (body: ReturnType<typeof bodyOf>, { onText, signal }: StreamOptions = {}) => {
    const stream = openai.responses.stream(body, { signal });
    return (onText ? stream.on('response.output_text.delta', ({ delta }) => onText(delta)) : stream).finalResponse();
  };
  const answerOf = ({ output_text: text, status, usage }: Response): Answer => ({ text, end: status, outputTokens: usage?.output_tokens });
  return {
    ask: async (question) => answerOf(await openai.responses.create(bodyOf(question))),
    stream: async (question, options) => answerOf(await streamed(bodyOf(question), options)),
    async useTools(question, offers, isStreamed) {
      const tools = offers.map(({ name }) => ({ type: 'function' as const, name, parameters: PARAMETERS, strict: false }));
      const body = { ...bodyOf(question), tools };
      const respond = () => (isStreamed ? streamed(body) : openai.responses.create(body));
      const { output } = await respond();
      const calls = output.flatMap((item) => (item.type === 'function_call' ? [item] : []));
      body.input.push(...output as ResponseInput, ...calls.map(({ call_id: id, name }) => ({
        type: 'function_call_output' as const, call_id: id, output: resultOf(offers, name),
      })));
      return {
        calls: calls.map(({ arguments: input, name }) => ({ name, input: JSON.parse(input) as unknown })),
        answer: answerOf(await respond()),
      };
    },
    statusOf,
  };
}

const ENVIRONMENT: ClientCase['environment'] = (gateway, key) => ({ OPENAI_BASE_URL: `${gateway.url}/v1`, OPENAI_API_KEY: key });

const CASES: Readonly<Record<string, ClientCase>> = {
  'with chat completions, told of the base URL and the key by two environment variables': {
    ended: 'stop',
    environment: ENVIRONMENT,
    connect: ({ retries }) => chatCompletions(new OpenAI({ maxRetries: retries })),
  },
  'with responses, told of them by its settings': {
    ended: 'completed',
    connect: ({ gateway, key, retries }) => responses(new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: key, maxRetries: retries })),
  },
};

describe('the official OpenAI client', () => {
  clientSuite(CASES);
});
