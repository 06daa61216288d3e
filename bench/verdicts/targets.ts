import { added, cpuPerRequest, firstToken, latencyP99, Measure, peakMemory, ratio } from './measures';
import { startRatio } from './starts';
import { Sample } from '../method/sample';
import { Spread } from '../method/statistics';
import { StartSample } from '../starts/samples';
import { SubjectName } from '../subjects/subjects';
import { Work } from '../workload/works';

/** Everything that a run has measured. */
export interface Measurements {
  readonly samples: readonly Sample[];
  readonly starts: readonly StartSample[];
  readonly works: readonly Work[];
}

/** What the gateway is held to: that a ratio inside one run is no greater than this. */
export interface Target {
  readonly title: string;
  readonly atMost: number;
  /** Undefined when the run did not measure what it takes. */
  measured(measurements: Measurements): Spread | undefined;
}

const ADMITTED: SubjectName = 'gateway+admission';

/** Those of the gateway with exact admission, unless they say otherwise. */
export const TARGETS: readonly Target[] = [
  of('CPU per request, Converse, 10 connections, × bare+SigV4', 4, cpuPerRequest, 'converse-10', 'bare+SigV4'),
  of('the same × Portkey', 1 / 3, cpuPerRequest, 'converse-10', 'Portkey'),
  of('the same without admission × bare+SigV4', 2.5, cpuPerRequest, 'converse-10', 'bare+SigV4', 'gateway'),
  of('CPU per streamed token, 100 tokens, 1 connection, × bare', 1.5, cpuPerRequest, 'converse-stream-1x100', 'bare'),
  of('CPU per streamed token, 100 tokens, 20 connections, × bare', 1.5, cpuPerRequest, 'converse-stream-20x100', 'bare'),
  of('CPU per streamed token, 100 tokens, 1 connection, without admission × bare', 1.5, cpuPerRequest, 'converse-stream-1x100', 'bare', 'gateway'),
  of('CPU per streamed token, 100 tokens, 20 connections, without admission × bare', 1.5, cpuPerRequest, 'converse-stream-20x100', 'bare', 'gateway'),
  of('first token added, 20 tokens, 1 connection, × bare+SigV4', 2, added(firstToken), 'converse-stream-1x20', 'bare+SigV4'),
  of('first token added, 100 tokens, 1 connection, × bare+SigV4', 2, added(firstToken), 'converse-stream-1x100', 'bare+SigV4'),
  of('first token added, 20 tokens, 1 connection, without admission × bare+SigV4', 2, added(firstToken), 'converse-stream-1x20', 'bare+SigV4', 'gateway'),
  of('first token added, 100 tokens, 1 connection, without admission × bare+SigV4', 2, added(firstToken), 'converse-stream-1x100', 'bare+SigV4', 'gateway'),
  of('p99 added at 200 requests a second × bare+SigV4', 2, added(latencyP99), 'converse-200-a-second', 'bare+SigV4'),
  of('p99 added at 200 requests a second, without admission × bare+SigV4', 2, added(latencyP99), 'converse-200-a-second', 'bare+SigV4', 'gateway'),
  of('p99 added at 200 requests a second, upstream after 300 ms, × bare+SigV4', 2, added(latencyP99), 'converse-200-a-second-300', 'bare+SigV4'),
  of('peak memory, Converse, 50 connections, × bare', 1.3, peakMemory, 'converse-50', 'bare'),
  {
    title: 'start to first good answer × a handler that only constructs the two SDK clients',
    atMost: 2,
    measured: ({ starts }) => startRatio(starts, ADMITTED, 'two clients'),
  },
];

export type Verdict = 'met' | 'missed' | 'not measured';

/** By the median over the rounds. */
export function verdictOn({ atMost }: Pick<Target, 'atMost'>, measured: Spread | undefined): Verdict {
  if (measured === undefined) return 'not measured';
  return measured.median <= atMost ? 'met' : 'missed';
}

function of(title: string, atMost: number, measure: Measure, workName: string, other: SubjectName, subject = ADMITTED): Target {
  return {
    title,
    atMost,
    measured: ({ samples, works }) => {
      const work = works.find(({ name }) => name === workName);
      return work && ratio(samples, work, measure, subject, other);
    },
  };
}
