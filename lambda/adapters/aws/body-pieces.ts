import { IncomingMessage } from 'node:http';

/**
 * The pieces of a body as they come, read on demand: while nobody asks, the sender has to wait. Without the generators of
 * an `AsyncIterable`, which cost more for each piece than its way through the rest of the gateway.
 * Rejects with whatever breaks the connection.
 */
export function bodyPieces(response: IncomingMessage): AsyncIterator<Uint8Array, undefined> {
  let failure: unknown;
  let wake: (() => void) | undefined;
  const look = () => {
    const waiting = wake;
    wake = undefined;
    waiting?.();
  };
  response.on('readable', look);
  response.once('end', look);
  response.once('close', look);
  response.once('error', (error) => {
    failure = error;
    look();
  });

  const next = async (): Promise<IteratorResult<Uint8Array, undefined>> => {
    for (;;) {
      const piece = response.destroyed ? null : response.read() as Uint8Array | null;
      if (piece) return { done: false, value: piece };
      if (failure !== undefined) throw failure;
      if (response.readableEnded) return { done: true, value: undefined };
      if (response.destroyed) throw response.errored ?? new Error('the connection was closed before the answer was complete');
      await new Promise<void>((resolve) => { wake = resolve; });
    }
  };
  return { next };
}
