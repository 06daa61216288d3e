import { parseArgs } from 'node:util';

/** How long the parts of a run take. */
export interface Schedule {
  readonly rounds: number;
  /** For each subject and work, once, before the rounds; some subjects take a multiple of it. With `--planning`: for each variant. */
  readonly warmUpMs: number;
  /** For each subject and work, in every round. With `--planning`: for each variant. */
  readonly sampleMs: number;
}

export interface BenchmarkArguments {
  readonly help: boolean;
  /** Whether planning is measured, in place of the gateway. */
  readonly planning: boolean;
  /** Whether streams are measured, in place of everything else. */
  readonly streams: boolean;
  readonly quick: boolean;
  /** Whether those peers are measured as well that npm does not bring. */
  readonly peers: boolean;
  readonly schedule: Schedule;
  /** Of the streams; of nothing else with `--streams`. */
  readonly streamSchedule: Schedule;
  /** Folder that holds the `index.js` of the gateway. */
  readonly bundle: string;
  /** Where the raw samples go. */
  readonly jsonFile?: string;
  /** Whether the report is written into the documentation. */
  readonly write: boolean;
  /** Whether nothing is measured, and the report of the last run is written once more. */
  readonly again: boolean;
}

/** The command line is not understood; the message is for the person who typed it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Ends within half an hour on two quiet cores, with both peers. */
export const FULL: Schedule = { rounds: 5, warmUpMs: 1_000, sampleMs: 1_000 };

/** Ends within two minutes on two cores, with the peer that npm brings. */
export const QUICK: Schedule = { rounds: 3, warmUpMs: 100, sampleMs: 250 };

/** The part of a run with streams that takes the same time each. Ends within a quarter of an hour, the memory of streams included. */
export const STREAMS: Schedule = { rounds: 5, warmUpMs: 250, sampleMs: 500 };

/** Ends within one minute, the memory of streams included. */
export const STREAMS_QUICK: Schedule = { rounds: 2, warmUpMs: 100, sampleMs: 200 };

/** Ends within three minutes: no variant takes longer than it is given. */
export const PLANNING: Schedule = { rounds: 7, warmUpMs: 150, sampleMs: 100 };

/** Ends within half a minute. */
export const PLANNING_QUICK: Schedule = { rounds: 3, warmUpMs: 50, sampleMs: 25 };

export const DEFAULT_BUNDLE = 'assets/gateway';

const MOST_ROUNDS = 1_000;

export const HELP = `Measures what the gateway adds to a request, against a bare reverse proxy and beside other gateways on the same mock upstream.

Usage: npm run bench -- [options]

  --streams       measures instead streamed answers: first token, CPU time and memory, within a quarter of an hour
  --planning      measures instead how many requests a second the core can plan, without any I/O
  --synth         measures instead how long large gateways take to synthesize; goes with --write alone
  --cold          measures instead the cold start; "--cold --help" lists its options
  --growth        measures instead how everything grows with targets, tenants, streams and prompts; has options of its own
  --quick         ${QUICK.rounds} short rounds, and a little of --streams, under two minutes (default: ${FULL.rounds} rounds, under half an hour)
  --peers         LiteLLM's proxy as well, where there are Linux, Python 3 and PyPI; Portkey, from npm, is part of every run without
                  one of the options above
  --rounds N      another number of rounds, from 1 to ${MOST_ROUNDS}
  --bundle DIR    folder with the index.js of the gateway (default: ${DEFAULT_BUNDLE})
  --json FILE     writes every sample to FILE
  --write         writes the report to docs/benchmarks.md and every sample to docs/benchmarks/samples.json (with --planning or --streams: to docs/benchmarks-planning.md
                  or docs/benchmarks-streams.md)
  --again         measures nothing: writes docs/benchmarks.md, and its figures in README.md, from docs/benchmarks/samples.json
  --help          prints this text
`;

/** @throws UsageError for anything that is not in `HELP` */
export function parseArguments(words: readonly string[]): BenchmarkArguments {
  const values = valuesOf(words);
  if (values.planning && values.bundle !== undefined) {
    throw new UsageError('--planning measures the sources of the core and no bundle: leave out --bundle or --planning');
  }
  if (values.planning && values.streams) throw new UsageError('--planning and --streams measure different things: give one of them');
  if (values.again && words.length > 1) throw new UsageError('--again measures nothing: leave out all other options');
  const [full, quick] = values.planning ? [PLANNING, PLANNING_QUICK] : [FULL, QUICK];
  const pace = values.quick ? quick : full;
  const streamPace = values.quick ? STREAMS_QUICK : STREAMS;
  const rounds = values.rounds === undefined ? {} : { rounds: roundsOf(values.rounds) };
  return {
    help: values.help,
    planning: values.planning,
    streams: values.streams,
    quick: values.quick,
    peers: values.peers,
    schedule: { ...pace, ...rounds },
    streamSchedule: { ...streamPace, ...rounds },
    bundle: values.bundle === undefined ? DEFAULT_BUNDLE : pathOf('--bundle', values.bundle),
    ...(values.json === undefined ? {} : { jsonFile: pathOf('--json', values.json) }),
    write: values.write,
    again: values.again,
  };
}

function valuesOf(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      options: {
        planning: { type: 'boolean', default: false },
        streams: { type: 'boolean', default: false },
        quick: { type: 'boolean', default: false },
        peers: { type: 'boolean', default: false },
        rounds: { type: 'string' },
        bundle: { type: 'string' },
        json: { type: 'string' },
        write: { type: 'boolean', default: false },
        again: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

export function roundsOf(text: string): number {
  const rounds = /^\d+$/.test(text) ? Number(text) : NaN;
  if (rounds >= 1 && rounds <= MOST_ROUNDS) return rounds;
  throw new UsageError(`--rounds must be a whole number from 1 to ${MOST_ROUNDS}, not ${JSON.stringify(text)}`);
}

export function pathOf(option: string, text: string): string {
  if (text !== '') return text;
  throw new UsageError(`${option} needs a path, not an empty text`);
}
