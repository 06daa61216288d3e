import { randomUUID } from 'node:crypto';
import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';

/** What a function said of its failure. */
export interface ReportedError {
  readonly errorType: string;
  readonly errorMessage: string;
}

/** What a function sends for one event, as it comes. */
export interface RuntimeResponse {
  readonly streaming: boolean;
  readonly contentType?: string;
  /** To be read: the function waits for whoever reads. */
  readonly body: Readable;
  /** What came after the body, once it has been read. Absent: the response is complete. */
  failure(): ReportedError | undefined;
}

export interface InvokeOptions {
  /**
   * Until the function would be stopped; nothing here stops it.
   * @default 300000
   */
  readonly remainingMs?: number;
  /** As X-Ray writes it in a header. Absent: none is sent. */
  readonly traceId?: string;
  /** @default a new one */
  readonly requestId?: string;
}

/** Lambda's Runtime API, which runtimes ask for events: one execution environment's own. */
export interface RuntimeApi {
  /** For `AWS_LAMBDA_RUNTIME_API`. */
  readonly address: string;
  /** Resolves when a runtime asks for its first event: the function is loaded. Rejects when it says that it cannot be. */
  readonly ready: Promise<void>;
  /** The runtimes that wait for an event at present: as many as there are worker threads. */
  waiting(): number;
  /**
   * Gives the event to whoever asks next. Resolves when the response begins.
   * @throws RuntimeFunctionError when there is none
   */
  invoke(event: unknown, options?: InvokeOptions): Promise<RuntimeResponse>;
  close(): Promise<void>;
}

/** The function failed before it had anything to send. */
export class RuntimeFunctionError extends Error {
  override readonly name = 'RuntimeFunctionError';

  constructor(readonly reported: ReportedError) {
    super(`${reported.errorType}: ${reported.errorMessage}`);
  }
}

interface Pending {
  readonly requestId: string;
  readonly payload: string;
  readonly options: InvokeOptions;
  resolve(response: RuntimeResponse): void;
  reject(error: Error): void;
}

const PREFIX = '/2018-06-01/runtime/';

const FUNCTION_TIMEOUT_MS = 300_000;

/**
 * @param host such as `127.0.0.1`
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export async function startRuntimeApi(host: string): Promise<RuntimeApi> {
  const asking: ServerResponse[] = [];
  const queued: Pending[] = [];
  const running = new Map<string, Pending>();
  let nowReady: () => void = () => undefined;
  let neverReady: (error: Error) => void = () => undefined;
  const ready = new Promise<void>((resolve, reject) => {
    nowReady = resolve;
    neverReady = reject;
  });
  ready.catch(() => undefined);

  const handOver = () => {
    while (asking.length > 0 && queued.length > 0) {
      const runtime = asking.shift() as ServerResponse;
      const pending = queued.shift() as Pending;
      running.set(pending.requestId, pending);
      sendEvent(runtime, pending);
    }
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url?.startsWith(PREFIX) ? request.url.slice(PREFIX.length) : '';
    if (path === 'invocation/next') {
      nowReady();
      asking.push(response);
      // A runtime that ends while it waits gets no event.
      response.once('close', () => remove(asking, response));
      return handOver();
    }
    if (path === 'init/error') {
      neverReady(new RuntimeFunctionError(await readError(request)));
      return accept(response);
    }
    const [, requestId = '', what] = /^invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
    const pending = running.get(decodeURIComponent(requestId));
    if (!pending) return void response.writeHead(404).end(`nothing here is called ${request.method} ${request.url}`);
    running.delete(pending.requestId);
    if (what === 'error') {
      pending.reject(new RuntimeFunctionError(await readError(request)));
      return accept(response);
    }
    request.once('end', () => accept(response));
    pending.resolve(responseOf(request));
  };

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : new Error(String(error))));
  });
  // A function takes as long as it takes, and its client sends the answer on a connection that it had before.
  server.requestTimeout = 0;
  server.keepAliveTimeout = 0;
  await listen(server, host);
  return {
    address: `${host}:${(server.address() as AddressInfo).port}`,
    ready,
    waiting: () => asking.length,
    invoke: (event, options = {}) => new Promise((resolve, reject) => {
      queued.push({ requestId: options.requestId ?? randomUUID(), payload: JSON.stringify(event), options, resolve, reject });
      handOver();
    }),
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

function sendEvent(response: ServerResponse, { requestId, payload, options: { remainingMs = FUNCTION_TIMEOUT_MS, traceId } }: Pending): void {
  response.writeHead(200, {
    'content-type': 'application/json',
    'lambda-runtime-aws-request-id': requestId,
    'lambda-runtime-deadline-ms': String(Date.now() + remainingMs),
    'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:us-east-1:111111111111:function:local',
    ...traceId !== undefined && { 'lambda-runtime-trace-id': traceId },
  });
  response.end(payload);
}

/** The names of the trailers: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html#runtimes-custom-response-streaming */
function responseOf(request: IncomingMessage): RuntimeResponse {
  const { 'lambda-runtime-function-response-mode': mode, 'content-type': contentType } = request.headers;
  return {
    streaming: mode === 'streaming',
    ...contentType !== undefined && { contentType },
    body: request,
    failure() {
      const { 'lambda-runtime-function-error-type': errorType, 'lambda-runtime-function-error-body': body } = request.trailers;
      if (errorType === undefined) return undefined;
      return { errorMessage: '', ...JSON.parse(Buffer.from(body ?? '', 'base64').toString('utf8') || '{}') as Partial<ReportedError>, errorType };
    },
  };
}

async function readError(request: IncomingMessage): Promise<ReportedError> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return JSON.parse(Buffer.concat(pieces).toString('utf8')) as ReportedError;
}

function accept(response: ServerResponse): void {
  response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}');
}

function remove<Item>(list: Item[], item: Item): void {
  const index = list.indexOf(item);
  if (index >= 0) list.splice(index, 1);
}

function listen(server: Server, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, () => resolve());
  });
}
