// `npm run bench -- --growth`: how latency, CPU time and memory grow with what a gateway holds and what it is sent.
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { GROWTH_HELP, GrowthArguments, parseGrowthArguments } from './arguments';
import { growthDocument } from './document';
import { buildReadableGateway, profileGrowth } from './profiles';
import { GrowthCircumstances, growthCircumstancesText, profileTable, reportGrowth } from './report';
import { mostTenants, runGrowth } from './run';
import { GrowthStage, startGrowthStage } from './stage';
import { UsageError } from '../arguments';
import { BenchmarkFailure } from '../method/measure';
import { machineTime, otherLoad, QUIET } from '../method/other-load';
import { buildPrograms } from '../processes/build';
import { ChildFailure } from '../processes/child';
import { takeCores } from '../processes/cores';
import { Usage } from '../processes/protocol';
import { ownUsage } from '../processes/usage';
import { textTable } from '../report/format';

const ROOT = resolve(__dirname, '../..');
const DOCUMENT = join(ROOT, 'docs/benchmarks-growth.md');
/** A profile has one look in a millisecond: it takes more of them than a sample to see small things. */
const PROFILE_SAMPLES = 3;

const PLOTS = join(ROOT, 'docs/growth');

async function main(words: readonly string[]): Promise<void> {
  const given = parseGrowthArguments(words);
  if (given.help) return void process.stdout.write(GROWTH_HELP);
  const bundle = resolve(ROOT, given.bundle);
  if (!existsSync(join(bundle, 'index.js'))) {
    throw new UsageError(`there is no index.js in ${bundle}: build the gateway with "node scripts/bundle.mjs", or name its folder with --bundle`);
  }
  quietenCdk();
  mkdirSync(join(ROOT, '.cache'), { recursive: true });
  const folder = mkdtempSync(join(ROOT, '.cache', 'growth-'));
  try {
    await measureAndReport(given, words, bundle, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureAndReport(given: GrowthArguments, words: readonly string[], bundle: string, folder: string): Promise<void> {
  const { quick, schedule } = given;
  const cores = takeCores();
  const stage = await startGrowthStage({ bundle, folder, programs: buildPrograms(folder), cores, tenants: mostTenants(quick) });
  try {
    const [machineBefore, ownBefore] = [machineTime(), await usedByAll(stage)];
    const samples = await runGrowth({ stage, quick, schedule, random: Math.random, progress: showProgress });
    const load = otherLoad(machineBefore, machineTime(), await usedByAll(stage) - ownBefore);
    showProgress('writing down where the time goes');
    const profiles = await profileGrowth(stage, quick, buildReadableGateway(folder), PROFILE_SAMPLES * schedule.sampleMs);
    const circumstances: GrowthCircumstances = {
      date: new Date().toISOString().slice(0, 10),
      command: ['npm run bench -- --growth', ...words].join(' '),
      node: process.version,
      platform: `${process.platform} ${process.arch}`,
      processor: cpus()[0]?.model ?? 'unknown',
      cores: cores ? cores.subject.length + cores.others.length : availableParallelism(),
      ownCore: cores !== undefined,
      otherLoad: load,
      bundleBytes: statSync(join(bundle, 'index.js')).size,
      schedule,
      samples: samples.length,
      disturbedSamples: samples.filter((sample) => sample.otherLoad > QUIET).length,
    };
    const reports = reportGrowth(samples);
    const tables = [...reports.flatMap(({ growth, details }) => [growth, ...details.map(({ values }) => values)]), ...profiles.map(profileTable)];
    process.stdout.write(`\n${tables.map(textTable).join('\n')}\n${growthCircumstancesText(circumstances).join('\n')}\n`);
    if (given.jsonFile !== undefined) writeFileSync(given.jsonFile, `${JSON.stringify({ circumstances, samples, profiles }, undefined, 2)}\n`);
    if (!given.write) return;
    rmSync(PLOTS, { recursive: true, force: true });
    mkdirSync(PLOTS, { recursive: true });
    for (const { fileName, svg } of reports.flatMap(({ details }) => details)) {
      if (svg !== undefined) writeFileSync(join(PLOTS, fileName), svg);
    }
    writeFileSync(DOCUMENT, growthDocument(reports, profiles, circumstances));
  } finally {
    await stage.stop();
  }
}

async function usedByAll({ children }: GrowthStage): Promise<number> {
  const usages = await Promise.all(children.map((child) => child.ask<Usage>('usage')));
  return usages.reduce((sum, { cpuMs }) => sum + cpuMs, ownUsage().cpuMs);
}

/** It warns of deprecated members that it uses itself, and announces every asset. */
function quietenCdk(): void {
  process.env.JSII_DEPRECATED = 'quiet';
  const write = process.stderr.write.bind(process.stderr) as (...written: unknown[]) => boolean;
  process.stderr.write = ((...written: unknown[]) => String(written[0]).startsWith('Bundling asset ') || write(...written)) as typeof process.stderr.write;
}

function showProgress(message: string): void {
  process.stderr.write(`▸ ${message}\n`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const expected = [UsageError, BenchmarkFailure, ChildFailure].some((kind) => error instanceof kind);
  process.stderr.write(`✗ ${error instanceof Error ? (expected ? undefined : error.stack) ?? error.message : String(error)}\n`);
  if (error instanceof UsageError) process.stderr.write(`\n${GROWTH_HELP}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
});
