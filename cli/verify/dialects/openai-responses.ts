import { Ask, bearer, countOf, countProblems, Dialect, present, Reading } from './dialect';
import { OPENAI_ERROR_NAMES, openAiErrorName } from './openai-error';
import { dataOf, notEventStream, serverSentEvents } from './server-sent-events';
import { Exchange, JsonObject, jsonOf, listOf, objectOf, objectsOf } from '../http/exchange';

const COUNTS = ['input_tokens', 'output_tokens', 'total_tokens'];
const TERMINAL = new Set(['response.completed', 'response.incomplete']);

/** Source: https://platform.openai.com/docs/api-reference/responses */
export const openAiResponses: Dialect = {
  name: 'OpenAI responses',
  authorization: bearer,
  request: ({ maxTokens, prompt, route, streamed }: Ask) => ({
    method: 'POST',
    path: '/v1/responses',
    body: JSON.stringify({ model: route, input: prompt, max_output_tokens: maxTokens, store: false, ...streamed && { stream: true } }),
  }),
  readAnswer: (exchange: Exchange) => readResponse(jsonOf(exchange)),
  readStream(exchange: Exchange): Reading {
    const { events, whole } = serverSentEvents(exchange);
    const data = objectsOf(events.map(dataOf));
    const last = data.at(-1);
    const ended = whole && TERMINAL.has(String(last?.type));
    const response = readResponse(objectOf(last?.response));
    const texts = data.filter(({ type }) => type === 'response.output_text.delta').length;
    return {
      texts,
      ...response.outputTokens !== undefined && { outputTokens: response.outputTokens },
      problems: [
        ...present(notEventStream(exchange), texts === 0 && 'no event has text',
          data.some(({ sequence_number: number }, index) => number !== index) && 'sequence_number does not count the events',
          !ended && 'the stream does not end with response.completed or response.incomplete'),
        ...ended ? response.problems : [],
      ],
    };
  },
  errorName: openAiErrorName,
  errorNames: OPENAI_ERROR_NAMES,
};

function readResponse(response: JsonObject | undefined): Reading {
  const usage = objectOf(response?.usage);
  const parts = objectsOf(objectsOf(listOf(response?.output)).flatMap(({ content }) => listOf(content)));
  const texts = parts.filter(({ text, type }) => type === 'output_text' && typeof text === 'string' && text !== '').length;
  return {
    texts,
    ...countOf(usage, 'output_tokens'),
    problems: [
      ...present(response?.object !== 'response' && 'object is not response', texts === 0 && 'the output has no text',
        response?.status !== 'completed' && response?.status !== 'incomplete' && 'status is neither completed nor incomplete'),
      ...countProblems(usage, ...COUNTS),
    ],
  };
}
