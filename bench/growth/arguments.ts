import { parseArgs } from 'node:util';
import { DEFAULT_BUNDLE, Schedule, UsageError } from '../arguments';

export interface GrowthArguments {
  readonly help: boolean;
  /** With fewer sizes, and as short as it can be. */
  readonly quick: boolean;
  readonly schedule: Schedule;
  /** Folder that holds the `index.js` of the gateway. */
  readonly bundle: string;
  /** Where the raw samples go. */
  readonly jsonFile?: string;
  /** Whether the report and its plots are written into the documentation. */
  readonly write: boolean;
}

/** Ends within eight minutes on two cores. */
export const GROWTH: Schedule = { rounds: 5, warmUpMs: 250, sampleMs: 400 };

/** Ends within one minute. */
export const GROWTH_QUICK: Schedule = { rounds: 2, warmUpMs: 100, sampleMs: 200 };

const MOST_ROUNDS = 100;

export const GROWTH_HELP = `Measures how the gateway's latency, CPU time and memory grow with its targets, its tenants, its streams and its prompts.

Usage: npm run bench -- --growth [options]

  --quick         ${GROWTH_QUICK.rounds} short rounds with few sizes, about a minute (default: ${GROWTH.rounds} rounds, under eight minutes)
  --rounds N      another number of rounds, from 1 to ${MOST_ROUNDS}
  --bundle DIR    folder with the index.js of the gateway (default: ${DEFAULT_BUNDLE})
  --json FILE     writes every sample to FILE
  --write         writes the report to docs/benchmarks-growth.md, and its plots to docs/growth
  --help          prints this text
`;

/** @throws UsageError for anything that is not in `GROWTH_HELP` */
export function parseGrowthArguments(words: readonly string[]): GrowthArguments {
  const values = valuesOf(words);
  if (values.quick && values.write) throw new UsageError('--quick leaves out most sizes: leave out --quick or --write');
  return {
    help: values.help,
    quick: values.quick,
    schedule: { ...values.quick ? GROWTH_QUICK : GROWTH, ...values.rounds !== undefined && { rounds: roundsOf(values.rounds) } },
    bundle: pathOf('--bundle', values.bundle ?? DEFAULT_BUNDLE),
    ...values.json !== undefined && { jsonFile: pathOf('--json', values.json) },
    write: values.write,
  };
}

function valuesOf(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      options: {
        quick: { type: 'boolean', default: false },
        rounds: { type: 'string' },
        bundle: { type: 'string' },
        json: { type: 'string' },
        write: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function roundsOf(text: string): number {
  const rounds = /^\d+$/.test(text) ? Number(text) : NaN;
  if (rounds >= 1 && rounds <= MOST_ROUNDS) return rounds;
  throw new UsageError(`--rounds must be a whole number from 1 to ${MOST_ROUNDS}, not ${JSON.stringify(text)}`);
}

function pathOf(option: string, text: string): string {
  if (text !== '') return text;
  throw new UsageError(`${option} needs a path, not an empty text`);
}
