import { Schedule } from '../arguments';
import { markdownTable } from './format';
import { Table } from './tables';
import { QUIET } from '../method/other-load';
import { SUBJECTS } from '../subjects/subjects';

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

/** What the figures mean, in one paragraph. */
export function methodText({ schedule, ownCore }: Circumstances): string {
  const { rounds, sampleMs, warmUpMs } = schedule;
  return `Every subject is a process of its own in front of the same mock upstream, which answers at once${ownCore ? '; the subjects run on a core that the client and the upstream stay off' : ''}. `
    + `After a warm-up of ${seconds(warmUpMs)} for each subject and work, and several times that for the gateway, there ${rounds === 1 ? 'is 1 round' : `are ${rounds} rounds`}; in each round every subject does every work once for ${seconds(sampleMs)}, in random order. `
    + 'The client keeps its connections open and sends the next request when it has checked the answer to the one before (text, and the order of tokens in streams); '
    + "the upstream's own count must match the client's after each sample, and its check of all signatures has passed before the first one. "
    + 'CPU time is what the process of the subject reports about itself. '
    + 'Ratios to bare and latencies added to direct are computed inside a round; shown are the median over the rounds and, in brackets, the smallest and the largest. '
    + 'The gateway is the unmodified bundle, and its figures include the small HTTP front that stands for API Gateway and Lambda, whose own time on AWS is not part of them. '
    + 'The quota table is an emulator in the process of the upstream: the latency of admission is the latency of that emulator, the CPU time is real. '
    + 'With several connections every core is busy, so that added latencies contain waiting: what one request costs is shown with one connection.';
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

/** The whole page of the documentation. */
export function documentOf(tables: readonly Table[], circumstances: Circumstances): string {
  return [
    '# Benchmarks',
    '',
    'What the gateway adds to a request, measured against a bare reverse proxy. This page is written by `npm run bench -- --write`.',
    '',
    ...circumstancesText(circumstances).map((line) => `- ${line}`),
    '',
    '## Subjects',
    '',
    ...SUBJECTS.map(({ name, explanation }) => `- **${name}**: ${explanation}`),
    '',
    '## Method',
    '',
    methodText(circumstances),
    '',
    '## Results',
    '',
    tables.map(markdownTable).join('\n'),
  ].join('\n');
}

function seconds(ms: number): string {
  return `${ms / 1000} s`;
}
