import { SynthesisFigures, SynthesisSize } from './app';
import { markdownTable } from '../report/format';
import { Table } from '../report/tables';

export interface SynthesisResult {
  readonly size: SynthesisSize;
  readonly figures: SynthesisFigures;
  readonly milliseconds: { readonly median: number; readonly min: number; readonly max: number };
}

/** Where and how it was measured. */
export interface SynthesisCircumstances {
  readonly date: string;
  readonly node: string;
  readonly processor: string;
  readonly cores: number;
  readonly rounds: number;
}

type Limited = 'resources' | 'templateBytes' | 'policyCharacters' | 'environmentBytes';

const TITLES: Readonly<Record<Limited, string>> = {
  resources: 'resources', templateBytes: 'template, bytes', policyCharacters: 'largest policy, characters', environmentBytes: 'environment, bytes',
};

/** One row for each size; the last has the limits. */
export function synthesisTable(results: readonly SynthesisResult[], limits: Readonly<Record<Limited, number>>): Table {
  const limited = Object.keys(TITLES) as Limited[];
  const whole = (value: number) => Math.round(value).toLocaleString('en-US');
  return {
    title: 'Synthesis by size',
    header: ['tenants × routes × shards', 'seconds\n(min–max)', 'plan, bytes', ...limited.map((name) => TITLES[name])],
    rows: [
      ...results.map(({ size, figures, milliseconds: { median, min, max } }) => [
        `${whole(size.tenants)} × ${size.routes} × ${size.shards}`,
        `${seconds(median)} (${seconds(min)}–${seconds(max)})`,
        whole(figures.planBytes),
        ...limited.map((name) => whole(figures[name])),
      ]),
      ['limit', '', '', ...limited.map((name) => whole(limits[name]))],
    ],
  };
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(2);
}

/** The whole page of the documentation. */
export function synthesisDocument(table: Table, { date, node, processor, cores, rounds }: SynthesisCircumstances): string {
  return [
    '# Benchmarks of synthesis',
    '',
    'How long `cdk synth` works on large gateways, and how near their templates come to the limits of AWS. '
    + 'This page is written by `npm run bench -- --synth --write`.',
    '',
    `- ${date}, Node.js ${node}, ${processor}, ${cores} cores`,
    `- the median of ${rounds} rounds in one process that has loaded CDK before; in brackets the fastest and the slowest`,
    '',
    '## Results',
    '',
    markdownTable(table),
    '',
    'Every route is served in every shard, and every tenant may use every route. Tenants and routes are in the plan alone, which lies in the code asset '
    + '([decision 0001](decisions/0001-plan-in-the-code-asset.md)), so the template does not grow with them; it grows with accounts, models and Regions, by their permissions.',
    '',
    '## Where a limit would be met',
    '',
    '| limit | what is said at synth |',
    '|---|---|',
    '| 10,240 characters of inline policies of a role | nothing: CDK moves statements to managed policies |',
    '| 20 managed policies of a role | the error `TooManyPolicies`, with how many there would be |',
    '| 4 KB of environment variables | the error `EnvironmentTooLarge`, with how many values are not known before a deployment |',
    '| 8,192 bytes of the resource policy of the API | the error `TooManyPrincipals` |',
    '| 250 application inference profiles | the error `TooManyProfiles` |',
    '| 500 resources of a stack | an error of CDK; of what a gateway is made of, only application inference profiles grow in number, to 250 |',
    '',
  ].join('\n');
}
