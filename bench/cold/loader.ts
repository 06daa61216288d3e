import fs from 'node:fs';
import { Writable } from 'node:stream';
import { LoaderReport, Mark, MARK_KEEPER, moment } from './marks';
import { PLAN_FILE } from '../../src/contract/environment';
import { LambdaContext, loadHandler } from '../subjects/lambda/load-handler';
import { ResponseMetadata } from '../subjects/lambda/response-stream';

/** What the loader is started with. */
export interface LoaderSettings {
  /** Holds the bundle, and the plan if it has one. */
  readonly folder: string;
  readonly event: unknown;
}

/** Its own pipe: a handler's output is its log, as on Lambda. */
export const REPORT_FILE_DESCRIPTOR = 3;

const FUNCTION_TIMEOUT_MS = 300_000;

const marks: Partial<Record<Mark, string>> = {};
const mark = (name: Mark) => { marks[name] = String(moment()); };

class CollectedResponse extends Writable {
  status = 0;
  readonly pieces: Buffer[] = [];

  prepend({ statusCode }: ResponseMetadata): this {
    this.status = statusCode;
    return this;
  }

  override _write(piece: Uint8Array, _encoding: BufferEncoding, done: () => void): void {
    this.pieces.push(Buffer.from(piece));
    done();
  }

  override _final(done: () => void): void {
    mark('answered');
    done();
  }
}

/**
 * The first thing that the gateway does once its modules are there is to read its plan: that is seen from outside of it.
 * `JSON.parse` is looked up before its argument is read, so that both functions are in place from the start.
 * @returns puts both back as they were
 */
function watchPlan(): () => void {
  const { readFileSync } = fs;
  const { parse } = JSON;
  fs.readFileSync = ((...given: Parameters<typeof readFileSync>) => {
    if (String(given[0]).endsWith(PLAN_FILE)) mark('loaded');
    return readFileSync(...given);
  }) as typeof readFileSync;
  JSON.parse = (...given) => {
    const value: unknown = parse(...given);
    if (marks.loaded !== undefined && marks['plan read'] === undefined) mark('plan read');
    return value;
  };
  return () => {
    Object.assign(fs, { readFileSync });
    Object.assign(JSON, { parse });
  };
}

// What Lambda's runtime does with a function, and nothing else: load it, call it once.
async function main(): Promise<void> {
  mark('begun');
  const { folder, event } = JSON.parse(process.argv[2] ?? '') as LoaderSettings;
  Object.assign(globalThis, { [Symbol.for(MARK_KEEPER)]: mark });
  const stopWatching = watchPlan();
  const handler = loadHandler(folder);
  mark('ready');
  stopWatching();

  const response = new CollectedResponse();
  const deadline = performance.now() + FUNCTION_TIMEOUT_MS;
  const context: LambdaContext = { awsRequestId: 'cold-start', getRemainingTimeInMillis: () => deadline - performance.now() };
  mark('invoked');
  await handler(event, response, context);

  const { user, system } = process.cpuUsage();
  const report: LoaderReport = {
    marks, status: response.status, body: Buffer.concat(response.pieces).toString('base64'), cpuMs: (user + system) / 1000,
  };
  fs.writeSync(REPORT_FILE_DESCRIPTOR, JSON.stringify(report));
  process.exit(0);
}

void main();
