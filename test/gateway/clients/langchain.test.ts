import { ChatBedrockConverse } from '@langchain/aws';
import { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { AIMessage, AIMessageChunk, BaseMessage, HumanMessage, ToolMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { ChatOpenAI } from '@langchain/openai';
import { Answer, Client, ClientCase, clientSuite, Question } from '../support/client-suite';

type MakeModel = (question: Question) => BaseChatModel;

function client(modelFor: MakeModel): Client {
  const streamed = async (
    stream: AsyncIterable<AIMessageChunk>, onText?: (text: string) => void,
  ): Promise<AIMessageChunk> => {
    let whole: AIMessageChunk | undefined;
    for await (const chunk of stream) {
      whole = whole === undefined ? chunk : whole.concat(chunk);
      if (chunk.text) onText?.(chunk.text);
    }
    return whole!;
  };
  return {
    ask: async (question) => answerOf(await modelFor(question).invoke([userTurn(question)])),
    async stream(question, { onText, signal } = {}) {
      return answerOf(await streamed(await modelFor(question).stream([userTurn(question)], { signal }), onText));
    },
    async useTools(question, offers, isStreamed) {
      const tools = offers.map(({ name, result }) => tool(() => result, {
        name, schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
      }));
      const model = modelFor(question).bindTools!(tools);
      const turns: BaseMessage[] = [userTurn(question)];
      const respond = async (): Promise<AIMessage> => (isStreamed ? streamed(await model.stream(turns)) : model.invoke(turns));
      const asked = await respond();
      turns.push(asked);
      const calls = asked.tool_calls ?? [];
      for (const call of calls) {
        turns.push(await tools.find(({ name }) => name === call.name)!.invoke({ ...call, type: 'tool_call' }) as unknown as ToolMessage);
      }
      return { calls: calls.map(({ args, name }) => ({ name, input: args })), answer: answerOf(await respond()) };
    },
    statusOf(error) {
      const { $metadata, status } = error as { status?: number; $metadata?: { httpStatusCode?: number } };
      return status ?? $metadata?.httpStatusCode;
    },
  };
}

function userTurn({ image, text }: Question): HumanMessage {
  const url = image && `data:image/png;base64,${Buffer.from(image).toString('base64')}`;
  return new HumanMessage({ content: [{ type: 'text', text }, ...url ? [{ type: 'image_url', image_url: { url } }] : []] });
}

function answerOf({ response_metadata: metadata, text, usage_metadata: usage }: AIMessage): Answer {
  const { finish_reason: finishReason, messageStop, status, stopReason } = metadata as {
    finish_reason?: string; status?: string; stopReason?: string; messageStop?: { stopReason?: string };
  };
  return { text, end: finishReason ?? stopReason ?? messageStop?.stopReason ?? status, outputTokens: usage?.output_tokens };
}

const CASES: Readonly<Record<string, ClientCase>> = {
  'ChatOpenAI, with chat completions': {
    ended: 'stop',
    connect: ({ gateway, key, retries }) => client(({ maxTokens, route }) => new ChatOpenAI({
      model: route, maxTokens, apiKey: key, maxRetries: retries, configuration: { baseURL: `${gateway.url}/v1` },
    })),
  },
  'ChatOpenAI, with the Responses API': {
    ended: 'completed',
    connect: ({ gateway, key, retries }) => client(({ maxTokens, route }) => new ChatOpenAI({
      model: route, maxTokens, apiKey: key, maxRetries: retries, useResponsesApi: true, configuration: { baseURL: `${gateway.url}/v1` },
    })),
  },
  'ChatBedrockConverse, told of the endpoint and the key by two environment variables': {
    ended: 'end_turn',
    environment: (gateway, key) => ({ AWS_ENDPOINT_URL_BEDROCK_RUNTIME: gateway.url, AWS_BEARER_TOKEN_BEDROCK: key }),
    connect: ({ retries }) => client(({ maxTokens, route }) => new ChatBedrockConverse({
      model: route, maxTokens, region: 'us-east-1', clientOptions: { maxAttempts: retries + 1 },
    })),
  },
};

describe('LangChain', () => {
  clientSuite(CASES);
});
