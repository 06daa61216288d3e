import { parseArgs } from 'node:util';
import { Profile, ProfileName, PROFILES } from './profile';

/** What the command line asks for. */
export interface Options {
  readonly profile: Profile;
  /** Ids, or beginnings of ids; absent: every scenario. */
  readonly only?: readonly string[];
  /** Writes docs/scorecard.md. */
  readonly write: boolean;
  /** Writes every observation to this file. */
  readonly json?: string;
  readonly help: boolean;
}

export const USAGE = `npm run scorecard -- [options]

  --profile fast|full  scaled or true timings (default fast)
  --only ID,…          these scenarios; S08 stands for S08-resume, S08-failClean, …
  --write              writes docs/scorecard.md
  --json FILE          writes verdicts and observations as JSON
  --help               prints this
`;

/** @throws Error that says what is wrong with the command line */
export function readOptions(words: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...words],
    options: {
      profile: { type: 'string', default: 'fast' },
      only: { type: 'string' },
      write: { type: 'boolean', default: false },
      json: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (!isProfileName(values.profile)) throw new Error(`--profile: received ${values.profile}; expected one of ${Object.keys(PROFILES).join(', ')}.`);
  const only = values.only?.split(',').map((id) => id.trim()).filter((id) => id !== '');
  if (only?.length === 0) throw new Error(`--only: received "${values.only}"; expected the ids of scenarios, such as S08,B30.`);
  if (only !== undefined && values.write) throw new Error('--write: received together with --only; expected a run of every scenario. Remove one of the two.');
  return {
    profile: PROFILES[values.profile],
    write: values.write,
    help: values.help,
    ...(only === undefined ? {} : { only }),
    ...(values.json === undefined ? {} : { json: values.json }),
  };
}

/** The scenarios that `--only` names. @throws Error when it names one that does not exist */
export function selectScenarios<Scenario extends { readonly id: string }>(
  scenarios: readonly Scenario[], only?: readonly string[],
): readonly Scenario[] {
  if (only === undefined) return scenarios;
  const names = (id: string, wanted: string) => id === wanted || id.startsWith(`${wanted}-`);
  const unknown = only.find((wanted) => !scenarios.some(({ id }) => names(id, wanted)));
  if (unknown !== undefined) throw new Error(`--only: received ${unknown}; expected one of ${scenarios.map(({ id }) => id).join(', ')}.`);
  return scenarios.filter(({ id }) => only.some((wanted) => names(id, wanted)));
}

function isProfileName(name: string): name is ProfileName {
  return Object.hasOwn(PROFILES, name);
}
