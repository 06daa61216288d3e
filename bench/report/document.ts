import { Schedule } from '../arguments';
import { markdownTable } from './format';
import { Table } from './tables';
import { markedAsWritten } from './written-by-hand';
import { QUIET } from '../method/other-load';
import { AT_FIXED_RATE } from '../method/run';
import { StartSchedule } from '../starts/samples';
import { GATEWAY_NODE_OPTIONS } from '../subjects/gateway';
import { SubjectTraits, WARM_UPS } from '../subjects/subjects';

/** Where and how a run was made. */
export interface Circumstances {
  /** `2026-11-20` */
  readonly date: string;
  readonly command: string;
  readonly node: string;
  readonly platform: string;
  readonly processor: string;
  readonly cores: number;
  /** Whether the subjects had a core to themselves. */
  readonly ownCore: boolean;
  /** The share of the machine that other programs took during the rounds, from 0 to 1. */
  readonly otherLoad: number;
  readonly bundleBytes: number;
  readonly schedule: Schedule;
}

/** What is said beside that of a run with peers and starts. */
export interface RequestCircumstances extends Circumstances {
  readonly starts: StartSchedule;
  /** Of the peers that were measured, such as `Portkey 1.15.2`. */
  readonly peers: readonly string[];
  /** Why others were not. */
  readonly leftOut: readonly string[];
  /** Samples during which other programs were busy, after all tries. */
  readonly samples: number;
  readonly disturbedSamples: number;
}

/** What the figures mean, a paragraph each. */
export function methodText({ schedule, starts, ownCore, peers }: RequestCircumstances): readonly string[] {
  const { rounds, sampleMs, warmUpMs } = schedule;
  return [
    `Every subject is a process of its own in front of the same mock upstream, which answers at once unless a work says otherwise${ownCore ? '; the subjects run on a core that the client and the upstream stay off' : ''}. `
    + `After a warm-up of ${seconds(WARM_UPS * warmUpMs)} for each work and subject that compiles its code while it runs there ${rounds === 1 ? 'is 1 round' : `are ${rounds} rounds`}; in each round every subject does every work once for ${seconds(sampleMs)}, at fixed rates for ${seconds(AT_FIXED_RATE * sampleMs)}, in random order. `
    + 'The client keeps its connections open and sends the next request when it has checked the answer to the one before (text, and the order and number of tokens in streams). '
    + 'At a fixed rate it sends requests when they are due, whatever became of those before, and latency counts from when a request was due: a subject that cannot keep up shows fewer requests a second than the rate, and latencies that grow with the length of the sample. '
    + "The upstream's own count must match the client's after each sample, and its check of all signatures has passed before the first one; one wrong answer ends the run. A sample in which the emulated table was so late that the gateway refused, as it is configured to, is taken again.",
    'CPU time is what the system says that the process of the subject has used, all its threads included. Peak memory is the most that the process had from the system during the samples of a work, counted anew at the beginning of each; what it has kept from works before is part of it. '
    + 'Ratios and latencies added to direct are computed inside a round; shown are the median over the rounds and, in brackets, the smallest and the largest. '
    + 'The gateway is the unmodified bundle, and its figures include the front that stands for API Gateway and Lambda, whose own time on AWS is not part of them. '
    + `It has the limits of V8's heap that the stack sets for its function (\`${GATEWAY_NODE_OPTIONS}\`), and so have the other handlers behind that front, which are there to be compared with it; the proxies, the peers and the upstream run with those of Node.js. `
    + 'The quota table is in the process of the upstream, in memory; it evaluates each condition and update that DynamoDB would. It answers faster than DynamoDB does: the CPU time of admission is real, its latency is not. '
    + 'With several connections every core is busy, so that added latencies contain waiting: what one request costs is shown with one connection.',
    ...(peers.length === 0 ? [] : [
      'The peers are unmodified, in their pinned versions, and have what the gateway has: the same credentials, one retry, and a second target for each route. They are asked for Bedrock\'s own API through their pass-through routes, and for OpenAI\'s through their translation to Converse. '
      + 'None of them admits anything: the gateway is compared with admission all the same. '
      + 'While the first target fails, the peers wait between their retries before they go to the second one. The gateway goes there at once when it is throttled, and asks the first one again with every request; from one that is unavailable it stays away for a while after some failures, which the last column shows.',
    ]),
    `Starts have processes of their own: ${starts.rounds === 1 ? 'one' : starts.rounds} of each subject, in random order, from before the process is started until its first answer has been read and found right. `
    + 'The handler with two clients constructs the clients of the AWS SDK for Bedrock and DynamoDB behind the same front and answers by itself. '
    + `What an open stream takes is the difference in resident memory between ${starts.streams[0]} and ${starts.streams[1]} streams which the upstream holds in their middle, divided by those that were added (of OpenAI's chat completions with gateways, of ConverseStream with the others), after a forced garbage collection where the subject is a program on Node.js. `
    + 'That it does not grow with the length of a stream is shown on [the page of streams](benchmarks-streams.md).',
  ];
}

