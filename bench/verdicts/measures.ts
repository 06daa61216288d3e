import { basisIn } from '../method/basis';
import { Sample } from '../method/sample';
import { Spread, spread } from '../method/statistics';
import { SubjectName } from '../subjects/subjects';
import { Work } from '../workload/works';

/** A figure of a sample that is the better the smaller it is. @throws Error when the sample lacks it */
export type Measure = (sample: Sample, direct: Sample) => number;

export const cpuPerRequest: Measure = ({ subject, cpuMs, requests }) => required(cpuMs, subject, 'CPU time') / requests;

export const peakMemory: Measure = ({ subject, peakMemoryBytes }) => required(peakMemoryBytes, subject, 'memory');

export const timePerRequest: Measure = ({ elapsedMs, requests }) => elapsedMs / requests;

export const latencyP50: Measure = ({ latencyP50Ms }) => latencyP50Ms;

export const latencyP99: Measure = ({ latencyP99Ms }) => latencyP99Ms;

export const firstToken: Measure = ({ subject, firstTokenP50Ms }) => required(firstTokenP50Ms, subject, 'first token');

/** Less what the direct client saw in the same round. */
export function added(measure: Measure): Measure {
  return (sample, direct) => measure(sample, direct) - measure(direct, direct);
}

/** What is less cannot be told from chance, and nothing can be divided by it. */
const LEAST = 0.02;

/**
 * How many times the figure of one subject is that of another one, compared inside each round.
 * A round with too little to divide by has more than can be told.
 * @returns undefined when a subject was not measured with the work, or when more than can be told is in most rounds
 */
export function ratio(
  samples: readonly Sample[], { name, comparedWith }: Work, measure: Measure, subject: SubjectName, other: SubjectName,
): Spread | undefined {
  const own = samples.filter((sample) => sample.subject === subject && sample.work === name);
  if (own.length === 0 || !samples.some((sample) => sample.subject === other && sample.work === name)) return undefined;
  const ratios = own.map((sample) => {
    const direct = basisIn(samples, sample.round, 'direct', comparedWith, subject);
    const divisor = measure(basisIn(samples, sample.round, other, name, subject), direct);
    return divisor < LEAST ? Infinity : measure(sample, direct) / divisor;
  });
  const measured = spread(ratios);
  return Number.isFinite(measured.median) ? measured : undefined;
}

function required(value: number | undefined, subject: SubjectName, what: string): number {
  if (value === undefined) throw new Error(`a sample of ${subject} has no ${what}`);
  return value;
}
