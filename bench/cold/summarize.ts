import { ColdSample, LoaderName, Part, PARTS } from './sample';
import { ColdSubjectName } from './subjects';
import { median, Spread, spread } from '../method/statistics';

/** One way to start handlers. */
export interface Way {
  readonly node: string;
  readonly loader: LoaderName;
}

/** What the starts of a subject took, over all rounds. Ratios were computed inside a round. */
export interface ColdSummary {
  readonly readyMs: number;
  readonly answerMs: number;
  readonly totalMs: Spread;
  readonly cpuMs?: number;
}

/** Every way that was measured, in the order in which it first was. */
export function waysOf(samples: readonly ColdSample[]): readonly Way[] {
  const ways = new Map(samples.map(({ node, loader }) => [`${loader} ${node}`, { node, loader }]));
  return [...ways.values()].sort((left, right) => left.loader.localeCompare(right.loader) || left.node.localeCompare(right.node, 'en', { numeric: true }));
}

/** @throws RangeError when there is no sample */
export function summarizeStarts(samples: readonly ColdSample[], way: Way, subject: ColdSubjectName): ColdSummary {
  const own = shippedOf(samples, way, subject);
  const cpu = own.flatMap(({ cpuMs }) => cpuMs === undefined ? [] : [cpuMs]);
  return {
    readyMs: median(own.map(({ readyMs }) => readyMs)),
    answerMs: median(own.map(({ answerMs }) => answerMs)),
    totalMs: spread(own.map(totalOf)),
    ...cpu.length === own.length && { cpuMs: median(cpu) },
  };
}

/**
 * Start to first good answer, or something else of a start, as a multiple of another subject's in the same round.
 * @throws Error when a round lacks the sample to compare with
 */
export function startRatio(
  samples: readonly ColdSample[], way: Way, subject: ColdSubjectName, basis: ColdSubjectName, value: (sample: ColdSample) => number = totalOf,
): Spread {
  const others = shippedOf(samples, way, basis);
  return spread(shippedOf(samples, way, subject).map((sample) => {
    const other = others.find(({ round }) => round === sample.round);
    if (!other) throw new Error(`round ${sample.round} has no sample of ${basis} to compare ${subject} with`);
    return value(sample) / value(other);
  }));
}

/** Up to the end of its first answer. */
export function totalOf({ readyMs, answerMs }: ColdSample): number {
  return readyMs + answerMs;
}

/** Of the process; what others do on the machine matters less to it. Not a number where it could not be asked. */
export function cpuOf({ cpuMs = NaN }: ColdSample): number {
  return cpuMs;
}

/** Medians of the parts; those of a subject whose bundle has marks in it are taken from there. */
export function partsOfStarts(samples: readonly ColdSample[], way: Way, subject: ColdSubjectName): Readonly<Partial<Record<Part, number>>> {
  const all = samples.filter((sample) => isOf(sample, way, subject));
  const marked = all.filter((sample) => sample.marked);
  const own = marked.length > 0 ? marked : all;
  return Object.fromEntries(PARTS.flatMap((part) => {
    const values = own.flatMap(({ parts }) => parts[part] ?? []);
    return values.length === 0 ? [] : [[part, median(values)]];
  }));
}

function shippedOf(samples: readonly ColdSample[], way: Way, subject: ColdSubjectName): readonly ColdSample[] {
  return samples.filter((sample) => !sample.marked && isOf(sample, way, subject));
}

function isOf(sample: ColdSample, { node, loader }: Way, subject: ColdSubjectName): boolean {
  return sample.node === node && sample.loader === loader && sample.subject === subject;
}