/** Facts about the run, one to a line. @param circumstances without a bundle when none was measured */
export function circumstancesText(circumstances: Omit<Circumstances, 'bundleBytes' | 'ownCore'> & { readonly bundleBytes?: number }): readonly string[] {
  const { date, command, node, platform, processor, cores, otherLoad, bundleBytes } = circumstances;
  return [
    `Date: ${date}`,
    `Machine: ${cores} cores (${processor}), ${platform}`,
    `Node.js: ${node}`,
    `Command: ${command}`,
    ...(bundleBytes === undefined ? [] : [`Gateway bundle: ${(bundleBytes / 1024).toFixed(1)} KB`]),
    `Other programs took ${(otherLoad * 100).toFixed(0)} % of the machine meanwhile${otherLoad > QUIET ? ': measure again on a quiet machine' : ''}`,
  ];
}

/** The same of a run with peers. */
export function requestCircumstancesText(circumstances: RequestCircumstances): readonly string[] {
  const { peers, leftOut, samples, disturbedSamples } = circumstances;
  return [
    ...circumstancesText(circumstances),
    `Samples: ${samples}, of which ${disturbedSamples} with more than ${QUIET * 100} % of the machine taken by other programs`,
    ...(peers.length === 0 ? [] : [`Peers: ${peers.join(', ')}`]),
    ...leftOut,
  ];
}

export interface Page {
  /** Verdicts, which most readers came for. */
  readonly summary: readonly Table[];
  readonly results: readonly Table[];
  readonly subjects: readonly SubjectTraits[];
  /** Where a figure is not what it should be, and why. */
  readonly remarks: readonly string[];
}

/** The whole page of the documentation. @param byHand what people say of it */
export function documentOf({ summary, results, subjects, remarks }: Page, circumstances: RequestCircumstances, byHand: string): string {
  return [
    '# Benchmarks',
    '',
    'What the gateway adds to a request, measured against a bare reverse proxy and beside other gateways on the same work. This page is written by `npm run bench -- --write`, with `--peers` for LiteLLM as well; every sample is in [benchmarks/samples.json](benchmarks/samples.json). [Why some targets are missed](#which-targets-are-missed-and-why) and [what was done](#steps) stand behind the verdicts.',
    '',
    ...requestCircumstancesText(circumstances).map((line) => `- ${line}`),
    '',
    '## Verdicts',
    '',
    summary.map(markdownTable).join('\n'),
    ...(remarks.length === 0 ? [] : ['### Where the gateway is not ahead', '', ...remarks.map((remark) => `- ${remark}`), '']),
    markedAsWritten(byHand),
    '## Subjects',
    '',
    ...subjects.map(({ name, explanation }) => `- **${name}**: ${explanation}`),
    '',
    '## Method',
    '',
    methodText(circumstances).join('\n\n'),
    '',
    '## Results',
    '',
    results.map(markdownTable).join('\n'),
  ].join('\n');
}

function seconds(ms: number): string {
  return `${ms / 1000} s`;
}
