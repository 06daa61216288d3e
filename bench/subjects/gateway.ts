import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { heapOptions } from '../../src/compute/heap-options';
import { LAMBDA_MEMORY_MEGABYTES } from '../../src/compute/lambda-memory';
import { ENVIRONMENT, PLAN_FILE } from '../../src/contract/environment';
import { CREDENTIALS, HOST, PLAN, REGION, TABLE_NAME } from '../setting';
import { UpstreamPorts } from '../upstream/main';

/** The bundle with a plan beside it, as the stack deploys it. @param plan JSON */
export function copyGateway(bundle: string, folder: string, plan = JSON.stringify(PLAN)): string {
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(bundle, 'index.js'), join(folder, 'index.js'));
  writeFileSync(join(folder, PLAN_FILE), plan);
  return folder;
}

/** V8's limits as the stack sets them for a function that is told nothing of its memory. */
export const GATEWAY_NODE_OPTIONS = heapOptions({ memoryMegabytes: LAMBDA_MEMORY_MEGABYTES, threads: 1 });

/** What Lambda and the stack set, with every AWS service on this machine. */
export function gatewayVariables({ bedrock, table, sts = bedrock }: UpstreamPorts): Record<string, string> {
  return {
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_SESSION_TOKEN: CREDENTIALS.sessionToken,
    AWS_LAMBDA_FUNCTION_NAME: 'benchmark-gateway',
    NODE_OPTIONS: GATEWAY_NODE_OPTIONS,
    AWS_ENDPOINT_URL_BEDROCK_RUNTIME: `http://${HOST}:${bedrock}`,
    AWS_ENDPOINT_URL_DYNAMODB: `http://${HOST}:${table}`,
    AWS_ENDPOINT_URL_STS: `http://${HOST}:${sts}`,
    [ENVIRONMENT.TABLE_NAME]: TABLE_NAME,
  };
}
