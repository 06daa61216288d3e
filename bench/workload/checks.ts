import { EventStreamCodec } from '@smithy/core/event-streams';
import { fromUtf8, toUtf8 } from '@smithy/core/serde';
import { allFrames, CONVERSE_ANSWER, converseStream, TEXT } from './answers';
import { at } from './json-path';
import { shown } from './shown';
import { SHORT_SPEECH, tokensOf } from './speech';

/** An HTTP answer as the client received it. */
export interface CheckedAnswer {
  readonly status: number;
  readonly body: Buffer;
}

/** Says what is wrong with an answer; undefined when it is right. */
export type AnswerCheck = (answer: CheckedAnswer) => string | undefined;

const TOKENS = tokensOf(SHORT_SPEECH);
const WHOLE_STREAM = Buffer.concat(allFrames(converseStream(SHORT_SPEECH)));
const codec = new EventStreamCodec(toUtf8, fromUtf8);

export const checkConverse: AnswerCheck = (answer) => checked(answer, () => {
  // Most subjects pass the bytes on; one that writes its own JSON is judged by the text in it.
  if (answer.body.equals(CONVERSE_ANSWER)) return undefined;
  return compareText(at(parse(answer.body), ['output', 'message', 'content', 0, 'text']));
});

export const checkChatCompletion: AnswerCheck = (answer) =>
  checked(answer, () => compareText(at(parse(answer.body), ['choices', 0, 'message', 'content'])));

export const checkConverseStream: AnswerCheck = (answer) => checked(answer, () => {
  if (answer.body.equals(WHOLE_STREAM)) return undefined;
  const { types, texts } = readEvents(answer.body);
  if (types[types.length - 1] !== 'metadata') return `the stream ended with ${types[types.length - 1] ?? 'nothing'}, not with metadata`;
  const wrong = TOKENS.findIndex((token, index) => texts[index] !== token);
  if (wrong >= 0) return `token ${wrong + 1} of the stream was ${JSON.stringify(texts[wrong] ?? null)}, not ${JSON.stringify(TOKENS[wrong])}`;
  return texts.length === TOKENS.length ? undefined : `the stream had ${texts.length} tokens, not ${TOKENS.length}`;
});

function checked({ status, body }: CheckedAnswer, check: () => string | undefined): string | undefined {
  if (status !== 200) return `the status was ${status}, not 200: ${shown(body)}`;
  try {
    return check();
  } catch (error) {
    return `the answer could not be read (${error instanceof Error ? error.message : String(error)}): ${shown(body)}`;
  }
}

function compareText(text: unknown): string | undefined {
  return text === TEXT ? undefined : `the text was ${JSON.stringify(text ?? null)}, not ${JSON.stringify(TEXT)}`;
}

/** @throws Error for a frame that is cut off or whose checksums are wrong */
function readEvents(body: Buffer): { readonly types: readonly string[]; readonly texts: readonly unknown[] } {
  const types: string[] = [];
  const texts: unknown[] = [];
  for (let offset = 0; offset < body.length;) {
    const length = body.readUInt32BE(offset);
    if (length === 0) throw new Error('a frame of no length');
    const message = codec.decode(body.subarray(offset, offset + length));
    const type = String(message.headers[':event-type']?.value);
    types.push(type);
    if (type === 'contentBlockDelta') texts.push(at(JSON.parse(toUtf8(message.body)), ['delta', 'text']));
    offset += length;
  }
  return { types, texts };
}

function parse(body: Buffer): unknown {
  return JSON.parse(body.toString('utf8'));
}
