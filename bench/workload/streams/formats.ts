import { DONE, EventReading, listenToEvents } from './event-listener';
import { Listener } from './listener';
import { ExpectedBytes, expectedBytes, sameBytes } from './same-bytes';
import { CheckedAnswer } from '../checks';
import { at } from '../json-path';
import { StreamOperation, STREAMS } from '../operations';
import { shown } from '../shown';
import { Speech, tokensOf } from '../speech';

/** What the streams of an API look like. */
export interface StreamFormat {
  /** How the first token of an answer looks on the wire, and nothing before it. */
  readonly firstToken: Buffer;
  listen(speech: Speech): Listener;
}

/** In every format that has texts as they are. */
const FIRST_TEXT = Buffer.from('token 00001');

/** Base64 of the beginning of the first event with text, as far as it is made of whole groups of three bytes. */
const FIRST_CHUNK = Buffer.from(Buffer.from('{"type":"content_block_delta","index":0,').subarray(0, 39).toString('base64'));

export const CONVERSE_STREAM = passedOn('converse-stream', FIRST_TEXT);
export const INVOKE_STREAM = passedOn('invoke-with-response-stream', FIRST_CHUNK);

export const CHAT_STREAM = inEvents({
  textOf: ({ data }) => at(data, ['choices', 0, 'delta', 'content']),
  isLast: ({ data }) => data === DONE,
});

export const RESPONSES_STREAM = inEvents({
  textOf: ({ name, data }) => name === 'response.output_text.delta' ? at(data, ['delta']) : undefined,
  isLast: ({ name }) => name === 'response.completed',
});

export const MESSAGES_STREAM = inEvents({
  textOf: ({ name, data }) => name === 'content_block_delta' ? at(data, ['delta', 'text']) : undefined,
  isLast: ({ name }) => name === 'message_stop',
});

/** The check of a streamed answer that has been read to its end. */
export function checkOf({ listen }: StreamFormat, speech: Speech): (answer: CheckedAnswer) => string | undefined {
  return ({ status, body }) => {
    if (status !== 200) return `the status was ${status}, not 200: ${shown(body)}`;
    const listener = listen(speech);
    listener.hear(body);
    return listener.verdict();
  };
}

function passedOn(operation: StreamOperation, firstToken: Buffer): StreamFormat {
  const expected = oncePerSpeech<ExpectedBytes>((speech) => expectedBytes(STREAMS[operation](speech)));
  return { firstToken, listen: (speech) => sameBytes(expected(speech)) };
}

function inEvents(reading: EventReading): StreamFormat {
  const expected = oncePerSpeech(tokensOf);
  return { firstToken: FIRST_TEXT, listen: (speech) => listenToEvents(reading, expected(speech)) };
}

/** What is expected is large, and needed for every answer. */
function oncePerSpeech<Expected>(make: (speech: Speech) => Expected): (speech: Speech) => Expected {
  const made = new Map<string, Expected>();
  return (speech) => {
    const name = `${speech.tokens} ${speech.tokenBytes}`;
    let expected = made.get(name);
    if (expected === undefined) made.set(name, expected = make(speech));
    return expected;
  };
}
