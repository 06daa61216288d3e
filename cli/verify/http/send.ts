import { Exchange, Piece, Sent } from './exchange';
import { Endpoint } from '../endpoint';

export type Send = (sent: Sent) => Promise<Exchange>;

/** Sends requests and keeps when every piece of an answer came. Never throws: no answer is something to report. */
export function sender({ url }: Endpoint, timeoutMs: number, now: () => number = () => performance.now()): Send {
  return async ({ body, headers, method, path }) => {
    const started = now();
    const pieces: Piece[] = [];
    const bytes: Uint8Array[] = [];
    let response: Response | undefined;
    let broken: string | undefined;
    try {
      // A redirect would carry the key elsewhere.
      response = await fetch(`${url}${path}`, {
        method,
        body,
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
        headers: { ...body !== undefined && { 'content-type': 'application/json' }, ...headers },
      });
      for await (const piece of response.body ?? []) {
        pieces.push({ atMs: now() - started, size: piece.length });
        bytes.push(piece);
      }
    } catch (error) {
      broken = reasonOf(error, timeoutMs);
    }
    return {
      status: response?.status ?? 0,
      headers: Object.fromEntries(response?.headers ?? []),
      body: Buffer.concat(bytes),
      pieces,
      ...broken !== undefined && { broken },
    };
  };
}

function reasonOf(error: unknown, timeoutMs: number): string {
  const { cause, message, name } = error as Error & { readonly cause?: { readonly code?: string; readonly message?: string } };
  if (name === 'TimeoutError') return `nothing more after ${timeoutMs / 1000} s`;
  return cause?.code ?? cause?.message ?? message;
}
