import { Worker } from 'node:worker_threads';
import { LambdaFunctionError } from './invocation';
import { createResponseBody, ResponseBody } from './response-body';
import { EnvironmentSetup, FromWorker, ToWorker } from './worker-protocol';

export interface EnvironmentOptions {
  readonly id: string;
  /** The bundled `environment-worker.ts`. */
  readonly workerFile: string;
  readonly setup: EnvironmentSetup;
  readonly variables: Readonly<Record<string, string>>;
  readonly onLog: (message: string) => void;
  /** The request is over and the next may come. */
  readonly onIdle: () => void;
  /** The environment is gone for good. */
  readonly onEnded: () => void;
}

/** What a request left behind. */
export interface RunOutcome {
  readonly contentType?: string;
  readonly streaming: boolean;
  readonly heapBytes: number;
  readonly error?: LambdaFunctionError;
}

export interface Run {
  readonly body: ResponseBody;
  readonly outcome: Promise<RunOutcome>;
  /** The reader has gone: the handler's next write fails. */
  readonly breakPipe: () => void;
}

/** One execution environment: a worker thread with its own modules and variables. */
export interface Environment {
  readonly id: string;
  /** Resolves when the handler is loaded; rejects with a `LambdaFunctionError` when it cannot be. */
  readonly ready: Promise<void>;
  /** Only one request at a time, and only when ready. */
  run(requestId: string, event: string, remainingMillis: number): Run;
  /** Makes the clock wrong by so many milliseconds, from the next request on at the latest. */
  setClock(offsetMillis: number): void;
  /** Bytes that the thread holds at present, garbage not counted; 0 once it has ended. */
  heldBytes(): Promise<number>;
  /** Ends the thread at once; a request in progress fails with the given error. */
  kill(error?: LambdaFunctionError): Promise<void>;
}

interface Active {
  readonly requestId: string;
  readonly body: ResponseBody;
  readonly settle: (outcome: RunOutcome) => void;
  contentType?: string;
  streaming: boolean;
}

/** Lambda leaves a part of the memory to what is not JavaScript. */
const OLD_GENERATION_SHARE = 0.9;
const YOUNG_GENERATION_SHARE = 0.1;

export function createEnvironment(options: EnvironmentOptions): Environment {
  const { setup } = options;
  const worker = new Worker(options.workerFile, {
    workerData: setup,
    env: { ...options.variables },
    argv: [],
    execArgv: [],
    resourceLimits: {
      maxOldGenerationSizeMb: Math.floor(setup.memoryMegabytes * OLD_GENERATION_SHARE),
      maxYoungGenerationSizeMb: Math.max(1, Math.floor(setup.memoryMegabytes * YOUNG_GENERATION_SHARE)),
    },
  });
  const tell = (message: ToWorker) => worker.postMessage(message);
  let active: Active | undefined;
  const measuring: ((bytes: number) => void)[] = [];
  let ended = false;
  let causeOfDeath: LambdaFunctionError | undefined;
  let readyResolve: () => void;
  let readyReject: (error: Error) => void;
  const ready = new Promise<void>((resolve, reject) => {
    readyResolve = resolve;
    readyReject = reject;
  });
  ready.catch(() => undefined);

  function settle(heapBytes: number, error?: LambdaFunctionError): void {
    const run = active;
    active = undefined;
    if (!ended) options.onIdle();
    run?.body.end(error);
    run?.settle({
      streaming: run.streaming,
      heapBytes,
      ...(run.contentType === undefined ? {} : { contentType: run.contentType }),
      ...(error === undefined ? {} : { error }),
    });
  }

  function end(error: LambdaFunctionError): void {
    if (ended) return;
    ended = true;
    readyReject(error);
    // First the pool forgets the environment, so that whoever waits for the outcome never gets it again.
    options.onEnded();
    settle(0, error);
    for (const answer of measuring.splice(0)) answer(0);
  }

  worker.on('message', (message: FromWorker) => {
    if (message.kind === 'log') return options.onLog(message.message);
    if (message.kind === 'ready') return readyResolve();
    if (message.kind === 'initError') {
      const { errorType, errorMessage, trace } = message.error;
      causeOfDeath ??= new LambdaFunctionError(errorType, errorMessage, trace);
      return undefined;
    }
    if (message.kind === 'held') return measuring.shift()?.(message.bytes);
    if (active === undefined || message.requestId !== active.requestId) return undefined;
    if (message.kind === 'start') {
      active.contentType = message.contentType;
      active.streaming = message.streaming;
      return undefined;
    }
    if (message.kind === 'chunk') return active.body.push(message.bytes);
    if (message.kind === 'end') return active.body.end();
    const error = message.error && new LambdaFunctionError(message.error.errorType, message.error.errorMessage, message.error.trace);
    if (message.fatal) return end(error ?? exitError('exit status 129'));
    return settle(message.heapBytes, error);
  });
  worker.on('error', (error: Error & { code?: string }) => {
    causeOfDeath ??= error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? exitError('signal: killed') : new LambdaFunctionError(error.name, error.message);
  });
  worker.on('exit', (code) => end(causeOfDeath ?? (code === 0
    ? new LambdaFunctionError('Runtime.ExitError', 'Runtime exited without providing a reason')
    : exitError(`exit status ${code}`))));

  return {
    id: options.id,
    ready,
    run: (requestId, event, remainingMillis) => {
      const breakPipe = () => {
        if (active?.requestId === requestId) tell({ kind: 'readerGone', requestId });
      };
      const body = createResponseBody({
        onTaken: (bytes) => {
          if (active?.requestId === requestId) tell({ kind: 'credit', requestId, bytes });
        },
        onLeft: breakPipe,
      });
      const outcome = new Promise<RunOutcome>((resolve) => {
        active = { requestId, body, settle: resolve, streaming: false };
      });
      const traceId = `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${requestId.replace(/-/g, '').slice(0, 24)};Sampled=0`;
      if (ended) settle(0, causeOfDeath ?? exitError('signal: killed'));
      else tell({ kind: 'invoke', requestId, event, remainingMillis, traceId });
      return { body, outcome, breakPipe };
    },
    setClock: (offsetMillis) => tell({ kind: 'setClock', offsetMillis }),
    heldBytes: () => new Promise((resolve) => {
      if (ended) return resolve(0);
      measuring.push(resolve);
      tell({ kind: 'measure' });
    }),
    kill: async (error) => {
      causeOfDeath ??= error ?? exitError('signal: killed');
      end(causeOfDeath);
      await worker.terminate();
    },
  };
}

function exitError(cause: string): LambdaFunctionError {
  return new LambdaFunctionError('Runtime.ExitError', `Runtime exited with error: ${cause}`);
}
