import { ConverseBody } from '../converse';
import { ModelEvent } from '../model-answer';
import { EncodeText } from '../ports';
import { UpstreamError } from '../upstream-error';
import { CommittedStream, incomplete, newProgress, note } from './read-stream';

/** What the reader of a stream has got, as far as another attempt could go on from it. */
export interface Spoken {
  text: string;
  /** False once the reader has got anything but the text of one block that is still open. */
  resumable: boolean;
}

export const nothingSpoken = (): Spoken => ({ text: '', resumable: true });

export function listen(spoken: Spoken, event: ModelEvent): void {
  if (!spoken.resumable) return;
  if (event.type === 'contentBlockDelta') {
    const text = textOf(event);
    if (text === undefined) spoken.resumable = false;
    else spoken.text += text;
  } else if (event.kind === 'content' || event.type === 'contentBlockStop') {
    spoken.resumable = false;
  }
}

/** How another attempt is asked to go on. */
export interface Continuation {
  readonly body: ConverseBody;
  /** What its answer has to begin with, which the reader has got already. */
  readonly repeats: string;
  /** The answer may leave the repetition out. */
  readonly optional: boolean;
}

/**
 * A model that accepts it is given what was sent as the beginning of its answer; any other is asked the same again.
 * Claude refuses a beginning that ends in white space, so that is left for it to repeat or not.
 */
export function continuationOf(body: ConverseBody, spoken: string, acceptsPrefill: boolean): Continuation {
  const prefill = spoken.trimEnd();
  if (!acceptsPrefill || prefill === '') return { body, repeats: spoken, optional: false };
  const last = body.messages.at(-1);
  // A beginning that the caller gave is continued: two messages of one role are refused.
  const messages = last?.role === 'assistant'
    ? [...body.messages.slice(0, -1), { ...last, content: [...last.content, { text: prefill }] }]
    : [...body.messages, { role: 'assistant' as const, content: [{ text: prefill }] }];
  return { body: { ...body, messages }, repeats: spoken.slice(prefill.length), optional: true };
}

/**
 * Reads past what the reader has got already.
 * @throws UpstreamError `OtherContinuation` when this answer is another one
 */
export async function takeUp(
  rest: AsyncIterator<ModelEvent>, { repeats, optional }: Continuation, encodeText: EncodeText,
): Promise<CommittedStream> {
  const progress = newProgress();
  let expected = repeats;
  for (;;) {
    const next = await rest.next();
    if (next.done) throw incomplete();
    const event = next.value;
    note(progress, event);
    if (event.type === 'messageStart') continue;
    if (event.type === 'contentBlockStart' && event.kind === 'control') continue;

    const text = event.type === 'contentBlockDelta' ? textOf(event) : undefined;
    if (text === undefined) {
      // The reader's first block is a text, and has been open ever since.
      if ((expected !== '' && !optional) || opensFirstBlock(event)) throw otherContinuation();
      return { head: [event], rest, progress };
    }
    if (optional) {
      const fresh = text.slice(commonPrefix(text, expected));
      return { head: fresh === text ? [event] : fresh === '' ? [] : [encodeText(fresh, 0)], rest, progress };
    }
    if (text.startsWith(expected)) {
      const fresh = text.slice(expected.length);
      return { head: fresh === '' ? [] : [expected === '' ? event : encodeText(fresh, 0)], rest, progress };
    }
    if (!expected.startsWith(text)) throw otherContinuation();
    expected = expected.slice(text.length);
  }
}

function commonPrefix(left: string, right: string): number {
  let length = 0;
  while (length < right.length && left[length] === right[length]) length++;
  return length;
}

function otherContinuation(): UpstreamError {
  return new UpstreamError('OtherContinuation', undefined, 'the new answer is another one than that which broke off');
}

function opensFirstBlock({ payload, type }: ModelEvent): boolean {
  if (type !== 'contentBlockStart') return false;
  const { contentBlockIndex } = JSON.parse(new TextDecoder().decode(payload)) as { contentBlockIndex?: number };
  return (contentBlockIndex ?? 0) === 0;
}

/** The text of a delta in the first block; undefined for anything else. */
function textOf({ payload }: ModelEvent): string | undefined {
  const { contentBlockIndex, delta } = JSON.parse(new TextDecoder().decode(payload)) as { contentBlockIndex?: number; delta?: { text?: unknown } };
  return (contentBlockIndex ?? 0) === 0 && typeof delta?.text === 'string' ? delta.text : undefined;
}
