// `npm run bench -- --synth`: how long it takes to synthesize large apps, and how near they come to the limits of AWS.
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { LIMITS, synthesize, SynthesisFigures, SynthesisSize } from './app';
import { synthesisDocument, synthesisTable, SynthesisResult } from './report';
import { textTable } from '../report/format';

/** Growth in each direction, to the size that the design promises. */
const SIZES: readonly SynthesisSize[] = [
  { tenants: 10, routes: 5, shards: 1 },
  { tenants: 100, routes: 5, shards: 1 },
  { tenants: 1_000, routes: 5, shards: 1 },
  { tenants: 1_000, routes: 50, shards: 1 },
  { tenants: 1_000, routes: 50, shards: 8 },
];
const ROUNDS = 3;
const DOCUMENT = join(resolve(__dirname, '../..'), 'docs/benchmarks-synth.md');

function measure(): readonly SynthesisResult[] {
  // The first app also pays for loading CDK.
  synthesize(SIZES[0]!, () => performance.now());
  return SIZES.map((size) => {
    process.stderr.write(`▸ ${size.tenants} tenants, ${size.routes} routes, ${size.shards} shards\n`);
    const rounds = Array.from({ length: ROUNDS }, () => synthesize(size, () => performance.now()));
    const times = rounds.map(({ milliseconds }) => milliseconds).sort((one, other) => one - other);
    const [figures] = rounds as [SynthesisFigures];
    return { size, figures, milliseconds: { median: times[Math.floor(ROUNDS / 2)]!, min: times[0]!, max: times[ROUNDS - 1]! } };
  });
}

const unknown = process.argv.slice(2).find((word) => word !== '--write');
if (unknown !== undefined) {
  process.stderr.write(`✗ --synth goes with --write alone, not with ${unknown}\n`);
  process.exit(2);
}
const results = measure();
const table = synthesisTable(results, LIMITS);
process.stdout.write(`\n${textTable(table)}\n`);
const circumstances = {
  date: new Date().toISOString().slice(0, 10), node: process.version, processor: cpus()[0]?.model ?? 'unknown', cores: cpus().length, rounds: ROUNDS,
};
if (process.argv.includes('--write')) writeFileSync(DOCUMENT, synthesisDocument(table, circumstances));
