import { createHash, randomBytes } from 'node:crypto';
import { API_KEY_PREFIX } from '../../src/contract/table';
import { Program } from '../processes/build';
import { Child, startChild } from '../processes/child';
import { Cores } from '../processes/cores';
import { FREE_TENANT, LIMITED_TENANT } from '../setting';
import { InstalledPeer } from './peers/installed';
import { RunningSubject, StartedName, Starter, startersOf } from './starters';
import { PeerName, SubjectName } from './subjects';
import { UpstreamPorts, UpstreamSettings } from '../upstream/main';

export type { RunningSubject } from './starters';

/** Everything that is running during a benchmark. */
export interface Stage {
  readonly upstream: Child<UpstreamPorts>;
  readonly subjects: ReadonlyMap<SubjectName, RunningSubject>;
  /** Start further processes, which whoever starts them stops. */
  readonly starters: ReadonlyMap<StartedName, Starter>;
  stop(): Promise<void>;
}

export interface StageOptions {
  /** Folder that holds the `index.js` of the gateway. */
  readonly bundle: string;
  /** An empty folder of this run. */
  readonly folder: string;
  readonly programs: (program: Program) => string;
  /** Absent: none. */
  readonly peers?: ReadonlyMap<PeerName, InstalledPeer>;
  readonly cores?: Cores;
}

/** Starts the upstream and one process for every subject. */
export async function startStage({ bundle, folder, programs, peers = new Map(), cores }: StageOptions): Promise<Stage> {
  const children: Child<unknown>[] = [];
  const stop = async () => { await Promise.all(children.map((child) => child.stop())); };
  try {
    const apiKeys = { [FREE_TENANT]: newApiKey(), [LIMITED_TENANT]: newApiKey() };
    const known: UpstreamSettings = { keys: Object.entries(apiKeys).map(([tenant, key]) => ({ tenant, sha256: sha256(key) })) };
    const upstream = await startChild<UpstreamPorts>({
      name: 'mock upstream',
      file: programs('upstream'),
      settings: known,
      environment: { PATH: process.env.PATH ?? '', NODE_NO_WARNINGS: '1' },
      cores: cores?.others,
    });
    children.push(upstream);
    const starters = startersOf({ bundle, folder, programs, peers, apiKeys, upstream: upstream.ready, cores: cores?.subject });

    const subjects = new Map<SubjectName, RunningSubject>([['direct', { port: upstream.ready.bedrock, apiKey: apiKeys[FREE_TENANT] }]]);
    for (const [name, start] of starters) {
      if (name === 'two clients') continue;
      const subject = await start();
      children.push(subject.child);
      subjects.set(name, subject);
    }
    return { upstream, subjects, starters, stop };
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
