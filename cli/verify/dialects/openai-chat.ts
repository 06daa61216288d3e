import { Ask, bearer, countOf, countProblems, Dialect, present, Reading } from './dialect';
import { OPENAI_ERROR_NAMES, openAiErrorName } from './openai-error';
import { dataOf, notEventStream, serverSentEvents } from './server-sent-events';
import { Exchange, jsonOf, listOf, objectOf, objectsOf } from '../http/exchange';

const COUNTS = ['prompt_tokens', 'completion_tokens', 'total_tokens'];

/** Source: https://platform.openai.com/docs/api-reference/chat */
export const openAiChat: Dialect = {
  name: 'OpenAI chat completions',
  authorization: bearer,
  request: ({ maxTokens, prompt, route, streamed }: Ask) => ({
    method: 'POST',
    path: '/v1/chat/completions',
    body: JSON.stringify({
      model: route,
      max_completion_tokens: maxTokens,
      messages: [{ role: 'user', content: prompt }],
      ...streamed && { stream: true, stream_options: { include_usage: true } },
    }),
  }),
  readAnswer(exchange: Exchange): Reading {
    const answer = jsonOf(exchange);
    const choice = objectOf(listOf(answer?.choices)[0]);
    const usage = objectOf(answer?.usage);
    const hasText = isText(objectOf(choice?.message)?.content);
    return {
      texts: hasText ? 1 : 0,
      ...countOf(usage, 'completion_tokens'),
      problems: [
        ...present(answer?.object !== 'chat.completion' && 'object is not chat.completion', !hasText && 'the message has no text',
          typeof choice?.finish_reason !== 'string' && 'finish_reason is missing'),
        ...countProblems(usage, ...COUNTS),
      ],
    };
  },
  readStream(exchange: Exchange): Reading {
    const { events, whole } = serverSentEvents(exchange);
    const chunks = objectsOf(events.map(dataOf));
    const choices = objectsOf(chunks.map((chunk) => listOf(chunk.choices)[0]));
    const texts = choices.filter(({ delta }) => isText(objectOf(delta)?.content)).length;
    const usage = objectsOf(chunks.map((chunk) => chunk.usage)).at(-1);
    return {
      texts,
      ...countOf(usage, 'completion_tokens'),
      problems: [
        ...present(notEventStream(exchange), texts === 0 && 'no chunk has text', chunks.some((chunk) => chunk.error !== undefined) && 'an error is in the stream',
          !choices.some((choice) => typeof choice.finish_reason === 'string') && 'no chunk has a finish_reason',
          (!whole || events.at(-1)?.data !== '[DONE]') && 'the stream does not end with [DONE]'),
        ...countProblems(usage, ...COUNTS),
      ],
    };
  },
  errorName: openAiErrorName,
  errorNames: OPENAI_ERROR_NAMES,
};

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}
