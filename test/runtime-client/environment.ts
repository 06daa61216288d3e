import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { restEvent } from '../../bench/subjects/lambda/rest-event';
import { createPreludeParser, Metadata } from '../../local/api-gateway/prelude';
import { environmentVariables } from '../../local/lambda/environment-variables';
import { InvokeOptions, ReportedError, RuntimeResponse, startRuntimeApi } from '../../local/runtime-api/runtime-api';
import { TestGateway } from '../gateway/support/gateway';

export interface EnvironmentOptions {
  /** The file of the runtime interface client. */
  readonly client: string;
  readonly gateway: TestGateway;
  /** More than one request at a time, as on Lambda Managed Instances. Absent: one after the other. */
  readonly concurrency?: { readonly requests: number; readonly workers: number };
  /** Variables beside those that Lambda and the template set. */
  readonly variables?: Readonly<Record<string, string>>;
}

export interface Call {
  readonly tenant?: string;
  readonly path: string;
  readonly body?: unknown;
}

/** A response as the Runtime API gets it. */
export interface ReceivedResponse {
  readonly metadata: Metadata;
  /** What the function calls the whole response, metadata and body. */
  readonly contentType?: string;
  /** In the pieces in which it comes. */
  readonly pieces: AsyncIterable<Buffer>;
  /** Reads what is left. */
  rest(): Promise<string>;
  /** Reads no further, and closes the connection. */
  leave(): void;
  /** Once everything has been read: what the function said of its failure, in the trailers. */
  failure(): ReportedError | undefined;
}

/** One execution environment: the deployed bundle under Lambda's own runtime interface client, in a process of its own. */
export interface RuntimeEnvironment {
  send(call: Call, options?: InvokeOptions): Promise<ReceivedResponse>;
  /** An event that need not be one of API Gateway. */
  invoke(event: unknown): Promise<{ readonly text: string; readonly failure: ReportedError | undefined }>;
  /** Resolves when every runtime asks for the next event: one that takes one after the other has settled and logged the last. */
  settled(): Promise<void>;
  /** Everything that it has written to its output, line by line. */
  lines(): readonly string[];
  decisions(): readonly Record<string, unknown>[];
  close(): Promise<void>;
}

/** Of what it complains about when it ends, in characters. */
const LAST_WORDS = 2_000;

/** What every function has that runs for an hour at most. */
const SESSION_SECONDS = 3_600;

/** Resolves when all of its runtimes ask for events. */
export async function startEnvironment({ client, gateway, concurrency, variables }: EnvironmentOptions): Promise<RuntimeEnvironment> {
  const { cloud } = gateway;
  const { model } = cloud.functions.find(({ model: { environmentVariables: names } }) => 'GATEWAY_TABLE_NAME' in names) ?? cloud.functions[0]!;
  const codeDirectory = model.codeDirectory!;
  const credentials = await cloud.identities.issue({ roleArn: model.roleArn, sessionName: model.name, durationSeconds: SESSION_SECONDS });
  const endpoints = Object.fromEntries(['BEDROCK_RUNTIME', 'DYNAMODB', 'STS'].map((service) => [`AWS_ENDPOINT_URL_${service}`, cloud.awsEndpoint]));
  const api = await startRuntimeApi('127.0.0.1');
  const child = spawn(process.execPath, [client, model.handler], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env.PATH,
      ...environmentVariables(model, endpoints, credentials, codeDirectory, 'runtime-client'),
      AWS_LAMBDA_RUNTIME_API: api.address,
      ...concurrency && { AWS_LAMBDA_MAX_CONCURRENCY: String(concurrency.requests), AWS_LAMBDA_NODEJS_WORKER_COUNT: String(concurrency.workers) },
      ...variables,
    },
  });
  let written = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => { written += piece; });
  const complaints = text(child.stderr);
  const ended = new Promise<string>((resolve) => {
    child.once('error', ({ message }) => resolve(message));
    child.once('exit', (code, signal) => resolve(`${signal ?? `exit code ${code}`}`));
  });
  const tooEarly = ended.then(async (how) => { throw new Error(`the runtime interface client has ended (${how}): ${(await complaints).slice(-LAST_WORDS)}`); });
  tooEarly.catch(() => undefined);

  const lines = () => written.split('\n').filter((line) => line !== '');
  await Promise.race([api.ready, tooEarly]);
  const becomesWaiting = async () => {
    while (api.waiting() < (concurrency?.workers ?? 1)) await Promise.race([tooEarly, new Promise((again) => setTimeout(again, 5))]);
  };
  await becomesWaiting();
  return {
    async send({ tenant, path, body }, options) {
      const headers = { 'content-type': 'application/json', ...tenant !== undefined && { authorization: `Bearer ${gateway.keyOf(tenant)}` } };
      const request = {
        method: body === undefined ? 'GET' : 'POST', url: path, headers, rawHeaders: Object.entries(headers).flat(), socket: { remoteAddress: '192.0.2.1' },
      };
      const event = { ...restEvent(request, JSON.stringify(body ?? null)), ...body === undefined && { body: null } };
      const response = await Promise.race([api.invoke(event, options), tooEarly]);
      const pieces = response.body[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
      const parser = createPreludeParser();
      for (;;) {
        const { value, done } = await pieces.next() as IteratorResult<Buffer, undefined>;
        if (done) throw new Error(`the response ended without status and headers: ${JSON.stringify(response.failure())}`);
        const prelude = parser.add(value);
        if (prelude) return receivedOf(response, prelude.metadata, startingWith(Buffer.from(prelude.rest), pieces));
      }
    },
    async invoke(event) {
      const { body, failure } = await Promise.race([api.invoke(event), tooEarly]);
      return { text: await text(body), failure: failure() };
    },
    settled: becomesWaiting,
    lines,
    decisions: () => lines().filter((line) => line.startsWith('{"type":"decision"')).map((line) => JSON.parse(line) as Record<string, unknown>),
    async close() {
      child.kill('SIGKILL');
      await ended;
      await api.close();
    },
  };
}

function receivedOf({ contentType, body, failure }: RuntimeResponse, metadata: Metadata, pieces: AsyncIterable<Buffer>): ReceivedResponse {
  return {
    metadata,
    ...contentType !== undefined && { contentType },
    pieces,
    failure,
    leave: () => { body.destroy(); },
    async rest() {
      const read: Buffer[] = [];
      for await (const piece of pieces) read.push(piece);
      return Buffer.concat(read).toString('utf8');
    },
  };
}

async function* startingWith(first: Buffer, others: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  if (first.length > 0) yield first;
  for (let next = await others.next(); !next.done; next = await others.next()) yield next.value;
}
