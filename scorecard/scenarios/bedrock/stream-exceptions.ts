import { PLAIN } from '../../routes';
import { Scenario, SDK_STREAMED } from '../../scenario';
import { strike } from '../faults';
import { askRefused } from '../refusal';
import { streamPair } from '../stream-pair';

/** The exceptions that Bedrock can send inside a ConverseStream answer and that another target can make good. */
const EXCEPTIONS = ['InternalServerException', 'ModelStreamErrorException', 'ThrottlingException', 'ServiceUnavailableException'] as const;
const REFUSED = 'The model returned the following errors: the request is not valid';

/** B01 to B10: an exception inside a stream, before and after its first content. */
export const STREAM_EXCEPTIONS: readonly Scenario[] = [
  ...EXCEPTIONS.map((name, index): Scenario => ({
    id: numbered(1 + index),
    title: `${name} in the stream, before content`,
    group: 'bedrock',
    route: PLAIN,
    question: SDK_STREAMED,
    arrange: strike({ kind: 'streamException', name, afterEvents: 0 }),
  })),
  {
    id: numbered(5),
    title: 'ValidationException in the stream, before content: the caller’s own',
    group: 'bedrock',
    route: PLAIN,
    question: SDK_STREAMED,
    arrange: strike({ kind: 'streamException', name: 'ValidationException', message: REFUSED, afterEvents: 0 }),
    wanted: 'cleanError',
    play: askRefused({ status: 400, because: /not valid/ }),
    conduct: () => ({ attemptsPerRequest: 1 }),
  },
  ...EXCEPTIONS.flatMap((name, index) => streamPair({
    id: numbered(6 + index),
    title: `${name} in the stream, after 40 of 60 tokens`,
    group: 'bedrock',
    route: PLAIN,
    question: SDK_STREAMED,
    arrange: strike({ kind: 'streamException', name, afterEvents: 40 }),
  })),
  {
    id: numbered(10),
    title: 'ValidationException in the stream, after 40 of 60 tokens: nothing to resume',
    group: 'bedrock',
    route: { ...PLAIN, midStream: 'resume' },
    question: SDK_STREAMED,
    arrange: strike({ kind: 'streamException', name: 'ValidationException', message: REFUSED, afterEvents: 40 }),
    wanted: 'cleanError',
    conduct: () => ({ attemptsPerRequest: 1, live: true }),
  },
];

function numbered(number: number): string {
  return `B${String(number).padStart(2, '0')}`;
}
