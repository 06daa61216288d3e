import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { compose } from './compose';
import { handleRequest } from './handle-request';
import { PLAN_FILE } from '../../src/contract/environment';
import { readEvent, RemainingTime } from '../adapters/apigateway/event';
import { createResponder, OpenHttpStream } from '../adapters/apigateway/respond';

/** What Lambda's Node.js runtime offers to streaming handlers. */
declare const awslambda: {
  readonly HttpResponseStream: { readonly from: OpenHttpStream };
  streamifyResponse(handler: (event: unknown, responseStream: Writable, context: RemainingTime) => Promise<void>): unknown;
};

/** Kept back from Lambda's own limit, to send a last error, to settle and to log before the function is stopped. */
const CLOSING_TIME_MS = 4_000;

const tools = compose(
  JSON.parse(readFileSync(join(__dirname, PLAN_FILE), 'utf8')),
  process.env,
  (line) => { process.stdout.write(`${line}\n`); },
);

// The runtime looks at the exported function itself, so it has to be wrapped here.
export const handler = awslambda.streamifyResponse(async (event, responseStream, context) => {
  const { requestId, remainingMs, ...request } = readEvent(event, context);
  const arrivedAt = tools.clock.now();
  const responder = createResponder(responseStream, awslambda.HttpResponseStream.from);
  await handleRequest(tools, request, { requestId, arrivedAt, latestEnd: arrivedAt + remainingMs - CLOSING_TIME_MS }, responder);
});
