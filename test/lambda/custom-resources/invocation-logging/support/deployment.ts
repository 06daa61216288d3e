import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { readAssembly } from '../../../../../local/assembly/read-assembly';
import { startAwsEndpoint } from '../../../../../local/aws/endpoint';
import { createLoggingControl, LoggingControlPlane } from '../../../../../local/bedrock-control/logging/logging-control';
import { createLoggingSettings, LoggingSettings } from '../../../../../local/bedrock-control/logging/logging-settings';
import { systemClock } from '../../../../../local/clock';
import { Authorizer, createAuthorizer, Role } from '../../../../../local/iam/authorizer';
import { createIdentities } from '../../../../../local/iam/identities';
import { createLambda } from '../../../../../local/lambda/lambda-function';
import { createMemorySinks, MemorySinks } from '../../../../../local/sinks/memory-sinks';
import { ModelInvocationLogging, ModelInvocationLoggingProps } from '../../../../../src';
import { INVOCATION_LOGGING_TYPE } from '../../../../../src/contract/invocation-logging';

export const ACCOUNT = '111111111111';
export const REGION = 'us-east-1';

export interface Answer {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly Reason?: string;
  readonly PhysicalResourceId: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
}

/** The deployed function with its synthesized role, a control plane that it reaches, and what CloudFormation would do with them. */
export interface Deployment {
  readonly control: LoggingControlPlane;
  readonly settings: LoggingSettings;
  readonly authorizer: Authorizer;
  readonly sinks: MemorySinks;
  /** Of the template, with every reference resolved, and every value as text. */
  readonly properties: Properties;
  /** The role of the template that Bedrock delivers with, and such of others. */
  readonly roles: Map<string, Role>;
  /** How many answers are turned away, from now on. */
  failAnswers(count: number): void;
  send(request: { readonly RequestType: 'Create' | 'Update' | 'Delete'; readonly ResourceProperties?: unknown; readonly OldResourceProperties?: unknown }): Promise<Answer>;
  close(): Promise<void>;
}

export interface Properties {
  readonly configuration: { readonly cloudWatchConfig: { readonly logGroupName: string; readonly roleArn: string } };
}

export async function deploy(props?: ModelInvocationLoggingProps, timeoutSeconds?: number): Promise<Deployment> {
  const outdir = mkdtempSync(join(tmpdir(), 'logging-test-'));
  const app = new App({ outdir, analyticsReporting: false });
  new ModelInvocationLogging(new Stack(app, 'Stack', { env: { account: ACCOUNT, region: REGION } }), 'Logging', props);
  app.synth();
  const assembly = readAssembly(outdir);
  const resource = assembly.resources.find(({ type }) => type === INVOCATION_LOGGING_TYPE)!;
  const model = assembly.functions.find(({ arn }) => arn === resource.properties().ServiceToken)!;

  const roles = new Map<string, Role>(assembly.roles.map((role) => [role.arn, role as Role]));
  const settings = createLoggingSettings();
  const clock = systemClock;
  const control = createLoggingControl({ settings, roles, clock });
  const identities = createIdentities({ clock });
  const authorizer = createAuthorizer({ rolesByArn: roles, clock });
  const endpoint = await startAwsEndpoint({ services: [control], identities, authorizer, clock });
  const answers = await startAnswers();
  const sinks = createMemorySinks();
  const lambda = createLambda({
    function: timeoutSeconds === undefined ? model : { ...model, timeoutSeconds },
    workerFile: resolve(__dirname, '../../../../../assets/lambda-environment/index.js'),
    environmentVariables: { AWS_ENDPOINT_URL_BEDROCK: endpoint.url },
    credentials: async () => identities.issue({ roleArn: model.roleArn, sessionName: model.name, durationSeconds: 3_600 }),
    sinks,
    clock,
  });
  const properties = asText(resource.properties()) as Properties;

  return {
    control,
    settings,
    authorizer,
    sinks,
    properties,
    roles,
    failAnswers: (count) => answers.fail(count),
    async send(request) {
      const invocation = await lambda.invoke({
        ResourceProperties: properties,
        ...(asText(request) as object),
        StackId: 'arn:aws:cloudformation:us-east-1:111111111111:stack/Stack/1',
        RequestId: `request-${answers.received.length}`,
        LogicalResourceId: 'Setting',
        ...(request.RequestType === 'Create' ? {} : { PhysicalResourceId: 'model-invocation-logging' }),
        ResponseURL: answers.url,
      });
      const { error } = await invocation.finished;
      if (error) throw error;
      return answers.received.at(-1)!;
    },
    async close() {
      await lambda.close();
      await endpoint.close();
      await answers.close();
      rmSync(outdir, { recursive: true, force: true });
    },
  };
}

/** As CloudFormation hands it over. */
function asText(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, member: unknown) => typeof member === 'boolean' ? String(member) : member)) as unknown;
}

/** Where CloudFormation has its answers put: its addresses are signed for a request without a content type. */
async function startAnswers() {
  const received: Answer[] = [];
  let failures = 0;
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const fails = failures-- > 0;
      if (fails || request.method !== 'PUT' || request.headers['content-type']) {
        response.writeHead(fails ? 503 : 403).end();
        return;
      }
      received.push(JSON.parse(Buffer.concat(chunks).toString()) as Answer);
      response.writeHead(200).end();
    })();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    received,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/answer?Signature=x`,
    fail: (count: number) => {
      failures = count;
    },
    close: () => new Promise<void>((closed) => {
      server.closeAllConnections();
      server.close(() => closed());
    }),
  };
}
