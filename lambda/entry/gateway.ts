import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { compose } from './compose';
import { handleRequest } from './handle-request';
import { ENVIRONMENT, PLAN_FILE } from '../../src/contract/environment';
import { readEvent, RemainingTime } from '../adapters/apigateway/event';
import { createResponder, isBrokenResponse, OpenHttpStream } from '../adapters/apigateway/respond';

/** What Lambda's Node.js runtime offers to streaming handlers. */
declare const awslambda: {
  readonly HttpResponseStream: { readonly from: OpenHttpStream };
  /** Of newer runtimes. Knows the request in hand among those that are served at the same time. */
  readonly InvokeStore?: { getXRayTraceId(): string | undefined };
  streamifyResponse(handler: (event: unknown, responseStream: Writable, context: RemainingTime) => Promise<void>): unknown;
};

/** Kept back from Lambda's own limit, to send a last error, to settle and to log before the function is stopped. */
const CLOSING_TIME_MS = 4_000;

/**
 * API Gateway closes a Regional connection over which nothing has come for five minutes; ten seconds are kept back for
 * the start of the function, which is part of them.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html
 */
const MAX_SILENCE_MS = 5 * 60_000 - 10_000;

const tools = compose(
  JSON.parse(readFileSync(join(__dirname, PLAN_FILE), 'utf8')),
  process.env,
  (line) => { process.stdout.write(`${line}\n`); },
  // The variable is there only where requests come one after the other.
  () => awslambda.InvokeStore?.getXRayTraceId() ?? process.env._X_AMZN_TRACE_ID,
);

// One caller who leaves must not end the environment. Everything else that nobody waits for ends it, as it does without this.
process.on('unhandledRejection', (reason) => {
  if (!isBrokenResponse(reason)) throw reason;
});

// The runtime looks at the exported function itself, so it has to be wrapped here.
export const handler = awslambda.streamifyResponse(async (event, responseStream, context) => {
  const { requestId, remainingMs, front, ...request } = readEvent(event, context, process.env[ENVIRONMENT.BASE_PATH]);
  const arrivedAt = tools.clock.now();
  const responder = createResponder(responseStream, awslambda.HttpResponseStream.from);
  const latestEnd = arrivedAt + remainingMs - CLOSING_TIME_MS;
  await handleRequest(tools, request, { requestId, arrivedAt, latestEnd, maxSilenceMs: MAX_SILENCE_MS, front }, responder);
  await tools.traces?.idle();
});
