import { execFileSync } from 'node:child_process';
import { BuiltSubject, buildSubject } from './build-handlers';
import { Launch, underLoader, underRuntimeClient } from './launch';
import { ColdSample, LoaderName, sampleOf } from './sample';
import { COLD_SUBJECTS } from './subjects';
import { Arrival } from './upstream';
import { BenchmarkFailure } from '../method/measure';
import { MachineTime, machineTime } from '../method/other-load';
import { shuffle } from '../method/shuffle';
import { buildPrograms } from '../processes/build';
import { Child, startChild } from '../processes/child';
import { Cores } from '../processes/cores';
import { Usage } from '../processes/protocol';
import { ownUsage } from '../processes/usage';
import { CREDENTIALS, LIMITED_TENANT } from '../setting';
import { gatewayVariables } from '../subjects/gateway';
import { restEvent } from '../subjects/lambda/rest-event';
import { newApiKey, sha256 } from '../subjects/start';
import { UpstreamPorts, UpstreamSettings } from '../upstream/main';
import { Work, WORKS } from '../workload/works';

export interface ColdRunOptions {
  /** Folder that holds the `index.js` of the gateway. */
  readonly bundle: string;
  /** An empty folder of this run. */
  readonly folder: string;
  /** Binaries of Node.js. */
  readonly nodes: readonly string[];
  /** The file of Lambda's runtime interface client, if there is one. */
  readonly runtimeClient?: string;
  readonly rounds: number;
  readonly cores?: Cores;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Told what happens next. */
  readonly progress: (message: string) => void;
}

export interface ColdRun {
  readonly subjects: readonly BuiltSubject[];
  readonly samples: readonly ColdSample[];
  /** Processor time of the machine: before the rounds, and after them. */
  readonly machine: readonly [MachineTime, MachineTime];
  /** What the upstream and the starts of the rounds have used of it. */
  readonly usedMs: number;
}

interface Start {
  readonly node: string;
  readonly version: string;
  readonly loader: LoaderName;
  readonly subject: BuiltSubject;
  readonly marked: boolean;
}

const PROGRAMS = { loader: 'cold/loader.ts', upstream: 'cold/upstream.ts' };

const [CONVERSE] = WORKS;

/** @throws BenchmarkFailure when a handler did not start, or answered wrong */
export async function runCold(options: ColdRunOptions): Promise<ColdRun> {
  const { bundle, folder, nodes, runtimeClient, rounds, cores, random, progress } = options;
  const programs = buildPrograms(folder, PROGRAMS);
  const apiKey = newApiKey();
  const settings: UpstreamSettings = { keys: [{ tenant: LIMITED_TENANT, sha256: sha256(apiKey) }] };
  const subjects: BuiltSubject[] = [];
  for (const subject of COLD_SUBJECTS) subjects.push(await buildSubject(subject, bundle, folder));

  const launches = new Map<LoaderName, Launch>([['plain', underLoader(programs('loader'))]]);
  if (runtimeClient !== undefined) launches.set('runtime interface client', underRuntimeClient(runtimeClient));
  const starts = nodes.flatMap((node) => startsOn(node, subjects, [...launches.keys()]));

  const upstream = await startChild<UpstreamPorts>({
    name: 'mock upstream',
    file: programs('upstream'),
    settings,
    environment: { NODE_NO_WARNINGS: '1', PATH: process.env.PATH ?? '' },
    cores: cores?.others,
  });
  const measure = createMeter(upstream, launches, eventOf(CONVERSE, apiKey), cores);
  try {
    progress(`checking the first answers of ${starts.length} starts`);
    for (const start of starts) await measure(start, 0);
    const used = async () => ownUsage().cpuMs + (await upstream.ask<Usage>('usage')).cpuMs;
    const [before, usedBefore] = [machineTime(), await used()];
    const samples: ColdSample[] = [];
    for (let round = 1; round <= rounds; round++) {
      progress(`round ${round} of ${rounds}`);
      for (const start of shuffle(starts, random)) samples.push(await measure(start, round));
    }
    const usedMs = samples.reduce((sum, { cpuMs = 0 }) => sum + cpuMs, await used() - usedBefore);
    return { subjects, samples, machine: [before, machineTime()], usedMs };
  } finally {
    await upstream.stop();
  }
}

function startsOn(node: string, subjects: readonly BuiltSubject[], loaders: readonly LoaderName[]): readonly Start[] {
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
  const shipped = loaders.flatMap((loader) => subjects.map((subject) => ({ node, version, loader, subject, marked: false })));
  const marked = subjects.filter((subject) => subject.marked !== undefined)
    .map((subject) => ({ node, version, loader: 'plain' as const, subject, marked: true }));
  return [...shipped, ...marked];
}

function createMeter(upstream: Child<UpstreamPorts>, launches: ReadonlyMap<LoaderName, Launch>, event: unknown, cores: Cores | undefined) {
  const variables = { ...gatewayVariables(upstream.ready), AWS_DEFAULT_REGION: 'us-east-1', AWS_SESSION_TOKEN: CREDENTIALS.sessionToken };
  return async ({ node, version, loader, subject, marked }: Start, round: number): Promise<ColdSample> => {
    const place = `${subject.name}, Node.js ${version}, ${loader}`;
    const launch = launches.get(loader) as Launch;
    const folder = marked ? subject.marked ?? subject.folder : subject.folder;
    await upstream.ask('arrivals');
    const launched = await launch({ node, folder, event, variables, cores: cores?.subject });
    const wrong = CONVERSE.check(launched.answer);
    if (wrong !== undefined) throw new BenchmarkFailure(`${place}: ${wrong}`);
    const arrivals = await upstream.ask<readonly Arrival[]>('arrivals');
    const sample = sampleOf({ round, node: version, loader, subject: subject.name, marked }, launched, arrivals);
    const { tableCalls, bedrockCalls } = sample;
    if (subject.made.from === 'bundle' && (tableCalls < 2 || bedrockCalls !== 1)) {
      throw new BenchmarkFailure(`${place}: ${tableCalls} calls to the table and ${bedrockCalls} to Bedrock; expected were at least 2 and exactly 1`);
    }
    return sample;
  };
}

/** What API Gateway makes of the request, built before anything is timed. */
function eventOf({ path, body }: Work, apiKey: string): unknown {
  const headers = { 'content-type': 'application/json', 'authorization': `Bearer ${apiKey}` };
  const request = { method: 'POST', url: path, headers, rawHeaders: Object.entries(headers).flat(), socket: { remoteAddress: '192.0.2.1' } };
  return restEvent(request, body.toString('utf8'));
}
