import { Listener } from './listener';
import { shown } from '../shown';

/** One server-sent event. */
export interface ReceivedEvent {
  readonly name?: string;
  /** Parsed JSON, or the text that ends the streams of OpenAI's chat completions. */
  readonly data: unknown;
}

/** How an API says what an answer says. */
export interface EventReading {
  /** The text that an event adds to the answer; anything else when it adds none. */
  textOf(event: ReceivedEvent): unknown;
  /** Nothing comes after it, and an answer without it is not whole. */
  isLast(event: ReceivedEvent): boolean;
}

const LINE_BREAK = '\n'.charCodeAt(0);

export const DONE = '[DONE]';

/** Hears whether an answer in server-sent events says the expected tokens, one in each event, and ends as it should. */
export function listenToEvents({ textOf, isLast }: EventReading, expected: readonly string[]): Listener {
  let begun: Buffer[] = [];
  let heard = 0;
  let ended = false;
  let wrong: string | undefined;

  const take = (event: ReceivedEvent) => {
    if (ended) wrong ??= 'something came after the terminal event';
    ended ||= isLast(event);
    const text = textOf(event);
    if (typeof text !== 'string' || text === '') return;
    if (text !== expected[heard]) wrong ??= `token ${heard + 1} of the stream was ${JSON.stringify(text)}, not ${JSON.stringify(expected[heard] ?? null)}`;
    heard += 1;
  };

  return {
    get tokens() { return heard; },
    hear(piece) {
      if (wrong !== undefined) return;
      let start = 0;
      for (let end = endOfEvent(begun[begun.length - 1], piece, start); end !== -1; end = endOfEvent(undefined, piece, start)) {
        const event = Buffer.concat([...begun, piece.subarray(start, end)]);
        begun = [];
        start = end;
        try {
          take(parseEvent(event.toString('utf8', 0, event.length - 2)));
        } catch {
          wrong ??= `an event could not be read: ${shown(event)}`;
        }
      }
      if (start < piece.length) begun.push(piece.subarray(start));
    },
    verdict() {
      if (wrong !== undefined) return wrong;
      if (begun.length > 0) return `the stream ended inside an event: ${shown(Buffer.concat(begun))}`;
      if (heard < expected.length) return `the stream had ${heard} tokens, not ${expected.length}`;
      return ended ? undefined : 'the stream ended without its terminal event';
    },
  };
}

/** Behind the empty line that ends the event, which may have begun in the piece before. @returns -1 when it does not end in this one */
function endOfEvent(before: Buffer | undefined, piece: Buffer, start: number): number {
  if (before?.[before.length - 1] === LINE_BREAK && piece[0] === LINE_BREAK) return 1;
  const end = piece.indexOf('\n\n', start);
  return end === -1 ? -1 : end + 2;
}

/** @throws Error for anything but lines of `event` and `data` */
function parseEvent(text: string): ReceivedEvent {
  let name: string | undefined;
  let data: unknown;
  for (const line of text.split('\n')) {
    if (line.startsWith('event: ')) name = line.slice('event: '.length);
    else if (line === `data: ${DONE}`) data = DONE;
    else if (line.startsWith('data: ')) data = JSON.parse(line.slice('data: '.length));
    else throw new Error('neither a name nor data');
  }
  return { name, data };
}
