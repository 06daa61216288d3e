import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { BenchmarkArguments, HELP, parseArguments, UsageError } from './arguments';
import { BenchmarkFailure, cpuOfAll } from './method/measure';
import { machineTime, otherLoad } from './method/other-load';
import { runPlanning } from './planning/measure';
import { PlanningCircumstances, planningDocument, planningMethod, planningTables } from './planning/report';
import { buildPrograms } from './processes/build';
import { ChildFailure } from './processes/child';
import { takeCores } from './processes/cores';
import { ownUsage } from './processes/usage';
import { Circumstances, circumstancesText, methodText, RequestCircumstances, requestCircumstancesText } from './report/document';
import { coresOf, hereAndNow, print, showProgress } from './report/print';
import { readmeFigures, withFigures } from './report/readme-figures';
import { documentFrom, samplesIn } from './report/request-page';
import { measureRequests, tablesOnTerminal, writeRequests } from './requests';
import { measureStreams } from './streams/measure';
import { disturbedAmong, StreamCircumstances, streamCircumstancesText, streamDocument, streamMethod } from './streams/report';
import { INSTALLED_PEERS, InstalledPeers, missingPeers, presentPeers, readInstalledPeers } from './subjects/peers/installed';
import { Stage, startStage } from './subjects/start';

const ROOT = resolve(__dirname, '..');
const README = join(ROOT, 'README.md');
const DOCUMENT = join(ROOT, 'docs/benchmarks.md');
const SAMPLES = join(ROOT, 'docs/benchmarks/samples.json');
const STREAMS_DOCUMENT = join(ROOT, 'docs/benchmarks-streams.md');
const PLANNING_DOCUMENT = join(ROOT, 'docs/benchmarks-planning.md');

async function benchmark(words: readonly string[]): Promise<void> {
  const given = parseArguments(words);
  if (given.help) return void process.stdout.write(HELP);
  if (given.again) return writeAgain();
  if (given.planning) return measurePlanning(given, words);
  const bundle = resolve(ROOT, given.bundle);
  if (!existsSync(join(bundle, 'index.js'))) {
    throw new UsageError(`there is no index.js in ${bundle}: build the gateway with "node scripts/bundle.mjs", or name its folder with --bundle`);
  }

  mkdirSync(join(ROOT, '.cache'), { recursive: true });
  const folder = mkdtempSync(join(ROOT, '.cache', 'bench-'));
  try {
    await measureAndReport(given, words, bundle, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What follows from the samples, with the words of today. */
function writeAgain(): void {
  const text = readFileSync(SAMPLES, 'utf8');
  writeFileSync(DOCUMENT, documentFrom(text, readFileSync(DOCUMENT, 'utf8')));
  writeFileSync(README, withFigures(readFileSync(README, 'utf8'), readmeFigures(samplesIn(text))));
}

async function measureAndReport(given: BenchmarkArguments, words: readonly string[], bundle: string, folder: string): Promise<void> {
  const cores = takeCores();
  const peers = readInstalledPeers(process.env[INSTALLED_PEERS]);
  for (const message of missingPeers(peers)) showProgress(message);
  const stage = await startStage({ bundle, folder, programs: buildPrograms(folder), peers: presentPeers(peers), cores });
  const setting: Setting = {
    ...hereAndNow(words),
    cores: coresOf(cores),
    ownCore: cores !== undefined,
    bundleBytes: statSync(join(bundle, 'index.js')).size,
  };
  try {
    const requests = given.streams ? undefined : await measureAndReportRequests(given, stage, setting, peers);
    const streams = given.streams || given.quick ? await measureAndReportStreams(given, stage, setting) : undefined;
    if (given.jsonFile !== undefined) writeFileSync(given.jsonFile, `${JSON.stringify({ ...requests, ...streams && { streams } }, undefined, 2)}\n`);
  } finally {
    await stage.stop();
  }
}

/** What is the same for everything that is measured on one stage. */
type Setting = Omit<Circumstances, 'otherLoad' | 'schedule'>;

/** A disturbed sample is taken again where there is time for it. */
function triesOf({ quick }: BenchmarkArguments): number {
  return quick ? 1 : 3;
}

async function measureAndReportRequests(given: BenchmarkArguments, stage: Stage, setting: Setting, peers: InstalledPeers) {
  const { quick, schedule } = given;
  const tries = triesOf(given);
  const { result, load } = await underOtherLoad(stage, () => measureRequests({
    stage, schedule, quick, tries, random: Math.random, progress: showProgress,
  }));
  const { samples, starts, startSchedule, disturbedSamples, page } = result;
  const circumstances: RequestCircumstances = {
    ...setting,
    otherLoad: load,
    schedule,
    starts: startSchedule,
    samples: samples.length,
    disturbedSamples,
    peers: [...presentPeers(peers)].map(([name, { version }]) => `${name} ${version}`),
    leftOut: missingPeers(peers),
  };
  print(tablesOnTerminal(page), requestCircumstancesText(circumstances), methodText(circumstances));
  if (given.write) writeRequests(DOCUMENT, SAMPLES, result, circumstances);
  return { circumstances, samples, starts };
}

async function measureAndReportStreams(given: BenchmarkArguments, stage: Stage, setting: Setting) {
  const { quick, streamSchedule: schedule } = given;
  const tries = triesOf(given);
  const { result, load } = await underOtherLoad(stage, () => measureStreams({
    stage, schedule, quick, tries, random: Math.random, progress: showProgress,
  }));
  const { memorySchedule: memory, memorySamples, samples, tables } = result;
  const circumstances: StreamCircumstances = {
    ...setting, otherLoad: load, schedule, tries, memory, samples: samples.length, disturbedSamples: disturbedAmong(samples),
  };
  print(tables, streamCircumstancesText(circumstances), streamMethod(circumstances));
  if (given.write) writeFileSync(STREAMS_DOCUMENT, streamDocument(tables, circumstances));
  return { circumstances, samples, memorySamples };
}

async function underOtherLoad<Result>(stage: Stage, run: () => Promise<Result>): Promise<{ readonly result: Result; readonly load: number }> {
  const [machineBefore, ownBefore] = [machineTime(), await cpuOfAll(stage)];
  const result = await run();
  return { result, load: otherLoad(machineBefore, machineTime(), await cpuOfAll(stage) - ownBefore) };
}

async function measurePlanning(given: BenchmarkArguments, words: readonly string[]): Promise<void> {
  const [machineBefore, ownBefore] = [machineTime(), ownUsage().cpuMs];
  const samples = await runPlanning({ schedule: given.schedule, random: Math.random, progress: showProgress });
  const circumstances: PlanningCircumstances = {
    ...hereAndNow(words),
    cores: availableParallelism(),
    otherLoad: otherLoad(machineBefore, machineTime(), ownUsage().cpuMs - ownBefore),
    schedule: given.schedule,
  };
  const tables = planningTables(samples);
  print(tables, circumstancesText(circumstances), [planningMethod(circumstances)]);
  if (given.jsonFile !== undefined) writeFileSync(given.jsonFile, `${JSON.stringify({ circumstances, samples }, undefined, 2)}\n`);
  if (given.write) writeFileSync(PLANNING_DOCUMENT, planningDocument(tables, circumstances));
}

benchmark(process.argv.slice(2)).catch((error: unknown) => {
  const expected = [UsageError, BenchmarkFailure, ChildFailure].some((kind) => error instanceof kind);
  process.stderr.write(`✗ ${error instanceof Error ? (expected ? undefined : error.stack) ?? error.message : String(error)}\n`);
  if (error instanceof UsageError) process.stderr.write(`\n${HELP}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
});
