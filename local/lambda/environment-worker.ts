import { getHeapStatistics } from 'node:v8';
import { parentPort, workerData } from 'node:worker_threads';
import { heldBytes } from './held-memory';
import { Handler, loadHandler, RuntimeError } from './load-handler';
import { HttpResponseStream, ResponseStream } from './response-stream';
import { highWaterMarkOf, isStreaming, runHandler, streamifyResponse } from './run-handler';
import { installClock, setClock } from './worker-clock';
import { captureOutput, RequestInProgress } from './worker-console';
import { createContext } from './worker-context';
import { EnvironmentSetup, FromWorker, ReportedError, ToWorker } from './worker-protocol';

// One execution environment: this file runs in a worker thread and serves one request at a time.
const setup = workerData as EnvironmentSetup;
const host = parentPort!;
const current: RequestInProgress = { requestId: undefined };
let response: ResponseStream | undefined;

function tell(message: FromWorker): void {
  host.postMessage(message);
}

function finish(requestId: string, fatal: boolean, error?: ReportedError): void {
  current.requestId = undefined;
  response = undefined;
  tell({ kind: 'done', requestId, fatal, heapBytes: getHeapStatistics().used_heap_size, ...(error === undefined ? {} : { error }) });
}

function describe(error: unknown): ReportedError {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') };
}

function logError(title: string, { errorType, errorMessage, trace }: ReportedError): void {
  console.error(`${title} \t${JSON.stringify({ errorType, errorMessage, stack: trace })}`);
}

/** What nobody caught ends the environment; the request in progress learns why. */
function crash(title: string, error: unknown): void {
  const described = describe(error);
  logError(title, described);
  if (current.requestId !== undefined) finish(current.requestId, true, described);
  process.exit(129);
}

async function invoke(handler: Handler, message: ToWorker & { kind: 'invoke' }): Promise<void> {
  const { requestId } = message;
  current.requestId = requestId;
  process.env._X_AMZN_TRACE_ID = message.traceId;
  const stream = new ResponseStream({
    start: (contentType) => tell({ kind: 'start', requestId, contentType, streaming: isStreaming(handler) }),
    send: (bytes) => {
      // A copy, because the handler may go on using its buffer and a transferred one is lost to it.
      const copy = new Uint8Array(bytes);
      host.postMessage({ kind: 'chunk', requestId, bytes: copy } satisfies FromWorker, [copy.buffer]);
    },
    end: () => tell({ kind: 'end', requestId }),
  }, setup.creditBytes, highWaterMarkOf(handler));
  response = stream;
  try {
    await runHandler(handler, JSON.parse(message.event), createContext(setup, requestId, message.remainingMillis), stream);
    finish(requestId, false);
  } catch (error) {
    const described = describe(error);
    logError('Invoke Error', described);
    finish(requestId, false, described);
  }
}

async function main(): Promise<void> {
  captureOutput(setup.logFormat, current, (message) => tell({ kind: 'log', message }));
  process.on('uncaughtException', (error) => crash('Uncaught Exception', error));
  process.on('unhandledRejection', (reason) =>
    crash('Unhandled Promise Rejection', new RuntimeError('Runtime.UnhandledPromiseRejection', reason instanceof Error ? `${reason.name}: ${reason.message}` : String(reason))));
  Object.assign(globalThis, { awslambda: { streamifyResponse, HttpResponseStream } });
  // Before any code is loaded, which may keep the clock that it finds.
  installClock();
  setClock(setup.clockOffsetMillis);
  let handler: Handler;
  try {
    handler = await loadHandler(setup.codeDirectory, setup.handler);
  } catch (error) {
    const described = describe(error);
    logError('Uncaught Exception', described);
    tell({ kind: 'initError', error: described });
    process.exit(129);
  }
  host.on('message', (message: ToWorker) => {
    if (message.kind === 'invoke') return void invoke(handler, message);
    if (message.kind === 'setClock') return setClock(message.offsetMillis);
    if (message.kind === 'measure') return tell({ kind: 'held', bytes: heldBytes() });
    // Late messages of an earlier request must not touch the present one.
    if (message.requestId !== current.requestId) return;
    if (message.kind === 'credit') response?.addCredit(message.bytes);
    else response?.breakPipe();
  });
  tell({ kind: 'ready' });
}

void main();
