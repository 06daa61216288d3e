import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { LoaderReport, Mark, MARKS, Moment, moment } from './marks';
import { createPreludeParser } from '../../local/api-gateway/prelude';
import { startRuntimeApi } from '../../local/runtime-api/runtime-api';
import { BenchmarkFailure } from '../method/measure';
import { within } from '../method/within';
import { HOST } from '../setting';
import { CheckedAnswer } from '../workload/checks';

/** One start of a handler in a process of its own, up to its first answer. */
export interface Launched {
  readonly spawned: Moment;
  readonly ready: Moment;
  readonly answered: Moment;
  /** What the loader saw on the way; Lambda's own client says nothing. */
  readonly marks: ReadonlyMap<Mark, Moment>;
  readonly cpuMs?: number;
  readonly answer: CheckedAnswer;
}

export interface LaunchOptions {
  /** The binary of Node.js. */
  readonly node: string;
  /** Holds the `index.js` of the handler. */
  readonly folder: string;
  readonly event: unknown;
  readonly variables: Readonly<Record<string, string>>;
  readonly cores?: readonly number[];
}

export type Launch = (options: LaunchOptions) => Promise<Launched>;

/** Nothing here takes that long unless it hangs. */
const PATIENCE_MS = 30_000;

/** Starts a handler under the loader of the benchmark. @param loader its file */
export function underLoader(loader: string): Launch {
  return async ({ folder, event, ...options }) => {
    const child = start({ ...options, args: [loader, JSON.stringify({ folder, event })] });
    const report = JSON.parse((await patiently(buffer(child.report))).toString('utf8') || 'null') as LoaderReport | null;
    if (report === null) throw new BenchmarkFailure(`${folder}: the handler ended without an answer (${await child.ended})`);
    const marks = new Map(MARKS.flatMap((mark) => report.marks[mark] === undefined ? [] : [[mark, BigInt(report.marks[mark])]]));
    const answer: CheckedAnswer = { status: report.status, body: Buffer.from(report.body, 'base64') };
    return { spawned: child.spawned, marks, ready: markIn(marks, 'ready'), answered: markIn(marks, 'answered'), cpuMs: report.cpuMs, answer };
  };
}

/** Starts a handler under Lambda's own runtime interface client. @param client its file */
export function underRuntimeClient(client: string): Launch {
  return async ({ folder, event, variables, ...options }) => {
    const api = await startRuntimeApi(HOST);
    const child = start({
      ...options,
      args: [client, 'index.handler'],
      variables: {
        ...variables,
        AWS_LAMBDA_RUNTIME_API: api.address,
        _HANDLER: 'index.handler',
        LAMBDA_TASK_ROOT: folder,
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1769',
        AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/benchmark',
        AWS_LAMBDA_LOG_STREAM_NAME: 'benchmark',
      },
    });
    try {
      const early = child.ended.then((how) => { throw new BenchmarkFailure(`${folder}: the runtime interface client ended too early (${how})`); });
      return await patiently(Promise.race([early, firstAnswer()]));
    } finally {
      child.kill();
      await child.ended;
      await api.close();
    }

    async function firstAnswer(): Promise<Launched> {
      await api.ready;
      const ready = moment();
      const { body, failure } = await api.invoke(event);
      const bytes = await buffer(body);
      const answered = moment();
      const failed = failure();
      if (failed) throw new BenchmarkFailure(`${folder}: the response broke off: ${failed.errorType} ${failed.errorMessage}`);
      return { spawned: child.spawned, ready, answered, cpuMs: child.cpuMs(), marks: new Map(), answer: answerIn(bytes) };
    }
  };
}

function answerIn(bytes: Buffer): CheckedAnswer {
  const prelude = createPreludeParser().add(bytes);
  return { status: prelude?.metadata.statusCode ?? 0, body: Buffer.from(prelude?.rest ?? bytes) };
}

function start({ node, args, variables, cores }: Omit<LaunchOptions, 'folder' | 'event'> & { readonly args: readonly string[] }) {
  const [program, ...words] = cores === undefined ? [node, ...args] : ['taskset', '--cpu-list', cores.join(','), node, ...args];
  const spawned = moment();
  const child = spawn(program, words, {
    env: { PATH: process.env.PATH ?? '', NODE_NO_WARNINGS: '1', ...variables },
    // What it logs goes nowhere, as cheaply as a log stream of Lambda takes it; errors are shown.
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
  const ended = new Promise<string>((resolve) => {
    child.once('error', ({ message }) => resolve(message));
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  return { spawned, ended, report: child.stdio[3] as Readable, cpuMs: () => cpuOf(child.pid), kill: () => child.kill('SIGKILL') };
}

/** A hundredth of a second is the least that Linux tells of another process. @returns undefined elsewhere */
function cpuOf(pid: number | undefined): number | undefined {
  try {
    // Fields 14 and 15: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\)/, '').trim().split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return undefined;
  }
}

function markIn(marks: ReadonlyMap<Mark, Moment>, mark: Mark): Moment {
  const found = marks.get(mark);
  if (found === undefined) throw new BenchmarkFailure(`the handler gave an answer without the mark "${mark}"`);
  return found;
}

function patiently<Value>(work: Promise<Value>): Promise<Value> {
  return within(PATIENCE_MS, work, `a handler has had no answer for ${PATIENCE_MS} ms after its start`);
}
