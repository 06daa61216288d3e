import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { ControlError, ControlRoutes, matchRoute } from './routes';

export interface ControlApi {
  readonly url: string;
  close(): Promise<void>;
}

const MAX_BODY_BYTES = 1024 * 1024;
/** The names under which this machine may be asked; any other would come from a web page that was tricked into asking. */
const LOCAL_HOSTS = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/** Serves the control routes as JSON over HTTP, to this machine alone. */
export async function startControlApi(routes: ControlRoutes, options: { readonly host?: string; readonly port?: number } = {}): Promise<ControlApi> {
  const { host = '127.0.0.1', port = 0 } = options;
  const server = createServer((request, response) => {
    answer(routes, request).then(
      (result) => send(response, 200, result ?? {}),
      (error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        send(response, error instanceof ControlError ? error.status : 400, { error: message });
      },
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', ({ code, message }: NodeJS.ErrnoException) => reject(new Error(code === 'EADDRINUSE'
      ? `Port ${port} on ${host} is already in use. Choose another one with --control-port, or --control-port 0 for any free one.`
      : `Cannot listen on ${host}:${port}: ${message}. Choose another port with --control-port.`)));
    server.listen(port, host, resolve);
  });
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

async function answer(routes: ControlRoutes, request: IncomingMessage): Promise<unknown> {
  if (!LOCAL_HOSTS.test(request.headers.host ?? '')) throw new ControlError(403, `the control API answers to localhost only, not to ${JSON.stringify(request.headers.host)}`);
  const url = new URL(request.url ?? '/', 'http://localhost');
  const { run, parameter } = matchRoute(routes, request.method ?? 'GET', url.pathname);
  return run({ parameter, query: url.searchParams, body: await readJson(request) });
}

/** A form or a text body is refused: those a web page could send without asking first. */
async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new ControlError(413, `the body is larger than ${MAX_BODY_BYTES} bytes`);
    chunks.push(chunk);
  }
  if (request.method === 'GET') return undefined;
  if (size === 0 && request.method === 'DELETE') return undefined;
  const contentType = request.headers['content-type'] ?? 'none';
  if (!contentType.startsWith('application/json')) throw new ControlError(415, `send JSON with content-type application/json, received ${contentType}`);
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
  } catch {
    throw new ControlError(400, 'the body is not valid JSON');
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(`${JSON.stringify(body, undefined, 2)}\n`);
}
