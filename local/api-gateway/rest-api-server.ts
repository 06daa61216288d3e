import { setMaxListeners } from 'node:events';
import type { RestApi, RestResource } from '../assembly/rest-api-model';
import { Clock } from '../clock';
import { accessLogLine } from './access-log';
import { Authenticate, handleRequest } from './handle-request';
import { InvokeFunction } from './integrate';
import { createLambdaAuthorizers } from './lambda-authorizer';
import { createThrottle } from './throttle';
import { DualListener, listenDual } from '../http/dual-listener';
import { Sinks } from '../sinks/sinks';

export interface StartRestApiOptions {
  readonly api: RestApi;
  readonly invoke: InvokeFunction;
  /** Opens methods with `authorizationType` AWS_IAM; without it they refuse every request. */
  readonly authenticate?: Authenticate;
  /** @default 127.0.0.1 */
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly accountId: string;
  readonly clock: Clock;
  /** Takes the `AWS/ApiGateway` metrics, the access log, and in the API's execution log the reasons for its own error answers. */
  readonly sinks?: Sinks;
}

export interface RunningRestApi {
  /** The invoke URL of the first stage, without a slash at the end. */
  readonly url: string;
  /** The invoke URL of each stage. */
  readonly stageUrls: Readonly<Record<string, string>>;
  readonly port: number;
  /** What the API has and this machine cannot serve, one sentence each. */
  readonly limitations: readonly string[];
  /** Ends every connection at once. */
  close(): Promise<void>;
}

/** Stands up a REST API on a port of this machine. */
export async function startRestApi(options: StartRestApiOptions): Promise<RunningRestApi> {
  const { api, clock, sinks, host = '127.0.0.1' } = options;
  if (api.stages.length === 0) throw new Error(`REST API ${api.name} has no stage, so nothing would answer. Deploy it to a stage.`);
  const throttles = new Map(api.stages.map((stage) => [stage.name, createThrottle(stage, clock)]));
  const askAuthorizer = createLambdaAuthorizers(options);
  const closing = new AbortController();
  // One listener for each request in progress.
  setMaxListeners(0, closing.signal);
  const metric = (stage: string, name: string, unit: string, value: number) => sinks?.metric({
    timestamp: clock.now(), namespace: 'AWS/ApiGateway', name, unit, value, dimensions: { ApiName: api.name, Stage: stage },
  });
  const listener = await listen(host, options.port, (request, response) => {
    void handleRequest(request, response, {
      ...options,
      throttles,
      askAuthorizer,
      closing: closing.signal,
      onFailed: (stage, requestId, error) => sinks?.log({
        timestamp: clock.now(),
        logGroup: `API-Gateway-Execution-Logs_${api.id}/${stage.name}`,
        logStream: requestId,
        message: `(${requestId}) ${error instanceof Error ? error.message : String(error)}`,
      }),
      onAnswered: (stage, status, latencyMillis, context) => {
        if (stage === undefined) return;
        if (stage.accessLog) {
          const { logGroup, format } = stage.accessLog;
          sinks?.log({ timestamp: clock.now(), logGroup, logStream: stage.name, message: accessLogLine(format, context) });
        }
        metric(stage.name, 'Count', 'Count', 1);
        metric(stage.name, '4XXError', 'Count', status >= 400 && status < 500 ? 1 : 0);
        metric(stage.name, '5XXError', 'Count', status >= 500 ? 1 : 0);
        metric(stage.name, 'Latency', 'Milliseconds', latencyMillis);
      },
    });
  });
  const { port } = listener;
  const shownHost = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  const stageUrls = Object.fromEntries(api.stages.map(({ name }) => [name, `http://${shownHost}:${port}/${name}`]));
  return {
    url: Object.values(stageUrls)[0]!,
    stageUrls,
    port,
    limitations: limitationsOf(api.root, options.authenticate !== undefined),
    close: async () => {
      closing.abort();
      await listener.close();
    },
  };
}

async function listen(host: string, port: number, onRequest: Parameters<typeof listenDual>[0]['onRequest']): Promise<DualListener> {
  try {
    return await listenDual({ host, port, onRequest });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw code === 'EADDRINUSE'
      ? new Error(`Port ${port} on ${host} is already in use. Choose another one with --port, or --port 0 for any free one.`)
      : new Error(`Cannot listen on ${host}:${port}: ${message}. Choose another port with --port.`);
  }
}

function limitationsOf(resource: RestResource, canAuthenticate: boolean): string[] {
  const own = resource.methods.flatMap(({ httpMethod, authorizationType, authorizer, integration }) => {
    const subject = `${httpMethod} ${resource.path}`;
    const served = authorizationType === 'NONE' || (authorizationType === 'AWS_IAM' && canAuthenticate) || (authorizationType === 'CUSTOM' && authorizer);
    return [
      ...(served ? [] : [`${subject} answers 401: authorization type ${authorizationType} is not emulated`]),
      ...(integration.kind === 'unsupported' ? [`${subject} answers 500: ${integration.reason}`] : []),
    ];
  });
  return [...own, ...resource.children.flatMap((child) => limitationsOf(child, canAuthenticate))];
}
