import { createHash, randomBytes } from 'node:crypto';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENVIRONMENT, PLAN_FILE } from '../../src/contract/environment';
import { API_KEY_PREFIX } from '../../src/contract/table';
import { Program } from '../processes/build';
import { Child, startChild } from '../processes/child';
import { Cores } from '../processes/cores';
import { CREDENTIALS, FREE_TENANT, HOST, LIMITED_TENANT, PLAN, REGION, TABLE_NAME } from '../setting';
import { GatewaySettings } from './lambda/main';
import { ProxySettings } from './proxy/serve';
import { SubjectName } from './subjects';
import { UpstreamPorts, UpstreamSettings } from '../upstream/main';

/** Everything that is running during a benchmark. */
export interface Stage {
  readonly upstream: Child<UpstreamPorts>;
  readonly subjects: ReadonlyMap<SubjectName, RunningSubject>;
  stop(): Promise<void>;
}

export interface RunningSubject {
  readonly port: number;
  readonly apiKey: string;
  /** Absent for `direct`, which is no process. */
  readonly child?: Child<number>;
}

export interface StageOptions {
  /** Folder that holds the `index.js` of the gateway. */
  readonly bundle: string;
  /** An empty folder of this run. */
  readonly folder: string;
  readonly programs: (program: Program) => string;
  readonly cores?: Cores;
}

/** Starts the upstream and one process for every subject. */
export async function startStage({ bundle, folder, programs, cores }: StageOptions): Promise<Stage> {
  const children: Child<unknown>[] = [];
  const stop = async () => { await Promise.all(children.map((child) => child.stop())); };
  const start = async <Ready>(name: string, program: Program, settings: unknown, variables: Record<string, string>, on?: readonly number[]) => {
    const environment = { PATH: process.env.PATH ?? '', NODE_NO_WARNINGS: '1', ...variables };
    const child = await startChild<Ready>({ name, file: programs(program), settings, environment, cores: on });
    children.push(child);
    return child;
  };

  try {
    const keys = { [FREE_TENANT]: newApiKey(), [LIMITED_TENANT]: newApiKey() };
    const known: UpstreamSettings = { keys: Object.entries(keys).map(([tenant, key]) => ({ tenant, sha256: sha256(key) })) };
    const upstream = await start<UpstreamPorts>('mock upstream', 'upstream', known, {}, cores?.others);
    const subjects = new Map<SubjectName, RunningSubject>([['direct', { port: upstream.ready.bedrock, apiKey: keys[FREE_TENANT] }]]);

    const add = async (name: SubjectName, program: Program, apiKey: string, settings: ProxySettings | GatewaySettings, variables = {}) => {
      const child = await start<number>(name, program, settings, variables, cores?.subject);
      subjects.set(name, { child, port: child.ready, apiKey });
    };
    const proxy: ProxySettings = { bedrockPort: upstream.ready.bedrock };
    const gateway: GatewaySettings = { folder: copyGateway(bundle, join(folder, 'gateway')) };
    const variables = gatewayVariables(upstream.ready);
    await add('bare', 'bare', keys[FREE_TENANT], proxy);
    await add('bare+SigV4', 'signing', keys[FREE_TENANT], proxy);
    await add('gateway', 'gateway', keys[FREE_TENANT], gateway, variables);
    await add('gateway+admission', 'gateway', keys[LIMITED_TENANT], gateway, variables);
    return { upstream, subjects, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

export function newApiKey(): string {
  return API_KEY_PREFIX + randomBytes(32).toString('base64url');
}

/** In lower-case hexadecimal, as the table has it. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The bundle with a plan beside it, as the stack deploys it. @param plan JSON */
export function copyGateway(bundle: string, folder: string, plan = JSON.stringify(PLAN)): string {
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(bundle, 'index.js'), join(folder, 'index.js'));
  writeFileSync(join(folder, PLAN_FILE), plan);
  return folder;
}

/** What Lambda and the stack set, with every AWS service on this machine. */
export function gatewayVariables({ bedrock, table, sts = bedrock }: UpstreamPorts): Record<string, string> {
  return {
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_SESSION_TOKEN: CREDENTIALS.sessionToken,
    AWS_LAMBDA_FUNCTION_NAME: 'benchmark-gateway',
    AWS_ENDPOINT_URL_BEDROCK_RUNTIME: `http://${HOST}:${bedrock}`,
    AWS_ENDPOINT_URL_DYNAMODB: `http://${HOST}:${table}`,
    AWS_ENDPOINT_URL_STS: `http://${HOST}:${sts}`,
    [ENVIRONMENT.TABLE_NAME]: TABLE_NAME,
  };
}
