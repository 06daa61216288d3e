import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import { LambdaContext, loadHandler } from './load-handler';
import { LambdaResponseStream } from './response-stream';
import { restEvent } from './rest-event';
import { answerParent, readSettings } from '../../processes/answering';
import { listen } from '../../processes/listen';
import { forgetPeak, heldMemory, restartPeak } from '../../processes/memory';
import { startProfile, stopProfile } from '../../processes/profile';
import { ownUsage } from '../../processes/usage';

export interface GatewaySettings {
  /** Holds the bundle and the plan. */
  readonly folder: string;
}

const FUNCTION_TIMEOUT_MS = 300_000;

// API Gateway and Lambda in one small process: requests become events, and the unmodified handler answers them.
async function main({ folder }: GatewaySettings): Promise<void> {
  const handler = loadHandler(folder);
  const running = new Set<Promise<void>>();

  const invoke = async (request: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void> => {
    const event = restEvent(request, body.toString('utf8'));
    const deadline = performance.now() + FUNCTION_TIMEOUT_MS;
    const context: LambdaContext = {
      awsRequestId: event.requestContext.requestId,
      getRemainingTimeInMillis: () => Math.max(0, Math.round(deadline - performance.now())),
    };
    const stream = new LambdaResponseStream(response);
    // As in Lambda's own runtime, a handler that does not listen for errors of its stream does not bring the process down.
    stream.on('error', () => undefined);
    await handler(event, stream, context);
  };

  const port = await listen(createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const invocation = invoke(request, Buffer.concat(pieces), response)
        .catch((error: unknown) => {
          process.stderr.write(`the handler failed: ${error instanceof Error ? error.stack ?? error.message : String(error)}\n`);
          response.destroy();
        })
        .finally(() => running.delete(invocation));
      running.add(invocation);
    });
  }));

  answerParent(port, {
    // A request is settled and logged after its caller has the answer: that belongs to what it costs.
    'usage': async () => {
      await Promise.all(running);
      return ownUsage();
    },
    'held memory': heldMemory,
    'forget peak': forgetPeak,
    'start profile': startProfile,
    'stop profile': stopProfile,
    'restart peak': restartPeak,
  });
}

void main(readSettings<GatewaySettings>());
