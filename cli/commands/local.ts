import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseBehaviour, parseFault, parseQuota } from '../../local/bedrock';
import { cloudRoutes } from '../../local/control/cloud-routes';
import { startControlApi } from '../../local/control/control-api';
import { LocalCloud, startLocalCloud } from '../../local/local-cloud';
import { PLAN_FILE } from '../../src/contract/environment';
import { Plan } from '../../src/contract/plan';
import { createKeyStore } from '../keys/key-store';
import { describeCallers } from '../local/describe-callers';
import { UsageError } from '../usage-error';

export const LOCAL_USAGE = `Usage: cdk-resilient-inference local --app DIRECTORY [options]

Runs a synthesized app on this machine: its API, its handlers, its table and its roles, against simulated Bedrock.
No AWS account is needed. Nothing leaves the machine, except that an app which takes JSON Web Tokens asks their issuer for its keys.

Options:
  --app DIRECTORY      what "cdk synth" wrote, usually cdk.out
  --port NUMBER        port of the API (default 3000)
  --control-port N     port of the control API (default 3900)
  --account ID         account of stacks that name none (default 111111111111)
  --region NAME        Region of stacks that name none (default us-east-1)
  --environments N     Lambda environments at the same time (default 50)
  --seed NUMBER        makes the simulation repeatable
  --quota JSON         a Bedrock quota, e.g. '{"model":"us.anthropic.claude-sonnet-4-6","requestsPerMinute":3}' (repeatable)
  --fault JSON         a fault, e.g. '{"match":{"account":"222222222222"},"fault":{"kind":"outage","mode":"unavailable"}}' (repeatable)
  --behaviour JSON     how models answer, e.g. '{"timeToFirstTokenMs":400,"interTokenMs":20}' (repeatable)
  --logs               print the handlers' log lines`;

/** Runs until it is interrupted. */
export async function localCommand(commandArguments: readonly string[]): Promise<void> {
  const values = parse(commandArguments);
  if (values.app === undefined) throw new UsageError(`--app is missing: run "npx cdk synth" first and name its output, usually cdk.out\n\n${LOCAL_USAGE}`);
  const quotas = jsonOptions('--quota', values.quota, parseQuota);
  const faults = jsonOptions('--fault', values.fault, parseFault);
  const behaviours = jsonOptions('--behaviour', values.behaviour, parseBehaviour);

  const cloud = await startLocalCloud({
    app: values.app,
    workerFile: join(__dirname, '..', 'lambda-environment', 'index.js'),
    port: portOption('--port', values.port, 3000),
    environment: {
      ...(values.account === undefined ? {} : { defaultAccount: values.account }),
      ...(values.region === undefined ? {} : { defaultRegion: values.region }),
    },
    maxEnvironments: numberOption('--environments', values.environments),
    seed: numberOption('--seed', values.seed),
    sinks: values.logs ? { onLog: ({ message }) => process.stdout.write(`${message.trimEnd()}\n`) } : {},
  });
  try {
    for (const { selector, limits } of quotas) cloud.bedrock.setQuota(selector, limits);
    for (const fault of faults) cloud.bedrock.addFault(fault);
    for (const behaviour of behaviours) cloud.bedrock.setBehaviour(behaviour);
    const control = await startControlApi(cloudRoutes(cloud), { port: portOption('--control-port', values['control-port'], 3900) });
    try {
      console.log(await welcome(cloud, control.url));
      await interrupted();
    } finally {
      await control.close();
    }
  } finally {
    await cloud.close();
  }
}

