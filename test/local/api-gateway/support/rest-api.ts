import { InvokeFunction } from '../../../../local/api-gateway/integrate';
import { RunningRestApi, startRestApi, StartRestApiOptions } from '../../../../local/api-gateway/rest-api-server';
import { LambdaIntegration, RestApi, RestMethod, RestResource } from '../../../../local/assembly/rest-api-model';
import { systemClock } from '../../../../local/clock';
import { Invocation } from '../../../../local/lambda/invocation';

export const functionArn = 'arn:aws:lambda:us-east-1:111111111111:function:gateway';

export function lambdaIntegration(overrides: Partial<LambdaIntegration> = {}): LambdaIntegration {
  return {
    kind: 'lambda',
    functionArn,
    responseTransferMode: 'STREAM',
    timeoutInMillis: 900_000,
    uri: `arn:aws:apigateway:us-east-1:lambda:path/2021-11-15/functions/${functionArn}/response-streaming-invocations`,
    ...overrides,
  };
}

export function method(overrides: Partial<RestMethod> = {}): RestMethod {
  return { httpMethod: 'POST', authorizationType: 'NONE', apiKeyRequired: false, requestPathParameters: {}, integration: lambdaIntegration(), ...overrides };
}

/** A tree from paths: `{ '/model/{id}': [method()] }`. */
export function resourceTree(methods: Readonly<Record<string, readonly RestMethod[]>>, path = '', pathPart = ''): RestResource {
  const below = Object.keys(methods).filter((candidate) => candidate.startsWith(`${path}/`) && candidate !== `${path}/`);
  const parts = [...new Set(below.map((candidate) => candidate.slice(path.length + 1).split('/')[0]))];
  return {
    id: `id-${pathPart}`,
    path: path || '/',
    pathPart,
    methods: methods[path || '/'] ?? [],
    children: parts.map((part) => resourceTree(methods, `${path}/${part}`, part)),
  };
}

export function restApi(methods: Readonly<Record<string, readonly RestMethod[]>>, overrides: Partial<RestApi> = {}): RestApi {
  return {
    stack: 'Main',
    logicalId: 'Api',
    accountId: '111111111111',
    region: 'us-east-1',
    id: 'a1b2c3d4e5',
    name: 'Gateway',
    endpointType: 'REGIONAL',
    vpcEndpointIds: [],
    binaryMediaTypes: [],
    root: resourceTree(methods),
    domains: [],
    gatewayResponses: [],
    stages: [{ name: 'v1', variables: {}, methodSettings: [], apiKeys: [] }],
    ...overrides,
  };
}

/** What a function sends, one chunk after the other. */
export function invocation(chunks: Iterable<string | Uint8Array> | AsyncIterable<string | Uint8Array>): Invocation {
  return {
    requestId: 'request',
    body: (async function* () {
      for await (const chunk of chunks) yield Buffer.from(chunk as string);
    })(),
    finished: new Promise(() => undefined),
  };
}

export const metadata = (fields: object = { statusCode: 200 }) => JSON.stringify(fields) + '\0'.repeat(8);

/** A buffered function's answer. */
export const buffered = (answer: unknown): InvokeFunction => async () => invocation([JSON.stringify(answer)]);

/** Never answers; gives up when it is told to, as a local function's body does. */
export const silent: InvokeFunction = async (_arn, _event, { signal }) => ({
  ...invocation([]),
  body: (async function* (): AsyncGenerator<Uint8Array> {
    await new Promise((_resolve, reject) => {
      if (signal.aborted) reject(signal.reason);
      signal.addEventListener('abort', () => reject(signal.reason));
    });
  })(),
});

export interface Servers {
  start(options: Partial<StartRestApiOptions> & Pick<StartRestApiOptions, 'api'>): Promise<RunningRestApi>;
  closeAll(): Promise<void>;
}

export function createServers(): Servers {
  let running: RunningRestApi[] = [];
  return {
    start: async (options) => {
      const server = await startRestApi({ invoke: silent, port: 0, accountId: '111111111111', clock: systemClock, ...options });
      running.push(server);
      return server;
    },
    closeAll: async () => {
      await Promise.all(running.map((server) => server.close()));
      running = [];
    },
  };
}
