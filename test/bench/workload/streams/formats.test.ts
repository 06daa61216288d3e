import * as fc from 'fast-check';
import { allFrames, converseStream, invokeStream } from '../../../../bench/workload/answers';
import { tokensOf } from '../../../../bench/workload/speech';
import {
  CHAT_STREAM, checkOf, CONVERSE_STREAM, INVOKE_STREAM, MESSAGES_STREAM, RESPONSES_STREAM, StreamFormat,
} from '../../../../bench/workload/streams/formats';

const SPEECH = { tokens: 5, tokenBytes: 20 };
const TOKENS = tokensOf(SPEECH);

const event = (name: string, data: object) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
const chat = (content: string) => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`;

interface Written {
  readonly format: StreamFormat;
  readonly opening: string;
  readonly token: (text: string) => string;
  readonly ending: string;
}

const EVENTS: Readonly<Record<string, Written>> = {
  'chat completions': { format: CHAT_STREAM, opening: chat(''), token: chat, ending: 'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n' },
  'responses': {
    format: RESPONSES_STREAM,
    opening: event('response.created', {}),
    token: (delta) => event('response.output_text.delta', { delta }),
    ending: event('response.output_text.done', { text: TOKENS.join('') }) + event('response.completed', {}),
  },
  'messages': {
    format: MESSAGES_STREAM,
    opening: event('message_start', {}),
    token: (text) => event('content_block_delta', { delta: { text } }),
    ending: event('message_delta', {}) + event('message_stop', {}),
  },
};

const BYTES: readonly (readonly [string, StreamFormat, Buffer])[] = [
  ['ConverseStream', CONVERSE_STREAM, Buffer.concat(allFrames(converseStream(SPEECH)))],
  ['InvokeModelWithResponseStream', INVOKE_STREAM, Buffer.concat(allFrames(invokeStream(SPEECH)))],
  ...Object.entries(EVENTS).map(([name, { format, opening, token, ending }]) => [name, format, Buffer.from(opening + TOKENS.map(token).join('') + ending)] as const),
];

describe.each(BYTES)('the check of a stream of %s', (_, format, right) => {
  const check = checkOf(format, SPEECH);

  test('accepts the right answer', () => {
    expect(check({ status: 200, body: right })).toBeUndefined();
  });

  test('accepts it in whatever pieces it comes, and counts the tokens', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: right.length - 1 }), { maxLength: 20 }), (cuts) => {
      const listener = format.listen(SPEECH);
      const places = [0, ...[...new Set(cuts)].sort((left, other) => left - other), right.length];
      places.slice(1).forEach((end, index) => listener.hear(right.subarray(places[index], end)));
      expect(listener.verdict()).toBeUndefined();
      expect(listener.tokens).toBe(SPEECH.tokens);
    }));
  });

  test('refuses every beginning of it', () => {
    for (let length = 0; length < right.length; length++) {
      expect(check({ status: 200, body: right.subarray(0, length) })).toMatch(/^the stream (ended|had)/);
    }
  });

  test('refuses anything that comes after it', () => {
    expect(check({ status: 200, body: Buffer.concat([right, right.subarray(-40)]) })).toBeDefined();
  });

  test('refuses another token', () => {
    const other = Buffer.from(right);
    other.write('?', other.indexOf(format.firstToken) + format.firstToken.length - 1);
    expect(check({ status: 200, body: other })).toBeDefined();
  });

  test('refuses another status and shows the body', () => {
    expect(check({ status: 429, body: Buffer.from('slow down') })).toBe('the status was 429, not 200: slow down');
  });

  test('finds the first token where the first token is, and not before', () => {
    const place = right.indexOf(format.firstToken);
    const listener = format.listen(SPEECH);
    listener.hear(right.subarray(0, place));
    expect(place).toBeGreaterThan(0);
    expect(listener.tokens).toBe(0);
    listener.hear(right.subarray(place, place + Math.ceil(right.length / 2)));
    expect(listener.tokens).toBeGreaterThan(0);
  });
});

describe.each(Object.entries(EVENTS))('the tokens in the events of %s', (_, { format, opening, token, ending }) => {
  const verdict = (tokens: readonly string[], end = ending) => checkOf(format, SPEECH)({ status: 200, body: Buffer.from(opening + tokens.map(token).join('') + end) });

  test('are refused in another order', () => {
    expect(verdict([TOKENS[1]!, TOKENS[0]!, ...TOKENS.slice(2)])).toBe(`token 1 of the stream was ${JSON.stringify(TOKENS[1])}, not ${JSON.stringify(TOKENS[0])}`);
  });

  test('are refused when one is missing at the end', () => {
    expect(verdict(TOKENS.slice(0, -1))).toBe('the stream had 4 tokens, not 5');
  });

  test('are refused when one comes twice', () => {
    expect(verdict([...TOKENS, TOKENS[4]!])).toBe(`token 6 of the stream was ${JSON.stringify(TOKENS[4])}, not null`);
  });

  test('are refused without a terminal event', () => {
    expect(verdict(TOKENS, '')).toBe('the stream ended without its terminal event');
  });

  test('are refused when the stream ends inside an event', () => {
    expect(verdict(TOKENS, ending.slice(0, -1))).toContain('the stream ended inside an event');
  });

  test('are refused when an event cannot be read', () => {
    expect(verdict(TOKENS, 'data: {\n\n')).toBe('an event could not be read: data: {\n\n');
    expect(verdict(TOKENS, 'nonsense\n\n')).toBe('an event could not be read: nonsense\n\n');
  });
});
