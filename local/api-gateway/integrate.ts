import { ServerResponse } from 'node:http';
import type { LambdaIntegration, RestApi } from '../assembly/rest-api-model';
import { Clock } from '../clock';
import { answerBuffered } from './buffered-response';
import { GatewayError, gatewayErrors } from './gateway-error';
import { answerStreamed } from './streamed-response';
import { startWatchdog } from './watchdog';
import { cutOff } from '../http/dual-listener';
import { LambdaFunctionError, LambdaServiceError } from '../lambda/invocation';
import type { Invocation, InvokeOptions } from '../lambda/invocation';

/** Invokes the function of an integration; the ARN may carry a version or alias. */
export type InvokeFunction = (functionArn: string, event: unknown, options: Required<InvokeOptions>) => Promise<Invocation>;

/** Longest streamed response. */
const MAX_STREAM_MILLIS = 15 * 60_000;
const IDLE_MILLIS = { REGIONAL: 5 * 60_000, PRIVATE: 5 * 60_000, EDGE: 30_000 } as const;

/** The client closed its connection. */
export class ClientGone extends Error {
  override readonly name = 'ClientGone';
}

export interface IntegrateOptions {
  readonly integration: LambdaIntegration;
  readonly api: RestApi;
  readonly event: unknown;
  readonly accept: string | undefined;
  readonly response: ServerResponse;
  readonly invoke: InvokeFunction;
  readonly clock: Clock;
  /** Aborting it gives up on the function; a timeout does so as well. */
  readonly abort: AbortController;
}

/**
 * Runs one request through its Lambda function and answers.
 * @throws GatewayError while the answer can still be chosen; any other error after it has cut the connection
 */
export async function integrate(options: IntegrateOptions): Promise<void> {
  const { integration, api, clock, abort, response } = options;
  const streamed = integration.responseTransferMode === 'STREAM';
  const limits = streamed
    ? { idleMillis: IDLE_MILLIS[api.endpointType], totalMillis: Math.min(integration.timeoutInMillis, MAX_STREAM_MILLIS) }
    : { idleMillis: Infinity, totalMillis: integration.timeoutInMillis };
  const watchdog = startWatchdog(clock, limits, () => abort.abort(new GatewayError(gatewayErrors.integrationTimeout)));
  try {
    const invocation = await unlessAborted(options.invoke(integration.functionArn, options.event, { signal: abort.signal }), abort.signal);
    if (streamed) await answerStreamed(invocation, response, watchdog, abort.signal);
    else await answerBuffered(invocation, response, api.binaryMediaTypes, options.accept);
  } catch (error) {
    if (!response.headersSent) throw asGatewayError(error);
    // What the function managed to send still reaches the client; the end of the response does not.
    if (error instanceof LambdaFunctionError) cutOff(response);
    else response.destroy();
    throw error;
  } finally {
    watchdog.stop();
  }
}

function asGatewayError(error: unknown): unknown {
  if (error instanceof GatewayError || error instanceof ClientGone) return error;
  if (error instanceof LambdaServiceError) {
    return new GatewayError(error.status === 413 ? gatewayErrors.requestTooLarge : gatewayErrors.integrationFailure, error.message);
  }
  const detail = error instanceof LambdaFunctionError || error instanceof Error ? error.message : String(error);
  return new GatewayError(gatewayErrors.badIntegrationResponse, detail);
}

/** The invocation may wait for an environment; leaving or timing out must not. */
async function unlessAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason);
    if (signal.aborted) leave();
    signal.addEventListener('abort', leave, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}
