import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { ResponseMetadata } from './response-stream';

export interface LambdaContext {
  readonly awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

export type StreamingHandler = (event: unknown, stream: Writable, context: LambdaContext) => Promise<void>;

/** A response stream that status and headers can be put in front of. */
interface Prependable {
  prepend(metadata: ResponseMetadata): Writable;
}

/** Loads the `handler` of a bundle as Lambda's Node.js runtime would. @throws Error when the bundle has none */
export function loadHandler(folder: string): StreamingHandler {
  Object.assign(globalThis, {
    awslambda: {
      streamifyResponse: (handler: StreamingHandler) => handler,
      HttpResponseStream: { from: (stream: Prependable, metadata: ResponseMetadata) => stream.prepend(metadata) },
    },
  });
  const exported = createRequire(__filename)(join(folder, 'index.js')) as { readonly handler?: unknown };
  if (typeof exported.handler !== 'function') {
    throw new Error(`${join(folder, 'index.js')} exports no handler: build the gateway with "node scripts/bundle.mjs"`);
  }
  return exported.handler as StreamingHandler;
}
