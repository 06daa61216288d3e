import { EventStreamCodec } from '@smithy/core/event-streams';
import { fromUtf8, toUtf8 } from '@smithy/core/serde';
import { allFrames, converseAnswer, converseStream, textOf } from './answers';
import { at } from './json-path';
import { shown } from './shown';
import { SHORT_SPEECH, Speech, tokensOf } from './speech';

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

/** The check of an answer to Converse. */
export function converseCheck(speech: Speech): AnswerCheck {
  const [whole, text] = [converseAnswer(speech), textOf(speech)];
  return (answer) => checked(answer, () => {
    // Most subjects pass the bytes on; one that writes its own JSON is judged by the text in it.
    if (answer.body.equals(whole)) return undefined;
    return compareText(at(parse(answer.body), ['output', 'message', 'content', 0, 'text']), text);
  });
}

export const checkConverse = converseCheck(SHORT_SPEECH);

const SHORT_TEXT = textOf(SHORT_SPEECH);

export const checkChatCompletion: AnswerCheck = (answer) =>
  checked(answer, () => compareText(at(parse(answer.body), ['choices', 0, 'message', 'content']), SHORT_TEXT));

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

function compareText(text: unknown, expected: string): string | undefined {
  return text === expected ? undefined : `the text was ${shown(quoted(text))}, not ${shown(quoted(expected))}`;
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

function quoted(text: unknown): Buffer {
  return Buffer.from(JSON.stringify(text ?? null));
}

function parse(body: Buffer): unknown {
  return JSON.parse(body.toString('utf8'));
}
