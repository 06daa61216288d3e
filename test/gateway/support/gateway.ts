import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import Anthropic from '@anthropic-ai/sdk';
import { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { App, Stack } from 'aws-cdk-lib';
import OpenAI from 'openai';
import { createKeyStore, KeyStore } from '../../../cli/keys/key-store';
import { LocalCloud, startLocalCloud } from '../../../local/local-cloud';
import { ResilientInference, ResilientInferenceProps, ResilientInferenceStack } from '../../../src';
import { tenantLedgerKey } from '../../../src/contract/table';

/** A synthesized gateway, running in the local cloud, with keys for its tenants. */
export interface TestGateway {
  readonly cloud: LocalCloud;
  /** Without a slash at its end. */
  readonly url: string;
  readonly tableName: string;
  readonly keys: KeyStore;
  keyOf(tenant: string): string;
  openai(tenant: string): OpenAI;
  anthropic(tenant: string): Anthropic;
  awsSdk(tenant: string): BedrockRuntimeClient;
  /** A request as it is, without any client in between. */
  fetch(path: string, options?: RequestInit & { readonly tenant?: string }): Promise<Response>;
  /** The parsed lines of the gateway's log that have this type, oldest first. */
  logged(type: 'decision' | 'fault' | 'override'): readonly Record<string, unknown>[];
  /** Writes to the ledger of a tenant since the counts were reset. */
  ledgerWrites(tenant: string): number;
  /** Resolves when neither a handler nor the simulated Bedrock is at work any more: quotas are settled and records are written after the answer has left. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

export const WORKER_FILE = resolve(__dirname, '../../../assets/lambda-environment/index.js');

const ENV = { account: '111111111111', region: 'us-east-1' };

/** Synthesizes a stack and stands it up. */
export async function startGateway(
  propsOrMake: ResilientInferenceProps | ((stack: Stack) => ResilientInferenceProps), build: (app: App) => void = () => undefined,
): Promise<TestGateway> {
  const outdir = mkdtempSync(join(tmpdir(), 'gateway-test-'));
  const app = new App({ outdir, analyticsReporting: false });
  const props = typeof propsOrMake === 'function' ? inStackOfItsOwn(app, propsOrMake) : propsOrMake;
  if (props === propsOrMake) new ResilientInferenceStack(app, 'Inference', { ...props, env: ENV });
  build(app);
  app.synth();

  const cloud = await startLocalCloud({ app: outdir, workerFile: WORKER_FILE, seed: 7 });
  const [api] = cloud.apis;
  const [table] = cloud.assembly.tables;
  if (!api || !table) throw new Error('the stack has no API or no table');
  const keys = createKeyStore(cloud.dynamodb.executeDirect, table.name);
  const keyByTenant = new Map<string, string>();
  for (const tenant of Object.keys(props.tenants ?? {})) keyByTenant.set(tenant, (await keys.create(tenant)).key);

  const closers: (() => void)[] = [];
  const keyOf = (tenant: string) => {
    const key = keyByTenant.get(tenant);
    if (!key) throw new Error(`there is no tenant ${tenant}`);
    return key;
  };
  return {
    cloud,
    url: api.url,
    tableName: table.name,
    keys,
    keyOf,
    openai: (tenant) => new OpenAI({ baseURL: `${api.url}/v1`, apiKey: keyOf(tenant), maxRetries: 0 }),
    anthropic: (tenant) => new Anthropic({ baseURL: api.url, apiKey: keyOf(tenant), maxRetries: 0 }),
    awsSdk(tenant) {
      const client = new BedrockRuntimeClient({
        endpoint: api.url, region: 'us-east-1', token: { token: keyOf(tenant) }, authSchemePreference: ['httpBearerAuth'], maxAttempts: 1,
      });
      closers.push(() => client.destroy());
      return client;
    },
    fetch(path, { tenant, ...options } = {}) {
      const headers = new Headers(options.headers);
      if (tenant !== undefined) headers.set('authorization', `Bearer ${keyOf(tenant)}`);
      return fetch(`${api.url}${path}`, { ...options, headers });
    },
    logged: (type) => cloud.sinks.lines()
      .filter(({ message }) => message.startsWith(`{"type":"${type}"`))
      .map(({ message }) => JSON.parse(message) as Record<string, unknown>),
    ledgerWrites: (tenant) => {
      const { pk, sk } = tenantLedgerKey(tenant);
      return cloud.dynamodb.counts().keys[`${table.name}/${pk}/${sk}`]?.writes ?? 0;
    },
    async idle() {
      const busy = () => cloud.functions.some((lambda) => lambda.environments().some(({ state }) => state === 'busy'));
      // What a handler has given up ends at Bedrock a little later.
      while (busy() || cloud.bedrock.running > 0) await new Promise((again) => setTimeout(again, 2));
    },
    async close() {
      for (const end of closers) end();
      await cloud.close();
      rmSync(outdir, { recursive: true, force: true });
    },
  };
}

/** For props that need constructs beside the gateway. */
function inStackOfItsOwn(app: App, make: (stack: Stack) => ResilientInferenceProps): ResilientInferenceProps {
  const stack = new Stack(app, 'Inference', { env: ENV });
  const props = make(stack);
  new ResilientInference(stack, 'Gateway', props);
  return props;
}

/** A chat completion request that every gateway here can serve. */
export function chat(route: string, more: Record<string, unknown> = {}) {
  return { model: route, messages: [{ role: 'user', content: 'Why do rivers bend?' }], max_tokens: 64, ...more };
}

/** A Converse request body. */
export function converse(more: Record<string, unknown> = {}) {
  return { messages: [{ role: 'user', content: [{ text: 'Why do rivers bend?' }] }], inferenceConfig: { maxTokens: 64 }, ...more };
}

export function post(body: unknown): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
