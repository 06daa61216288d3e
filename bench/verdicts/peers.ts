import { cpuPerRequest, firstToken, latencyP50, latencyP99, Measure, peakMemory, ratio, timePerRequest } from './measures';
import { Sample } from '../method/sample';
import { Spread } from '../method/statistics';
import { PeerName, SubjectName } from '../subjects/subjects';
import { Work } from '../workload/works';

/** How the gateway compares with a peer in one work. */
export interface Comparison {
  readonly work: Work;
  readonly peer: PeerName;
  /** What the peer takes, divided by what the gateway takes: above 1 the gateway is ahead. Undefined where there is nothing to compare. */
  readonly ratios: readonly { readonly title: string; readonly spread: Spread | undefined }[];
  /** What the gateway is not ahead in, by the median. */
  readonly behindIn: readonly string[];
}

const MEASURES: readonly { readonly title: string; readonly measure: Measure; readonly only?: (work: Work) => boolean }[] = [
  { title: 'CPU', measure: cpuPerRequest },
  // At a fixed rate everybody who keeps up does the same number of requests.
  { title: 'time per request', measure: timePerRequest, only: ({ rate }) => rate === undefined },
  { title: 'p50', measure: latencyP50 },
  { title: 'p99', measure: latencyP99 },
  { title: 'first token', measure: firstToken, only: ({ firstToken: sought }) => sought !== undefined },
  { title: 'peak memory', measure: peakMemory },
];

export const MEASURE_TITLES = MEASURES.map(({ title }) => title);

/**
 * Every work that a peer has done, beside the same work done by the gateway.
 * @param subject with admission or without: no peer admits anything
 */
export function comparisons(
  samples: readonly Sample[], works: readonly Work[], peers: readonly PeerName[], subject: SubjectName,
): readonly Comparison[] {
  return works.flatMap((work) => peers
    .filter((peer) => samples.some((sample) => sample.subject === peer && sample.work === work.name))
    .map((peer) => compared(samples, work, peer, subject)));
}

function compared(samples: readonly Sample[], work: Work, peer: PeerName, subject: SubjectName): Comparison {
  const ratios = MEASURES.map(({ title, measure, only }) => ({
    title, spread: only?.(work) === false ? undefined : ratio(samples, work, measure, peer, subject),
  }));
  return { work, peer, ratios, behindIn: ratios.filter(({ spread }) => spread !== undefined && spread.median <= 1).map(({ title }) => title) };
}
