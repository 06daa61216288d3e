import { nextTick } from 'node:process';
import { Writable } from 'node:stream';

/** Writes the body of a response that has begun. */
export interface BodyWriter {
  /**
   * @returns what resolves when there is room for more, and rejects when the caller leaves before; undefined where there is room
   * @throws at once when the caller has left, or when the stream did not take what was written before
   */
  write(bytes: Uint8Array): Promise<void> | undefined;
  /** Resolves when everything has been handed over, and rejects when the caller has left. */
  end(): Promise<void>;
}

/**
 * What is written in one turn leaves as one piece: the events of an answer often come several at a time, and a write for
 * each of them would be most of what passing them on takes. Nothing waits longer than to the end of the turn.
 */
export function writerTo(stream: Writable, callerLeft: AbortSignal): BodyWriter {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  /** Until the reader has taken what was written; there while there is no room for more. */
  let room: Promise<void> | undefined;
  /** What the stream has thrown at the end of a turn, when nobody was there to catch it. */
  let thrown: { readonly error: unknown } | undefined;

  const flush = () => {
    if (held.length === 0 || callerLeft.aborted) return;
    const piece = held.length === 1 ? held[0]! : Buffer.concat(held, heldBytes);
    held = [];
    heldBytes = 0;
    if (stream.write(piece)) return;
    room = eventOr(stream, 'drain', callerLeft).finally(() => { room = undefined; });
    // Whoever writes next waits for it, if anybody does.
    room.catch(() => undefined);
  };

  const flushAtEndOfTurn = () => {
    try {
      flush();
    } catch (error) {
      // Here it would end the process, and with it every other request.
      thrown = { error };
    }
  };

  const requireUsable = () => {
    callerLeft.throwIfAborted();
    if (thrown) throw thrown.error;
  };

  return {
    write(bytes) {
      requireUsable();
      held.push(bytes);
      heldBytes += bytes.length;
      // What fills the stream leaves at once, so that whoever writes learns of it.
      if (stream.writableLength + heldBytes >= stream.writableHighWaterMark) flush();
      else if (held.length === 1) nextTick(flushAtEndOfTurn);
      return room;
    },
    async end() {
      requireUsable();
      flush();
      const finished = eventOr(stream, 'finish', callerLeft);
      stream.end();
      await finished;
    },
  };
}

function eventOr(stream: Writable, event: 'drain' | 'finish', callerLeft: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      stream.off(event, onEvent);
      callerLeft.removeEventListener('abort', onLeft);
    };
    const onEvent = () => {
      stop();
      resolve();
    };
    const onLeft = () => {
      stop();
      reject(callerLeft.reason);
    };
    stream.on(event, onEvent);
    callerLeft.addEventListener('abort', onLeft, { once: true });
  });
}
