import { StreamWork } from './works';
import { basisIn } from '../method/basis';
import { Sample } from '../method/sample';
import { median, Spread, spread } from '../method/statistics';
import { SubjectName } from '../subjects/subjects';

/** What a subject made of streams, over all rounds. Everything compared was compared inside a round. */
export interface StreamSummary {
  readonly subject: SubjectName;
  readonly streams: number;
  readonly firstTokenP50Ms: number;
  readonly firstTokenP99Ms: number;
  /** Less what the direct client saw in the same round. Absent for `direct` itself. */
  readonly added?: {
    readonly p50Ms: Spread;
    readonly p99Ms: Spread;
    /** What is added, divided by what `bare` adds in the same round. Absent when `bare` adds too little in a round to divide by. */
    readonly p50Ratio?: Spread;
    readonly p99Ratio?: Spread;
  };
  /** CPU milliseconds of the subject's process for 1,000 chunks. Absent for `direct`. */
  readonly cpuMsPer1000?: number;
  /** The same, divided by that of `bare` in the same round. Absent for `direct`. */
  readonly cpuRatio?: Spread;
}

/** What is less cannot be told from chance. */
const LEAST_ADDED_MS = 0.05;

/**
 * @throws Error when a round lacks the sample to compare with, or a sample what it is compared by
 * @throws RangeError when the subject was not measured
 */
export function summarizeStreams(samples: readonly Sample[], subject: SubjectName, { name, comparedWith, load }: StreamWork): StreamSummary {
  const own = samples.filter((sample) => sample.subject === subject && sample.work === name);
  const basis = (of: SubjectName, round: number) => basisIn(samples, round, of, comparedWith, subject);
  const cpuOf = (sample: Sample) => cpuMsPer1000(sample, load.chunks);

  const added = (value: (sample: Sample) => number) => own.map((sample) => value(sample) - value(basis('direct', sample.round)));
  const addedRatio = (value: (sample: Sample) => number): Spread | undefined => {
    const ratios = own.map((sample) => {
      const direct = value(basis('direct', sample.round));
      const byBare = value(basis('bare', sample.round)) - direct;
      return byBare < LEAST_ADDED_MS ? undefined : (value(sample) - direct) / byBare;
    });
    return ratios.every((ratio) => ratio !== undefined) ? spread(ratios) : undefined;
  };

  return {
    subject,
    streams: own.reduce((sum, { requests }) => sum + requests, 0),
    firstTokenP50Ms: median(own.map(p50)),
    firstTokenP99Ms: median(own.map(p99)),
    ...(subject === 'direct' ? {} : {
      added: { p50Ms: spread(added(p50)), p99Ms: spread(added(p99)), p50Ratio: addedRatio(p50), p99Ratio: addedRatio(p99) },
      cpuMsPer1000: median(own.map(cpuOf)),
      cpuRatio: spread(own.map((sample) => cpuOf(sample) / cpuOf(basis('bare', sample.round)))),
    }),
  };
}

function p50({ firstTokenP50Ms, subject }: Sample): number {
  return required(firstTokenP50Ms, subject, 'first token');
}

function p99({ firstTokenP99Ms, subject }: Sample): number {
  return required(firstTokenP99Ms, subject, 'first token');
}

function cpuMsPer1000({ cpuMs, requests, subject }: Sample, chunks: number): number {
  return required(cpuMs, subject, 'CPU time') / (requests * chunks) * 1_000;
}

function required(value: number | undefined, subject: SubjectName, what: string): number {
  if (value === undefined) throw new Error(`a sample of ${subject} has no ${what}`);
  return value;
}
