import { EventStreamCodec } from '@smithy/core/event-streams';
import { fromUtf8, toUtf8 } from '@smithy/core/serde';
import { allFrames, CONVERSE_ANSWER, converseStream, TEXT } from '../../../bench/workload/answers';
import { checkChatCompletion, checkConverse, checkConverseStream } from '../../../bench/workload/checks';
import { SHORT_SPEECH, tokensOf } from '../../../bench/workload/speech';

const TOKENS = tokensOf(SHORT_SPEECH);
const STREAM_FRAMES = allFrames(converseStream(SHORT_SPEECH));

const json = (value: unknown) => Buffer.from(JSON.stringify(value));
const converse = (text: unknown) => json({ output: { message: { content: [{ text }] } } });
const chat = (content: unknown) => json({ choices: [{ message: { content } }] });
const stream = (frames: readonly Uint8Array[]) => ({ status: 200, body: Buffer.concat(frames) });

describe.each([
  ['Converse', checkConverse, CONVERSE_ANSWER],
  ['ConverseStream', checkConverseStream, Buffer.concat(STREAM_FRAMES)],
  ['chat completions', checkChatCompletion, chat(TEXT)],
])('the check of %s', (_, check, right) => {
  test('accepts the right answer', () => {
    expect(check({ status: 200, body: right })).toBeUndefined();
  });

  test.each([201, 429, 500])('refuses the status %d and shows the body', (status) => {
    expect(check({ status, body: Buffer.from('{"message":"slow down"}') })).toBe(`the status was ${status}, not 200: {"message":"slow down"}`);
  });

  test('refuses bytes that mean nothing, without throwing', () => {
    expect(check({ status: 200, body: Buffer.from('<html>') })).toContain('the answer could not be read');
  });

  test('refuses an answer that is cut off', () => {
    expect(check({ status: 200, body: right.subarray(0, right.length - 1) })).toContain('the answer could not be read');
  });

  test('shows no more than the beginning of a long answer', () => {
    expect(check({ status: 500, body: Buffer.from('x'.repeat(10_000)) })!.length).toBeLessThan(400);
  });
});

describe('the text of a whole answer', () => {
  test('counts, not the bytes around it', () => {
    expect(checkConverse({ status: 200, body: converse(TEXT) })).toBeUndefined();
  });

  test.each([['another text', 'token'], ['no text', undefined], ['a number', 7]])('is refused when it is %s', (_, text) => {
    expect(checkConverse({ status: 200, body: converse(text) })).toBe(`the text was ${JSON.stringify(text ?? null)}, not ${JSON.stringify(TEXT)}`);
    expect(checkChatCompletion({ status: 200, body: chat(text) })).toBe(`the text was ${JSON.stringify(text ?? null)}, not ${JSON.stringify(TEXT)}`);
  });

  test.each([null, 7, [], { output: null }])('is refused when the answer is %j', (answer) => {
    expect(checkConverse({ status: 200, body: json(answer) })).toContain('the text was null');
    expect(checkChatCompletion({ status: 200, body: json(answer) })).toContain('the text was null');
  });
});

describe('the tokens of a stream', () => {
  const isToken = (frame: Buffer) => frame.includes('contentBlockDelta');
  const first = STREAM_FRAMES.findIndex(isToken);

  test('are twenty, all different', () => {
    expect(STREAM_FRAMES.filter(isToken)).toHaveLength(20);
    expect(new Set(TOKENS).size).toBe(20);
  });

  test('are accepted from a subject that writes frames of its own', () => {
    const codec = new EventStreamCodec(toUtf8, fromUtf8);
    const rewritten = STREAM_FRAMES.map((frame) => {
      const { headers, body } = codec.decode(frame);
      return codec.encode({ headers: Object.fromEntries(Object.entries(headers).reverse()), body });
    });
    expect(Buffer.concat(rewritten).equals(Buffer.concat(STREAM_FRAMES))).toBe(false);
    expect(checkConverseStream(stream(rewritten))).toBeUndefined();
  });

  test('are refused in another order', () => {
    const frames = [...STREAM_FRAMES];
    [frames[first], frames[first + 1]] = [frames[first + 1]!, frames[first]!];
    expect(checkConverseStream(stream(frames))).toBe(`token 1 of the stream was ${JSON.stringify(TOKENS[1])}, not ${JSON.stringify(TOKENS[0])}`);
  });

  test('are refused when one is missing', () => {
    expect(checkConverseStream(stream(STREAM_FRAMES.filter((_, index) => index !== first + 19)))).toBe(`token 20 of the stream was null, not ${JSON.stringify(TOKENS[19])}`);
  });

  test('are refused when one comes twice', () => {
    const frames = [...STREAM_FRAMES.slice(0, first + 20), STREAM_FRAMES[first + 19]!, ...STREAM_FRAMES.slice(first + 20)];
    expect(checkConverseStream(stream(frames))).toBe('the stream had 21 tokens, not 20');
  });

  test('are refused without the end of the stream', () => {
    expect(checkConverseStream(stream(STREAM_FRAMES.slice(0, -1)))).toBe('the stream ended with messageStop, not with metadata');
    expect(checkConverseStream(stream([]))).toBe('the stream ended with nothing, not with metadata');
  });

  test('are refused when a frame is damaged', () => {
    const damaged = Buffer.concat(STREAM_FRAMES);
    damaged.writeUInt8(255 - damaged.readUInt8(damaged.length - 20), damaged.length - 20);
    expect(checkConverseStream({ status: 200, body: damaged })).toContain('the answer could not be read');
  });
});