function parse(commandArguments: readonly string[]) {
  try {
    return parseArgs({
      args: [...commandArguments],
      options: {
        'app': { type: 'string' },
        'port': { type: 'string' },
        'control-port': { type: 'string' },
        'account': { type: 'string' },
        'region': { type: 'string' },
        'environments': { type: 'string' },
        'seed': { type: 'string' },
        'quota': { type: 'string', multiple: true },
        'fault': { type: 'string', multiple: true },
        'behaviour': { type: 'string', multiple: true },
        'logs': { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n\n${LOCAL_USAGE}`);
  }
}

function numberOption(option: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < 1) throw new UsageError(`${option} must be a whole number above 0, received ${JSON.stringify(value)}`);
  return number;
}

function portOption(option: string, value: string | undefined, otherwise: number): number {
  const port = value === '0' ? 0 : numberOption(option, value) ?? otherwise;
  if (port > 65_535) throw new UsageError(`${option} must be a port up to 65535, received ${port}`);
  return port;
}

function jsonOptions<Value>(option: string, texts: readonly string[] | undefined, read: (json: unknown) => Value): Value[] {
  return (texts ?? []).map((text) => {
    try {
      return read(JSON.parse(text));
    } catch (error) {
      throw new UsageError(`${option} ${text}: ${(error as Error).message}`);
    }
  });
}

/** What a person needs to send the first request. */
async function welcome(cloud: LocalCloud, controlUrl: string): Promise<string> {
  const lines: string[] = [];
  for (const { type, logicalIds, stack } of cloud.assembly.notStoodUp) lines.push(`not stood up: ${type} (${stack}: ${logicalIds.join(', ')})`);
  for (const { stack, logicalId, requestsAtOnce } of cloud.assembly.functions) {
    if (requestsAtOnce !== undefined) lines.push(`not as deployed: ${logicalId} (${stack}) serves one request at a time in each environment, as on ordinary Lambda; on its managed instances up to ${requestsAtOnce}`);
  }
  for (const { roleArn, policyArn } of cloud.authorizer.unknownManagedPolicies) lines.push(`not evaluated: managed policy ${policyArn} of ${roleArn}`);
  for (const { stack, limitations } of cloud.apis) lines.push(...limitations.map((limitation) => `not served: ${limitation} (${stack})`));
  if (lines.length > 0) lines.push('');
  for (const api of cloud.apis) lines.push(`${api.stack}  ${api.url}`);
  lines.push(`control      ${controlUrl}`);

  for (const gateway of gatewaysOf(cloud)) {
    lines.push('', `routes   ${gateway.routes.join(', ')}`, ...await accessTo(gateway, cloud, controlUrl));
  }
  lines.push('', 'Ctrl-C ends it.');
  return lines.join('\n');
}

/** How the tenants of a gateway get in. */
async function accessTo({ table, plan: { auth, tenants } }: Gateway, cloud: LocalCloud, controlUrl: string): Promise<string[]> {
  const callers = describeCallers(auth, Object.keys(tenants), controlUrl);
  if (callers) return callers;
  const [api] = cloud.apis;
  const keyStore = createKeyStore(cloud.dynamodb.executeDirect, table);
  const keys: string[] = [];
  for (const tenant of Object.keys(tenants)) keys.push(`  ${tenant.padEnd(20)} ${(await keyStore.create(tenant)).key}`);
  return [
    'keys, made for this run:', ...keys,
    '', `OpenAI clients   export OPENAI_BASE_URL=${api?.url}/v1 OPENAI_API_KEY=<key>`,
    `AWS SDKs         export AWS_ENDPOINT_URL_BEDROCK_RUNTIME=${api?.url} AWS_BEARER_TOKEN_BEDROCK=<key>`,
  ];
}

interface Gateway {
  readonly table: string;
  readonly routes: readonly string[];
  readonly plan: Plan;
}

/** The functions that carry a plan are gateways; their table is in their environment. */
function gatewaysOf(cloud: LocalCloud): Gateway[] {
  return cloud.functions.flatMap(({ model }) => {
    const file = join(model.codeDirectory ?? '', PLAN_FILE);
    const table = cloud.assembly.tables.find(({ name }) => Object.values(model.environmentVariables).includes(name));
    if (!table || !existsSync(file)) return [];
    const plan = JSON.parse(readFileSync(file, 'utf8')) as Plan;
    return [{ table: table.name, routes: Object.keys(plan.routes), plan }];
  });
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}
