import Anthropic from '@anthropic-ai/sdk';
import { anthropicMessages } from '../support/anthropic-messages';
import { Client, ClientCase, clientSuite } from '../support/client-suite';

function client(anthropic: Anthropic): Client {
  return {
    ...anthropicMessages(
      (model, body) => anthropic.messages.create({ model, ...body }),
      (model, body, { onText, signal } = {}) => {
        const stream = anthropic.messages.stream({ model, ...body }, { signal });
        return (onText ? stream.on('text', onText) : stream).finalMessage();
      },
    ),
    statusOf: (error) => (error instanceof Anthropic.APIError ? error.status as number : undefined),
  };
}

const CASES: Readonly<Record<string, ClientCase>> = {
  'told of the base URL and the token by two environment variables': {
    ended: 'end_turn',
    mistake: { maxTokens: 0 },
    environment: (gateway, key) => ({ ANTHROPIC_BASE_URL: gateway.url, ANTHROPIC_AUTH_TOKEN: key }),
    connect: ({ retries }) => client(new Anthropic({ maxRetries: retries })),
  },
};

describe('the official Anthropic client', () => {
  clientSuite(CASES);
});
