import { closeSync, fstatSync, ftruncateSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { EstateSize, renderEstate, tenantName } from './plans';
import { Program } from '../processes/build';
import { Child, startChild } from '../processes/child';
import { Cores } from '../processes/cores';
import { FREE_TENANT } from '../setting';
import { copyGateway, gatewayVariables } from '../subjects/gateway';
import { newApiKey, RunningSubject, sha256 } from '../subjects/start';
import { UpstreamPorts, UpstreamSettings } from '../upstream/main';
import { putKeys, tableClient } from '../upstream/quota-table';

/** A gateway, or a proxy to compare it with. */
export interface Gateway extends RunningSubject {
  readonly child: Child<number>;
  /** Bytes that it has logged since this was asked last. */
  takeLogged(): number;
}

export interface GrowthStage {
  readonly upstream: Child<UpstreamPorts>;
  /** Keys of the tenants with a quota. */
  readonly keys: readonly string[];
  readonly children: readonly Child<unknown>[];
  /** @param name unique @param bundle folder with another `index.js` */
  startGateway(name: string, size: EstateSize, bundle?: string): Promise<Gateway>;
  startProxy(): Promise<Gateway>;
  stop(): Promise<void>;
}

export interface GrowthStageOptions {
  /** Folder that holds the `index.js` of the gateway. */
  readonly bundle: string;
  /** An empty folder of this run. */
  readonly folder: string;
  readonly programs: (program: Program) => string;
  readonly cores?: Cores;
  /** The most that any gateway has. */
  readonly tenants: number;
}

/** Starts the upstream, with an API key for every tenant in its table. */
export async function startGrowthStage({ bundle, folder, programs, cores, tenants }: GrowthStageOptions): Promise<GrowthStage> {
  const children: Child<unknown>[] = [];
  const files: number[] = [];
  const environment = { PATH: process.env.PATH ?? '', NODE_NO_WARNINGS: '1' };
  const freeKey = newApiKey();
  const keys = Array.from({ length: tenants }, newApiKey);
  const known: UpstreamSettings = { keys: [{ tenant: FREE_TENANT, sha256: sha256(freeKey) }] };
  const upstream = await startChild<UpstreamPorts>({ name: 'mock upstream', file: programs('upstream'), settings: known, environment, cores: cores?.others });
  children.push(upstream);
  const table = tableClient(upstream.ready.table);
  await putKeys(table, keys.map((key, index) => ({ tenant: tenantName(index), sha256: sha256(key) })), 'tenant-key');
  table.destroy();

  const start = async (name: string, program: Program, settings: unknown, variables: Readonly<Record<string, string>>): Promise<Gateway> => {
    // To a file as to a log stream every byte is copied once.
    const output = openSync(join(folder, `${name}.log`), 'a');
    files.push(output);
    const child = await startChild<number>({
      name, file: programs(program), settings, environment: { ...environment, ...variables }, cores: cores?.subject, output,
    });
    children.push(child);
    const takeLogged = () => {
      const { size } = fstatSync(output);
      ftruncateSync(output);
      return size;
    };
    return { child, port: child.ready, apiKey: freeKey, takeLogged };
  };

  return {
    upstream,
    keys,
    children,
    startGateway: (name, size, ownBundle = bundle) =>
      start(name, 'gateway', { folder: copyGateway(ownBundle, join(folder, name), renderEstate(size).json) }, gatewayVariables(upstream.ready)),
    startProxy: () => start('signing proxy', 'signing', { bedrockPort: upstream.ready.bedrock }, {}),
    async stop() {
      await Promise.all(children.map((child) => child.stop()));
      files.forEach(closeSync);
    },
  };
}
