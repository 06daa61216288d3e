import { ServerResponse } from 'node:http';
import { GatewayError, gatewayErrors } from './gateway-error';
import { createPreludeParser } from './prelude';
import { applyHeaders } from './response-headers';
import { Watchdog } from './watchdog';
import type { Invocation } from '../lambda/invocation';

/** Passes a streamed response on as it comes, at the pace of the client. */
export async function answerStreamed(invocation: Invocation, response: ServerResponse, watchdog: Watchdog, signal: AbortSignal): Promise<void> {
  const parser = createPreludeParser();
  let begun = false;
  for await (const chunk of invocation.body) {
    watchdog.touch();
    if (begun) {
      await send(response, chunk, signal);
      continue;
    }
    const prelude = parser.add(chunk);
    if (prelude === undefined) continue;
    begun = true;
    applyHeaders(response, prelude.metadata);
    response.writeHead(prelude.metadata.statusCode);
    // The client learns the status before the first byte of the body exists.
    response.flushHeaders();
    if (prelude.rest.byteLength > 0) await send(response, prelude.rest, signal);
  }
  if (!begun) throw new GatewayError(gatewayErrors.badIntegrationResponse, 'The response ended before its metadata and 8 NUL bytes were complete');
  response.end();
}

/** Resolves when there is room for more. */
async function send(response: ServerResponse, chunk: Uint8Array, signal: AbortSignal): Promise<void> {
  if (response.write(chunk)) return;
  if (signal.aborted) throw signal.reason;
  await new Promise<void>((resolve, reject) => {
    const settle = () => {
      response.off('drain', settle);
      signal.removeEventListener('abort', settle);
      if (signal.aborted) reject(signal.reason);
      else resolve();
    };
    response.once('drain', settle);
    signal.addEventListener('abort', settle, { once: true });
  });
}
