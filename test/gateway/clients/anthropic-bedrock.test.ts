import { AnthropicBedrock } from '@anthropic-ai/bedrock-sdk';
import Anthropic from '@anthropic-ai/sdk';
import { anthropicMessages } from '../support/anthropic-messages';
import { Client, ClientCase, clientSuite } from '../support/client-suite';

function client(bedrock: AnthropicBedrock): Client {
  return {
    ...anthropicMessages(
      (model, body) => bedrock.messages.create({ model, ...body }),
      (model, body, { onText, signal } = {}) => {
        const stream = bedrock.messages.stream({ model, ...body }, { signal });
        return (onText ? stream.on('text', onText) : stream).finalMessage();
      },
    ),
    statusOf: (error) => (error instanceof Anthropic.APIError ? error.status as number : undefined),
  };
}

/** From 1.0 on the client sends a version that Bedrock does not know for models up to Claude 4.6; its maker names this one for them. */
const VERSION = { 'anthropic-version': 'bedrock-2023-05-31' };

const CASES: Readonly<Record<string, ClientCase>> = {
  'told of the base URL and the key by two environment variables': {
    ended: 'end_turn',
    mistake: { maxTokens: 0 },
    environment: (gateway, key) => ({ ANTHROPIC_BEDROCK_BASE_URL: gateway.url, AWS_BEARER_TOKEN_BEDROCK: key }),
    connect: ({ retries }) => client(new AnthropicBedrock({ defaultHeaders: VERSION, maxRetries: retries })),
  },
  'told of them by its settings': {
    ended: 'end_turn',
    mistake: { maxTokens: 0 },
    connect: ({ gateway, key, retries }) => client(new AnthropicBedrock({
      baseURL: gateway.url, apiKey: key, defaultHeaders: VERSION, maxRetries: retries,
    })),
  },
};

describe("Anthropic's client for Amazon Bedrock, with InvokeModel", () => {
  const gateway = clientSuite(CASES);

  test('is told by Bedrock itself when it sends a version that the model does not know', async () => {
    const unversioned = new AnthropicBedrock({ baseURL: gateway().url, apiKey: gateway().keyOf('a'), maxRetries: 0 });
    const body = { model: 'claude-sonnet', max_tokens: 64, messages: [{ role: 'user' as const, content: 'Hi' }] };
    await expect(unversioned.messages.create(body)).rejects.toMatchObject({ status: 400, message: expect.stringContaining('anthropic_version') });
  });
});
