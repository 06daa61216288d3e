import { BuiltSubject } from './build-handlers';
import { ColdSample, PARTS } from './sample';
import { STEPS } from './steps';
import { ColdSubject, TWO_CLIENTS, TWO_CLIENTS_ONE_CALL } from './subjects';
import { cpuOf, partsOfStarts, startRatio, summarizeStarts, Way, waysOf } from './summarize';
import { Circumstances, circumstancesText } from '../report/document';
import { markdownTable } from '../report/format';
import { figure, NONE, spreadText, Table } from '../report/tables';
import { GATEWAY_NODE_OPTIONS } from '../subjects/gateway';

/** Where and how the starts were measured. */
export interface ColdCircumstances extends Omit<Circumstances, 'bundleBytes' | 'schedule'> {
  readonly rounds: number;
  readonly subjects: readonly BuiltSubject[];
}

/** For each way to start handlers what it takes; for the plain loader, of what that is made. */
export function coldTables(samples: readonly ColdSample[], subjects: readonly ColdSubject[]): readonly Table[] {
  const ways = waysOf(samples);
  return [
    ...ways.map((way) => startTable(samples, subjects, way)),
    ...ways.filter(({ loader }) => loader === 'plain').map((way) => partTable(samples, subjects, way)),
  ];
}

function startTable(samples: readonly ColdSample[], subjects: readonly ColdSubject[], way: Way): Table {
  return {
    title: `Start to first good answer, Node.js ${way.node.replace('v', '')}, ${way.loader === 'plain' ? 'plain loader' : "Lambda's runtime interface client"}`,
    header: [
      'subject', 'start to ready\nms', 'ready to answer\nms', 'start to answer ms\n(min–max)', `× ${TWO_CLIENTS}\n(min–max)`, `× ${TWO_CLIENTS_ONE_CALL}\n(min–max)`, 'CPU ms', `CPU × ${TWO_CLIENTS}\n(min–max)`,
    ],
    rows: subjects.map(({ name }) => {
      const { readyMs, answerMs, totalMs, cpuMs } = summarizeStarts(samples, way, name);
      return [
        name, figure(readyMs), figure(answerMs), spreadText(totalMs),
        spreadText(startRatio(samples, way, name, TWO_CLIENTS)), spreadText(startRatio(samples, way, name, TWO_CLIENTS_ONE_CALL)),
        cpuMs === undefined ? NONE : figure(cpuMs),
        cpuMs === undefined ? NONE : spreadText(startRatio(samples, way, name, TWO_CLIENTS, cpuOf)),
      ];
    }),
  };
}

const PART_HEADS: Readonly<Record<typeof PARTS[number], string>> = {
  'process': 'Node.js\nitself',
  'load': 'load of\nthe bundle',
  'plan, read': 'plan:\nread',
  'plan, check': 'plan:\ncheck',
  'construction': 'clients\nand rest',
  'to the table': 'to the first\ncall of DynamoDB',
  'table': 'in the\nemulator',
  'to Bedrock': 'to the call\nof Bedrock',
  'to the answer': 'to the\nanswer',
};

function partTable(samples: readonly ColdSample[], subjects: readonly ColdSubject[], way: Way): Table {
  return {
    title: `What a start is made of, Node.js ${way.node.replace('v', '')}, ms`,
    header: ['subject', ...PARTS.map((part) => PART_HEADS[part])],
    rows: subjects.map(({ name }) => {
      const parts = partsOfStarts(samples, way, name);
      return [name, ...PARTS.map((part) => parts[part] === undefined ? NONE : figure(parts[part]))];
    }),
  };
}

/** What the figures mean, paragraph by paragraph. */
export function coldMethod({ rounds, ownCore }: ColdCircumstances): readonly string[] {
  return [
    'A start is a new process of Node.js, from the moment before it is spawned to the end of its first answer, which is checked. '
    + `In each of ${rounds} ${rounds === 1 ? 'round' : 'rounds'} every subject is started once in every way, in random order${ownCore ? ', on a core that everything else stays off' : ''}. `
    + 'Shown are medians; the ratios are computed inside a round, and in brackets are the smallest and the largest. '
    + 'CPU time is that of the process up to the end of its first request: on a machine with other work it says more than the clock. '
    + 'Every file has been read before, so that it comes from memory: on AWS the code also has to reach the machine. '
    + 'All subjects are bundled by esbuild with the same options, get the same event and answer with a stream. '
    + `All have the limits of V8's heap that the stack sets for the function of the gateway (\`${GATEWAY_NODE_OPTIONS}\`).`,
    'The plain loader does what a Lambda runtime does with a function: it loads the bundle and calls the handler, and it keeps the moments at which that happens. '
    + "Lambda's own runtime interface client (`aws-lambda-ric`) asks a Runtime API on this machine for its event; "
    + 'what is seen from outside is when it first asks, which is the end of the start, and when its response is complete.',
    'No code in the deployed bundle measures anything. The load of the bundle ends when the gateway reads its plan, which the loader sees because it passes on that call; '
    + 'the calls of DynamoDB and of Bedrock are timed where they arrive. The check of the plan is told from the construction of the clients '
    + 'by a bundle of the same sources and options with two readings of a clock around it; only the parts of a start are taken from that one. '
    + 'DynamoDB is an emulator and Bedrock a mock that answers at once: of their calls, what a network and AWS take is not here. '
    + 'The first call of DynamoDB reads the key, the health of targets and the overrides, the second reserves from the quota; '
    + 'what the emulator takes for both is a column of its own, and every other column is time of the handler.',
  ];
}

/** Facts about the run, one to a line. */
export function coldCircumstancesText(circumstances: ColdCircumstances): readonly string[] {
  const sizes = circumstances.subjects.map(({ name, bundleBytes, planBytes }) =>
    `${name} ${kilobytes(bundleBytes)}${planBytes === undefined ? '' : ` and a plan of ${kilobytes(planBytes)}`}`);
  return [...circumstancesText({ ...circumstances, schedule: { rounds: circumstances.rounds, warmUpMs: 0, sampleMs: 0 } }), `Bundles: ${sizes.join('; ')}`];
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(bytes < 10 * 1024 ? 1 : 0)} KB`;
}

/** The whole page of the documentation. */
export function coldDocument(tables: readonly Table[], circumstances: ColdCircumstances): string {
  return [
    '# Benchmarks of the cold start',
    '',
    'How long a new execution environment takes from the start of its process to its first good answer, beside a handler that does nothing and '
    + 'one that only constructs two clients of the AWS SDK. This page is written by `npm run bench -- --cold --ric --write`; '
    + 'what the gateway adds to a request once it is warm is on [another one](benchmarks.md).',
    '',
    ...coldCircumstancesText(circumstances).map((line) => `- ${line}`),
    '',
    '## Subjects',
    '',
    ...circumstances.subjects.map(({ name, explanation }) => `- **${name}**: ${explanation}`),
    '',
    '## Method',
    '',
    ...coldMethod(circumstances).flatMap((paragraph) => [paragraph, '']),
    '## Results',
    '',
    tables.map(markdownTable).join('\n'),
    '## Steps',
    '',
    '| date | change | Node.js | CPU ms before | after | ratio | measured by |',
    '|---|---|---|---:|---:|---:|---|',
    ...STEPS.flatMap(({ date, what, measured, how }) => measured.map(({ node, beforeMs, afterMs }) =>
      `| ${[date, what, node, figure(beforeMs), figure(afterMs), figure(afterMs / beforeMs), how].join(' | ')} |`)),
    '',
  ].join('\n');
}
