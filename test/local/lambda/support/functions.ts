import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { LambdaFunctionModel } from '../../../../local/assembly/model';
import { systemClock } from '../../../../local/clock';
import { createLambda, CreateLambdaOptions, LambdaFunction } from '../../../../local/lambda/lambda-function';
import { createMemorySinks, MemorySinks } from '../../../../local/sinks/memory-sinks';

/** Temporary directories and functions of one test file, removed together. */
export interface Workbench {
  readonly workerFile: string;
  directory(files: Readonly<Record<string, string>>): string;
  /** A function whose `index.js` is the given source. */
  lambda(source: string, overrides?: Overrides): { lambda: LambdaFunction; sinks: MemorySinks };
  clear(): Promise<void>;
}

export interface Overrides extends Partial<Omit<CreateLambdaOptions, 'function'>> {
  readonly model?: Partial<LambdaFunctionModel>;
  readonly files?: Readonly<Record<string, string>>;
}

export const credentials = async () => ({
  accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token', expiration: new Date(Date.UTC(2126, 0, 1)),
});

export function functionModel(codeDirectory: string, overrides: Partial<LambdaFunctionModel> = {}): LambdaFunctionModel {
  return {
    stack: 'Main',
    logicalId: 'Fn',
    accountId: '111111111111',
    region: 'us-east-1',
    name: 'gateway',
    arn: 'arn:aws:lambda:us-east-1:111111111111:function:gateway',
    handler: 'index.handler',
    runtime: 'nodejs22.x',
    memoryMegabytes: 256,
    timeoutSeconds: 30,
    environmentVariables: { TABLE: 'ledger' },
    roleArn: 'arn:aws:iam::111111111111:role/gateway',
    logGroup: '/aws/lambda/gateway',
    logFormat: 'Text',
    codeDirectory,
    ...overrides,
  };
}

export function createWorkbench(): Workbench {
  const root = mkdtempSync(join(tmpdir(), 'lambda-test-'));
  const workerFile = join(root, 'worker.js');
  buildSync({ entryPoints: [join(__dirname, '../../../../local/lambda/environment-worker.ts')], outfile: workerFile, bundle: true, platform: 'node', target: 'node20', minify: true });
  let lambdas: LambdaFunction[] = [];
  const directory = (files: Readonly<Record<string, string>>) => {
    const path = mkdtempSync(join(root, 'code-'));
    for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), content);
    return path;
  };
  return {
    workerFile,
    directory,
    lambda: (source, { model, files, ...options } = {}) => {
      const sinks = createMemorySinks();
      const lambda = createLambda({
        function: functionModel(directory({ 'index.js': source, ...files }), model), credentials, workerFile, clock: systemClock, sinks, ...options,
      });
      lambdas.push(lambda);
      return { lambda, sinks };
    },
    clear: async () => {
      await Promise.all(lambdas.map((lambda) => lambda.close()));
      lambdas = [];
      rmSync(root, { recursive: true, force: true });
    },
  };
}

export async function readAll(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Invokes and reads everything as JSON. */
export async function call(lambda: LambdaFunction, event: unknown = {}): Promise<unknown> {
  const { body, finished } = await lambda.invoke(event);
  const bytes = await readAll(body);
  await finished;
  return JSON.parse(bytes.toString());
}
