import { Ask, bearer, countOf, countProblems, Dialect, present, Reading } from './dialect';
import { readEventFrames } from './event-frames';
import { Exchange, jsonOf, listOf, objectOf } from '../http/exchange';

const COUNTS = ['inputTokens', 'outputTokens', 'totalTokens'];

/** Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html and …_ConverseStream.html */
export const bedrockConverse: Dialect = {
  name: 'Bedrock Converse',
  authorization: bearer,
  request: ({ maxTokens, prompt, route, streamed }: Ask) => ({
    method: 'POST',
    path: `/model/${encodeURIComponent(route)}/${streamed ? 'converse-stream' : 'converse'}`,
    body: JSON.stringify({ messages: [{ role: 'user', content: [{ text: prompt }] }], inferenceConfig: { maxTokens } }),
  }),
  readAnswer(exchange: Exchange): Reading {
    const answer = jsonOf(exchange);
    const content = listOf(objectOf(objectOf(answer?.output)?.message)?.content);
    const hasText = content.some((block) => typeof objectOf(block)?.text === 'string' && objectOf(block)?.text !== '');
    const usage = objectOf(answer?.usage);
    return {
      texts: hasText ? 1 : 0,
      ...countOf(usage, 'outputTokens'),
      problems: [
        ...present(!hasText && 'the message has no text', typeof answer?.stopReason !== 'string' && 'stopReason is missing'),
        ...countProblems(usage, ...COUNTS),
      ],
    };
  },
  readStream(exchange: Exchange): Reading {
    const { frames, whole } = readEventFrames(exchange.body);
    const texts = frames.filter(({ payload, type }) => type === 'contentBlockDelta' && typeof objectOf(objectOf(payload)?.delta)?.text === 'string').length;
    const usage = objectOf(objectOf(frames.find(({ type }) => type === 'metadata')?.payload)?.usage);
    const contentType = exchange.headers['content-type'] ?? 'none';
    const exception = frames.find((frame) => frame.exception);
    return {
      texts,
      ...countOf(usage, 'outputTokens'),
      problems: [
        ...present(contentType !== 'application/vnd.amazon.eventstream' && `content-type ${contentType} in the place of application/vnd.amazon.eventstream`,
          texts === 0 && 'no event has text', exception !== undefined && `${exception.type} is in the stream`,
          !frames.some(({ type }) => type === 'messageStop') && 'the stream has no messageStop',
          (!whole || frames.at(-1)?.type !== 'metadata') && 'the stream does not end with metadata'),
        ...countProblems(usage, ...COUNTS),
      ],
    };
  },
  errorName(exchange: Exchange): string | undefined {
    const name = exchange.headers['x-amzn-errortype'];
    return typeof jsonOf(exchange)?.message === 'string' ? name : undefined;
  },
  errorNames: {
    unauthenticated: 'UnrecognizedClientException', unknownRoute: 'ResourceNotFoundException', invalidRequest: 'ValidationException',
  },
};
