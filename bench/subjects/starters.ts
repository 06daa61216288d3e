import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildHandler, Program } from '../processes/build';
import { Child, startChild } from '../processes/child';
import { FREE_TENANT, LIMITED_TENANT } from '../setting';
import { copyGateway, gatewayVariables } from './gateway';
import { UpstreamPorts } from '../upstream/main';
import { WorkRequest } from '../workload/works';
import { GatewaySettings } from './lambda/main';
import { InstalledPeer } from './peers/installed';
import { litellmConfig } from './peers/litellm/config';
import { LitellmSettings } from './peers/litellm/main';
import { litellmRequest } from './peers/litellm/request';
import { PortkeySettings } from './peers/portkey/main';
import { portkeyRequest } from './peers/portkey/request';
import { ProxySettings } from './proxy/serve';
import { PeerName, SubjectName } from './subjects';

export interface RunningSubject {
  readonly port: number;
  /** Absent: it knows no callers. */
  readonly apiKey?: string;
  /** Absent for `direct`, which is no process. */
  readonly child?: Child<number>;
  /** Asks for the same in the words of the subject. Absent: it is asked in those of the work. */
  readonly ask?: (request: WorkRequest) => WorkRequest;
}

/** Everything that can be started in front of the upstream; `two clients` for its start alone. */
export type StartedName = Exclude<SubjectName, 'direct'> | 'two clients';

/** Starts a process of a subject, as often as it is called. */
export type Starter = () => Promise<RunningSubject & { readonly child: Child<number> }>;

export interface StarterOptions {
  /** Folder that holds the `index.js` of the gateway. */
  readonly bundle: string;
  /** A folder of this run. */
  readonly folder: string;
  readonly programs: (program: Program) => string;
  readonly upstream: UpstreamPorts;
  /** By tenant. */
  readonly apiKeys: Readonly<Record<typeof FREE_TENANT | typeof LIMITED_TENANT, string>>;
  readonly peers: ReadonlyMap<PeerName, InstalledPeer>;
  /** Where subjects run. Absent: anywhere. */
  readonly cores?: readonly number[];
}

/** What is in nobody's way and in nobody's favour: programs, and no more than that. */
const COMMON_VARIABLES = { NODE_NO_WARNINGS: '1' };

/** How each subject is started; peers that are not on this machine are left out. */
export function startersOf(options: StarterOptions): ReadonlyMap<StartedName, Starter> {
  const { bundle, folder, programs, upstream, apiKeys, peers, cores } = options;
  const proxy: ProxySettings = { bedrockPort: upstream.bedrock };
  const variables = gatewayVariables(upstream);
  const gateway: GatewaySettings = { folder: copyGateway(bundle, join(folder, 'gateway')) };
  const free = apiKeys[FREE_TENANT];

  const starter = (
    name: StartedName, program: Program, settings: object, more: Partial<Pick<RunningSubject, 'apiKey' | 'ask'> & { readonly variables: Record<string, string>; readonly errors: 'ignore' }> = { apiKey: free },
  ): [StartedName, Starter] => [name, async () => {
    const environment = { PATH: process.env.PATH ?? '', ...COMMON_VARIABLES, ...more.variables };
    const child = await startChild<number>({ name, file: programs(program), settings, environment, errors: more.errors, cores });
    return { child, port: child.ready, apiKey: more.apiKey, ask: more.ask };
  }];

  const front = (name: StartedName, handler: Parameters<typeof buildHandler>[0]) =>
    starter(name, 'gateway', { folder: buildHandler(handler, folder) } satisfies GatewaySettings, { variables, apiKey: free });

  const starters = [
    starter('bare', 'bare', proxy),
    starter('bare+SigV4', 'signing', proxy),
    front('front', 'pass-through'),
    front('two clients', 'two-clients'),
    starter('gateway', 'gateway', gateway, { variables, apiKey: free }),
    starter('gateway+admission', 'gateway', gateway, { variables, apiKey: apiKeys[LIMITED_TENANT] }),
  ];
  const portkey = peers.get('Portkey');
  if (portkey) {
    starters.push(starter('Portkey', 'portkey', { program: portkey.program } satisfies PortkeySettings, {
      // It would pass a key on to Bedrock in place of its own signature.
      variables: { NODE_ENV: 'production' }, errors: 'ignore', ask: (request) => portkeyRequest(request, upstream.bedrock),
    }));
  }
  const litellm = peers.get('LiteLLM');
  if (litellm) {
    const configFile = join(folder, 'litellm.yaml');
    writeFileSync(configFile, litellmConfig(upstream.bedrock, free));
    starters.push(starter('LiteLLM', 'litellm', { program: litellm.program, configFile } satisfies LitellmSettings, {
      variables: LITELLM_VARIABLES, apiKey: free, ask: litellmRequest,
    }));
  }
  return new Map(starters);
}

/** Production's way to log, prices that come with the package, and nothing else. Source: https://docs.litellm.ai/docs/proxy/prod */
const LITELLM_VARIABLES = { LITELLM_LOG: 'ERROR', LITELLM_MODE: 'PRODUCTION', LITELLM_LOCAL_MODEL_COST_MAP: 'True' };
