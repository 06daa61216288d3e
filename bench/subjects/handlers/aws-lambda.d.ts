import type { Writable } from 'node:stream';
import type { restEvent } from '../lambda/rest-event';

declare global {
  /** What Lambda's runtime puts into every function. Source: https://docs.aws.amazon.com/lambda/latest/dg/config-rs-write-functions.html */
  const awslambda: {
    streamifyResponse(handler: (event: ReturnType<typeof restEvent>, stream: Writable) => Promise<void>): unknown;
    readonly HttpResponseStream: { from(stream: Writable, metadata: { readonly statusCode: number; readonly headers: Record<string, string> }): Writable };
  };
}
