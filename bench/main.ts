import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { BenchmarkArguments, HELP, parseArguments, UsageError } from './arguments';
import { BenchmarkFailure } from './method/measure';
import { machineTime, otherLoad } from './method/other-load';
import { runBenchmark } from './method/run';
import { runPlanning } from './planning/measure';
import { PlanningCircumstances, planningDocument, planningMethod, planningTables } from './planning/report';
import { buildPrograms } from './processes/build';
import { ChildFailure } from './processes/child';
import { takeCores } from './processes/cores';
import { Usage } from './processes/protocol';
import { ownUsage } from './processes/usage';
import { Circumstances, circumstancesText, documentOf, methodText } from './report/document';
import { textTable, wrap } from './report/format';
import { Table, tablesOf } from './report/tables';
import { Stage, startStage } from './subjects/start';
import { SUBJECTS } from './subjects/subjects';
import { WORKS } from './workload/works';

const ROOT = resolve(__dirname, '..');
const LINE_LENGTH = 118;
const DOCUMENT = join(ROOT, 'docs/benchmarks.md');
const PLANNING_DOCUMENT = join(ROOT, 'docs/benchmarks-planning.md');

async function benchmark(words: readonly string[]): Promise<void> {
  const given = parseArguments(words);
  if (given.help) return void process.stdout.write(HELP);
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

async function measureAndReport(given: BenchmarkArguments, words: readonly string[], bundle: string, folder: string): Promise<void> {
  const cores = takeCores();
  const stage = await startStage({ bundle, folder, programs: buildPrograms(folder), cores });
  try {
    const [machineBefore, ownBefore] = [machineTime(), await ownCpuMs(stage)];
    const samples = await runBenchmark({
      stage, schedule: given.schedule, random: Math.random, progress: showProgress,
    });
    const load = otherLoad(machineBefore, machineTime(), await ownCpuMs(stage) - ownBefore);

    const circumstances: Circumstances = {
      ...hereAndNow(words),
      cores: availableParallelismOf(cores),
      ownCore: cores !== undefined,
      otherLoad: load,
      bundleBytes: statSync(join(bundle, 'index.js')).size,
      schedule: given.schedule,
    };
    const tables = tablesOf(samples, SUBJECTS, WORKS);
    print(tables, circumstancesText(circumstances), methodText(circumstances));
    if (given.jsonFile !== undefined) writeFileSync(given.jsonFile, `${JSON.stringify({ circumstances, samples }, undefined, 2)}\n`);
    if (given.write) writeFileSync(DOCUMENT, documentOf(tables, circumstances));
  } finally {
    await stage.stop();
  }
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
  print(tables, circumstancesText(circumstances), planningMethod(circumstances));
  if (given.jsonFile !== undefined) writeFileSync(given.jsonFile, `${JSON.stringify({ circumstances, samples }, undefined, 2)}\n`);
  if (given.write) writeFileSync(PLANNING_DOCUMENT, planningDocument(tables, circumstances));
}

function hereAndNow(words: readonly string[]): Pick<Circumstances, 'date' | 'command' | 'node' | 'platform' | 'processor'> {
  return {
    date: new Date().toISOString().slice(0, 10),
    command: ['npm run bench', ...(words.length === 0 ? [] : ['--', ...words])].join(' '),
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    processor: cpus()[0]?.model ?? 'unknown',
  };
}

function print(tables: readonly Table[], circumstances: readonly string[], method: string): void {
  const parts = [...tables.map(textTable), `${circumstances.join('\n')}\n`, `${wrap(method, LINE_LENGTH)}\n`];
  process.stdout.write(`\n${parts.join('\n')}`);
}

function showProgress(message: string): void {
  process.stderr.write(`▸ ${message}\n`);
}

/** This process may have given one core away, and does not count it any more. */
function availableParallelismOf(cores: ReturnType<typeof takeCores>): number {
  return cores ? cores.subject.length + cores.others.length : availableParallelism();
}

async function ownCpuMs({ upstream, subjects }: Stage): Promise<number> {
  const children = [upstream, ...[...subjects.values()].flatMap(({ child }) => child ? [child] : [])];
  const usages = await Promise.all(children.map((child) => child.ask<Usage>('usage')));
  return usages.reduce((sum, { cpuMs }) => sum + cpuMs, ownUsage().cpuMs);
}

benchmark(process.argv.slice(2)).catch((error: unknown) => {
  const expected = [UsageError, BenchmarkFailure, ChildFailure].some((kind) => error instanceof kind);
  process.stderr.write(`✗ ${error instanceof Error ? (expected ? undefined : error.stack) ?? error.message : String(error)}\n`);
  if (error instanceof UsageError) process.stderr.write(`\n${HELP}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
});
