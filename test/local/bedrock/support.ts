import { EventStreamCodec } from '@smithy/core/event-streams';
import { fromUtf8, toUtf8 } from '@smithy/core/serde';
import { AwsError, AwsRequest, AwsResponse, ConnectionLost } from '../../../local/aws/service';
import { BedrockProps, createBedrock, SimulatedBedrock } from '../../../local/bedrock';
import { Clock } from '../../../local/clock';
import { LogLine, MetricDatum, Sinks } from '../../../local/sinks/sinks';

export const ACCOUNT = '111122223333';
export const SONNET = 'anthropic.claude-sonnet-4-5-20250929-v1:0';
export const US_SONNET = `us.${SONNET}`;
export const EU_SONNET = `eu.${SONNET}`;
export const GLOBAL_SONNET = `global.${SONNET}`;
/** Callable on demand. */
export const HAIKU_3 = 'anthropic.claude-3-haiku-20240307-v1:0';
/** Burndown 1. */
export const NOVA = 'amazon.nova-lite-v1:0';
export const NOON = Date.UTC(2026, 0, 15, 12);

/** Time that only passes when told to. */
export class VirtualClock implements Clock {
  private timers: { at: number; resolve: () => void }[] = [];

  constructor(private time = NOON) {}

  now(): number {
    return this.time;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) throw signal.reason;
    await new Promise<void>((resolve, reject) => {
      this.timers.push({ at: this.time + ms, resolve });
      signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
  }

  async advance(ms: number): Promise<void> {
    const end = this.time + ms;
    await settled();
    for (let next = this.earliest(end); next !== undefined; next = this.earliest(end)) {
      this.time = next.at;
      this.timers = this.timers.filter((timer) => timer !== next);
      next.resolve();
      await settled();
    }
    this.time = end;
  }

  private earliest(end: number): { at: number; resolve: () => void } | undefined {
    return this.timers.filter((timer) => timer.at <= end).sort((one, other) => one.at - other.at)[0];
  }
}

/** Lets everything that is ready run. */
export async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

export class MemorySinks implements Sinks {
  readonly lines: LogLine[] = [];
  readonly metrics: MetricDatum[] = [];

  log(line: LogLine): void {
    this.lines.push(line);
  }

  metric(datum: MetricDatum): void {
    this.metrics.push(datum);
  }

  valuesOf(name: string): number[] {
    return this.metrics.filter((datum) => datum.name === name).map((datum) => datum.value);
  }
}

export interface World {
  readonly bedrock: SimulatedBedrock;
  readonly clock: VirtualClock;
  readonly sinks: MemorySinks;
}

export function createWorld(props: Partial<BedrockProps> = {}): World {
  const clock = new VirtualClock();
  const sinks = new MemorySinks();
  return { clock, sinks, bedrock: createBedrock({ clock, sinks, ...props }) };
}

let requests = 0;

export interface RequestOptions {
  readonly operation?: string;
  readonly account?: string;
  readonly region?: string;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
  readonly authorize?: AwsRequest['authorize'];
  readonly path?: string;
  readonly method?: string;
}

export function userSays(text: string, maxTokens?: number): Record<string, unknown> {
  return {
    messages: [{ role: 'user', content: [{ text }] }],
    ...(maxTokens === undefined ? {} : { inferenceConfig: { maxTokens } }),
  };
}

export function awsRequest(modelId: string, options: RequestOptions = {}): AwsRequest {
  requests += 1;
  const account = options.account ?? ACCOUNT;
  const body = options.body ?? userSays('hello there', 100);
  return {
    id: `request-${requests}`,
    method: options.method ?? 'POST',
    path: options.path ?? `/model/${encodeURIComponent(modelId)}/${options.operation ?? 'converse'}`,
    query: new URLSearchParams(),
    headers: { 'content-type': 'application/json', ...options.headers },
    body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
    region: options.region ?? 'us-east-1',
    caller: { accountId: account, arn: `arn:aws:sts::${account}:assumed-role/gateway/session`, roleArn: `arn:aws:iam::${account}:role/gateway` },
    signal: options.signal ?? new AbortController().signal,
    authorize: options.authorize ?? (() => undefined),
  };
}

export type Json = Readonly<Record<string, unknown>>;

/** Calls an operation that answers as a whole. */
export async function callJson(bedrock: SimulatedBedrock, modelId: string, options: RequestOptions = {}): Promise<Json> {
  const response = await bedrock.handle(awsRequest(modelId, options));
  return jsonOf(response);
}

export function jsonOf(response: AwsResponse): Json {
  return JSON.parse(Buffer.from(response.body as Uint8Array).toString('utf8')) as Json;
}

/** The error that a call ends with. */
export async function errorOf(call: Promise<unknown>): Promise<AwsError> {
  const error = await call.then(() => undefined, (reason: unknown) => reason);
  if (!(error instanceof AwsError)) throw new Error(`expected an AwsError, received ${String(error)}`);
  return error;
}

export interface Frame {
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: Json;
}

const codec = new EventStreamCodec(toUtf8, fromUtf8);

export function decodeFrame(bytes: Uint8Array): Frame {
  const { headers, body } = codec.decode(bytes);
  return {
    headers: Object.fromEntries(Object.entries(headers).map(([name, header]) => [name, String(header.value)])),
    payload: JSON.parse(toUtf8(body)) as Json,
  };
}

export interface StreamOutcome {
  readonly frames: readonly Frame[];
  readonly types: readonly string[];
  readonly lost: boolean;
  readonly malformed: boolean;
}

/** Reads a stream to its end, however it ends. */
export async function readStream(response: AwsResponse): Promise<StreamOutcome> {
  const frames: Frame[] = [];
  let lost = false;
  let malformed = false;
  try {
    for await (const bytes of response.body as AsyncIterable<Uint8Array>) {
      try {
        frames.push(decodeFrame(bytes));
      } catch {
        malformed = true;
      }
    }
  } catch (error) {
    if (!(error instanceof ConnectionLost)) throw error;
    lost = true;
  }
  return { frames, types: frames.map((frame) => frame.headers[':event-type'] ?? frame.headers[':exception-type']), lost, malformed };
}

export async function callStream(bedrock: SimulatedBedrock, modelId: string, options: RequestOptions = {}): Promise<StreamOutcome> {
  return readStream(await bedrock.handle(awsRequest(modelId, { operation: 'converse-stream', ...options })));
}

export function streamText(outcome: StreamOutcome): string {
  return outcome.frames.map((frame) => (frame.payload.delta as { text?: string } | undefined)?.text ?? '').join('');
}

/** The model's own JSON inside the chunks of InvokeModelWithResponseStream. */
export function chunksOf(outcome: StreamOutcome): Json[] {
  return outcome.frames.map((frame) => JSON.parse(Buffer.from(String(frame.payload.bytes), 'base64').toString('utf8')) as Json);
}
