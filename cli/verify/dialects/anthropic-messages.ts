import { Ask, countOf, countProblems, Dialect, present, Reading } from './dialect';
import { dataOf, notEventStream, serverSentEvents } from './server-sent-events';
import { Exchange, jsonOf, listOf, objectOf, objectsOf } from '../http/exchange';

/** Source: https://platform.claude.com/docs/en/api/versioning */
export const ANTHROPIC_VERSION = { 'anthropic-version': '2023-06-01' };

/** Sources: https://platform.claude.com/docs/en/api/messages, …/build-with-claude/streaming, …/api/errors */
export const anthropicMessages: Dialect = {
  name: 'Anthropic messages',
  authorization: (key: string) => ({ 'x-api-key': key }),
  request: ({ maxTokens, prompt, route, streamed }: Ask) => ({
    method: 'POST',
    path: '/v1/messages',
    headers: ANTHROPIC_VERSION,
    body: JSON.stringify({ model: route, max_tokens: maxTokens, messages: [{ role: 'user', content: prompt }], ...streamed && { stream: true } }),
  }),
  readAnswer(exchange: Exchange): Reading {
    const message = jsonOf(exchange);
    const usage = objectOf(message?.usage);
    const hasText = listOf(message?.content).some((block) => typeof objectOf(block)?.text === 'string' && objectOf(block)?.text !== '');
    return {
      texts: hasText ? 1 : 0,
      ...countOf(usage, 'output_tokens'),
      problems: [
        ...present(message?.type !== 'message' && 'type is not message', !hasText && 'the content has no text',
          typeof message?.stop_reason !== 'string' && 'stop_reason is missing'),
        ...countProblems(usage, 'input_tokens', 'output_tokens'),
      ],
    };
  },
  readStream(exchange: Exchange): Reading {
    const { events, whole } = serverSentEvents(exchange);
    const data = objectsOf(events.map(dataOf));
    const texts = data.filter(({ delta, type }) => type === 'content_block_delta' && typeof objectOf(delta)?.text === 'string').length;
    const end = data.filter(({ type }) => type === 'message_delta').at(-1);
    const usage = objectOf(end?.usage);
    return {
      texts,
      ...countOf(usage, 'output_tokens'),
      problems: [
        ...present(notEventStream(exchange), texts === 0 && 'no event has text', data[0]?.type !== 'message_start' && 'the stream does not begin with message_start',
          events.some(({ event }, index) => event !== data[index]?.type) && 'an event has another name than its type',
          data.some(({ type }) => type === 'error') && 'an error is in the stream',
          typeof objectOf(end?.delta)?.stop_reason !== 'string' && 'stop_reason is missing',
          (!whole || data.at(-1)?.type !== 'message_stop') && 'the stream does not end with message_stop'),
        ...countProblems(usage, 'output_tokens'),
      ],
    };
  },
  errorName(exchange: Exchange): string | undefined {
    const body = jsonOf(exchange);
    const error = objectOf(body?.error);
    return body?.type === 'error' && typeof error?.message === 'string' && typeof error.type === 'string' ? error.type : undefined;
  },
  errorNames: { unauthenticated: 'authentication_error', unknownRoute: 'not_found_error', invalidRequest: 'invalid_request_error' },
};
