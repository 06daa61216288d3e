import { createAmazonBedrock } from '@ai-sdk/amazon-bedrock';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { APICallError, generateText, jsonSchema, LanguageModel, ModelMessage, RetryError, stepCountIs, streamText, tool, ToolSet } from 'ai';
import { Client, ClientCase, clientSuite, Question, ToolOffer } from '../support/client-suite';

/** With or without a stream, the same settings: what the application gets does not depend on the provider. */
function client(model: (route: string) => LanguageModel, retries: number): Client {
  const settingsOf = (question: Question) => ({
    model: model(question.route), messages: [userTurn(question)], maxOutputTokens: question.maxTokens, maxRetries: retries,
  });
  return {
    async ask(question) {
      const { finishReason, text, usage } = await generateText(settingsOf(question));
      return { text, end: finishReason, outputTokens: usage.outputTokens };
    },
    async stream(question, { onText, signal } = {}) {
      const result = streamText({ ...settingsOf(question), abortSignal: signal, onError: () => undefined });
      let text = '';
      for await (const part of result.fullStream) {
        if (part.type === 'error') throw part.error;
        if (part.type !== 'text-delta') continue;
        text += part.text;
        onText?.(part.text);
      }
      return { text, end: await result.finishReason, outputTokens: (await result.usage).outputTokens };
    },
    async useTools(question, tools, streamed) {
      const settings = { ...settingsOf(question), tools: toolsOf(tools), stopWhen: stepCountIs(3) };
      const result = streamed ? streamText(settings) : await generateText(settings);
      const steps = await result.steps;
      const { finishReason, text, usage } = steps.at(-1)!;
      return {
        calls: steps.flatMap(({ toolCalls }) => toolCalls.map(({ input, toolName }) => ({ name: toolName, input: input as unknown }))),
        answer: { text, end: finishReason, outputTokens: usage.outputTokens },
      };
    },
    statusOf(error) {
      const cause = RetryError.isInstance(error) ? error.lastError : error;
      return APICallError.isInstance(cause) ? cause.statusCode : undefined;
    },
  };
}

function userTurn({ image, text }: Question): ModelMessage {
  return { role: 'user', content: [{ type: 'text', text }, ...image ? [{ type: 'image' as const, image, mediaType: 'image/png' }] : []] };
}

function toolsOf(offers: readonly ToolOffer[]): ToolSet {
  const inputSchema = jsonSchema<{ city: string }>({ type: 'object', properties: { city: { type: 'string' } }, required: ['city'] });
  return Object.fromEntries(offers.map(({ name, result }) => [name, tool({ inputSchema, execute: () => result })]));
}

const CASES: Readonly<Record<string, ClientCase>> = {
  'as Bedrock, told of the endpoint and the key by two environment variables': {
    ended: 'stop',
    environment: (gateway, key) => ({ AWS_ENDPOINT_URL_BEDROCK_RUNTIME: gateway.url, AWS_BEARER_TOKEN_BEDROCK: key }),
    connect: ({ retries }) => client(createAmazonBedrock({ region: 'us-east-1' }), retries),
  },
  'as Bedrock, told of them by its settings': {
    ended: 'stop',
    connect: ({ gateway, key, retries }) => client(createAmazonBedrock({ region: 'us-east-1', baseURL: gateway.url, apiKey: key }), retries),
  },
  'as an OpenAI-compatible provider': {
    ended: 'stop',
    connect: ({ gateway, key, retries }) => client(
      createOpenAICompatible({ name: 'gateway', baseURL: `${gateway.url}/v1`, apiKey: key, includeUsage: true }), retries,
    ),
  },
};

describe('the AI SDK', () => {
  clientSuite(CASES);
});
