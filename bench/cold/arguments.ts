import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { DEFAULT_BUNDLE, pathOf, roundsOf, UsageError } from '../arguments';

export interface ColdArguments {
  readonly help: boolean;
  readonly quick: boolean;
  readonly rounds: number;
  /** Folder that holds the `index.js` of the gateway. */
  readonly bundle: string;
  /** Binaries of Node.js beside the one that runs this. */
  readonly nodes: readonly string[];
  /** The file of Lambda's runtime interface client. Absent: handlers are started by the plain loader alone. */
  readonly runtimeClient?: string;
  /** Where the raw samples go. */
  readonly jsonFile?: string;
  /** Whether the report is written into the documentation. */
  readonly write: boolean;
}

export const COLD_ROUNDS = 15;

export const COLD_ROUNDS_QUICK = 3;

export const COLD_HELP = `Measures the cold start of the gateway: from the start of a process to the first good answer.

Usage: npm run bench -- --cold [options]

  --quick         ${COLD_ROUNDS_QUICK} rounds, on the running Node.js alone, within half a minute (default: ${COLD_ROUNDS} rounds, and
                  Node.js 22 and 24 from the npm registry as well, within five minutes)
  --ric           under Lambda's own runtime interface client as well, which is built at first use: needs cmake and g++
  --rounds N      another number of rounds
  --node FILE     a further binary of Node.js, in place of those from the registry; can be given several times
  --bundle DIR    folder with the index.js of the gateway (default: ${DEFAULT_BUNDLE})
  --json FILE     writes every sample to FILE
  --write         writes the report to docs/benchmarks-cold.md
  --help          prints this text
`;

/** @throws UsageError for anything that is not in `COLD_HELP` */
export function parseColdArguments(words: readonly string[]): ColdArguments {
  const { bundle, json, node: nodes, rounds, 'runtime-client': runtimeClient, ...flags } = valuesOf(words);
  const missing = nodes.find((file) => !existsSync(file));
  if (missing !== undefined) throw new UsageError(`--node names a binary of Node.js, and there is no file ${JSON.stringify(missing)}`);
  return {
    ...flags,
    rounds: rounds === undefined ? flags.quick ? COLD_ROUNDS_QUICK : COLD_ROUNDS : roundsOf(rounds),
    bundle: bundle === undefined ? DEFAULT_BUNDLE : pathOf('--bundle', bundle),
    nodes,
    ...runtimeClient !== undefined && { runtimeClient: pathOf('--runtime-client', runtimeClient) },
    ...json !== undefined && { jsonFile: pathOf('--json', json) },
  };
}

function valuesOf(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      options: {
        'quick': { type: 'boolean', default: false },
        'rounds': { type: 'string' },
        'bundle': { type: 'string' },
        'node': { type: 'string', multiple: true, default: [] },
        // Set by scripts/bench.mjs in place of --ric, once the client has been built.
        'runtime-client': { type: 'string' },
        'json': { type: 'string' },
        'write': { type: 'boolean', default: false },
        'help': { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
