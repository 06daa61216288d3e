import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { COLD_HELP, parseColdArguments } from './arguments';
import { ColdCircumstances, coldCircumstancesText, coldDocument, coldMethod, coldTables } from './report';
import { runCold } from './run';
import { UsageError } from '../arguments';
import { BenchmarkFailure } from '../method/measure';
import { otherLoad } from '../method/other-load';
import { ChildFailure } from '../processes/child';
import { takeCores } from '../processes/cores';
import { coresOf, hereAndNow, print, showProgress } from '../report/print';

const ROOT = resolve(__dirname, '../..');
const DOCUMENT = join(ROOT, 'docs/benchmarks-cold.md');

// `npm run bench -- --cold`: from the start of a process to the first good answer.
async function main(words: readonly string[]): Promise<void> {
  const given = parseColdArguments(words);
  if (given.help) return void process.stdout.write(COLD_HELP);
  const bundle = resolve(ROOT, given.bundle);
  if (!existsSync(join(bundle, 'index.js'))) {
    throw new UsageError(`there is no index.js in ${bundle}: build the gateway with "node scripts/bundle.mjs", or name its folder with --bundle`);
  }
  mkdirSync(join(ROOT, '.cache'), { recursive: true });
  const folder = mkdtempSync(join(ROOT, '.cache', 'bench-cold-'));
  try {
    const cores = takeCores();
    const { rounds, runtimeClient } = given;
    const { subjects, samples, machine: [before, after], usedMs } = await runCold({
      bundle, folder, nodes: [process.execPath, ...given.nodes], runtimeClient, rounds, cores, random: Math.random, progress: showProgress,
    });
    const circumstances: ColdCircumstances = {
      ...hereAndNow(['--cold', ...typedWords(words)]), cores: coresOf(cores), otherLoad: otherLoad(before, after, usedMs), rounds, ownCore: cores !== undefined, subjects,
    };
    const tables = coldTables(samples, subjects);
    print(tables, coldCircumstancesText(circumstances), coldMethod(circumstances));
    if (given.jsonFile !== undefined) writeFileSync(given.jsonFile, `${JSON.stringify({ circumstances, samples }, undefined, 2)}\n`);
    if (given.write) writeFileSync(DOCUMENT, coldDocument(tables, circumstances));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Without what scripts/bench.mjs has put in: it belongs to this machine. */
function typedWords(words: readonly string[]): readonly string[] {
  const [word, , ...others] = words;
  if (word === undefined) return [];
  if (word === '--node') return typedWords(others);
  if (word === '--runtime-client') return ['--ric', ...typedWords(others)];
  return [word, ...typedWords(words.slice(1))];
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const expected = [UsageError, BenchmarkFailure, ChildFailure].some((kind) => error instanceof kind);
  process.stderr.write(`✗ ${error instanceof Error ? (expected ? undefined : error.stack) ?? error.message : String(error)}\n`);
  if (error instanceof UsageError) process.stderr.write(`\n${COLD_HELP}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
});
