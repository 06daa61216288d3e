import { basisIn } from './basis';
import { Sample } from './sample';
import { median, Spread, spread } from './statistics';
import { SubjectName } from '../subjects/subjects';
import { Work } from '../workload/works';

/** What a subject did with a work, over all rounds. Everything compared was compared inside a round. */
export interface Summary {
  readonly subject: SubjectName;
  readonly requests: number;
  readonly requestsPerSecond: number;
  readonly latencyP50Ms: number;
  readonly latencyP90Ms: number;
  readonly latencyP99Ms: number;
  /** CPU seconds of the subject's process for 1,000 requests. Absent for `direct`. */
  readonly cpuSecondsPer1000?: number;
  /** The same, divided by that of `bare` in the same round. Absent for `direct`. */
  readonly cpuRatio?: Spread;
  /** Less what the direct client saw in the same round. Absent for `direct` itself. */
  readonly added?: {
    readonly p50Ms: Spread;
    readonly p90Ms: Spread;
    readonly p99Ms: Spread;
    readonly firstByteMs: Spread;
    /** Absent: the work does not look for it. */
    readonly firstTokenMs?: Spread;
  };
  /** The most that the process held at once while it did this work. Absent for `direct`. */
  readonly peakMemoryBytes?: number;
  /** Requests to a target that always fails, for each one of the client. */
  readonly refusedPerRequest: number;
}

/**
 * @param work whose `comparedWith` names the work of `bare` and `direct` that counts as 1 and as nothing added
 * @throws Error when a round lacks the sample to compare with
 */
export function summarize(samples: readonly Sample[], subject: SubjectName, work: Work): Summary {
  const own = samples.filter((sample) => sample.subject === subject && sample.work === work.name);
  const basis = (of: SubjectName, round: number) => basisIn(samples, round, of, work.comparedWith, subject);
  const over = (value: (sample: Sample) => number) => median(own.map(value));
  const addedTo = (value: (sample: Sample) => number) => spread(own.map((sample) => value(sample) - value(basis('direct', sample.round))));

  return {
    subject,
    requests: own.reduce((sum, { requests }) => sum + requests, 0),
    refusedPerRequest: median(own.map(({ refused, requests }) => refused / requests)),
    requestsPerSecond: over(({ requests, elapsedMs }) => requests / elapsedMs * 1000),
    latencyP50Ms: over(({ latencyP50Ms }) => latencyP50Ms),
    latencyP90Ms: over(({ latencyP90Ms }) => latencyP90Ms),
    latencyP99Ms: over(({ latencyP99Ms }) => latencyP99Ms),
    ...(subject === 'direct' ? {} : {
      peakMemoryBytes: Math.max(...own.map(({ peakMemoryBytes }) => peakMemoryBytes ?? 0)),
      cpuSecondsPer1000: over(cpuPerRequest),
      cpuRatio: spread(own.map((sample) => cpuPerRequest(sample) / cpuPerRequest(basis('bare', sample.round)))),
      added: {
        p50Ms: addedTo(({ latencyP50Ms }) => latencyP50Ms),
        p90Ms: addedTo(({ latencyP90Ms }) => latencyP90Ms),
        p99Ms: addedTo(({ latencyP99Ms }) => latencyP99Ms),
        firstByteMs: addedTo(({ firstByteP50Ms }) => firstByteP50Ms),
        ...(work.firstToken === undefined ? {} : { firstTokenMs: addedTo(firstTokenOf) }),
      },
    }),
  };
}

function firstTokenOf({ subject, firstTokenP50Ms }: Sample): number {
  if (firstTokenP50Ms === undefined) throw new Error(`a sample of ${subject} has no first token`);
  return firstTokenP50Ms;
}

/** Milliseconds for one request are seconds for 1,000. */
function cpuPerRequest({ subject, cpuMs, requests }: Sample): number {
  if (cpuMs === undefined) throw new Error(`a sample of ${subject} has no CPU time`);
  return cpuMs / requests;
}

/** What can be said of a process, whatever it was doing. */
export interface ProcessTotals {
  /** The most that it has held at once. */
  readonly peakMemoryBytes: number;
  readonly tableWritesPerRequest: number;
}

/** Every subject that is a process, the smallest first. */
export function processTotals(samples: readonly Sample[]): ReadonlyMap<SubjectName, ProcessTotals> {
  const subjects = [...new Set(samples.filter(({ peakMemoryBytes }) => peakMemoryBytes !== undefined).map(({ subject }) => subject))];
  const totals = subjects.map((subject): [SubjectName, ProcessTotals] => {
    const own = samples.filter((sample) => sample.subject === subject);
    const sum = (value: (sample: Sample) => number) => own.reduce((total, sample) => total + value(sample), 0);
    return [subject, {
      peakMemoryBytes: Math.max(...own.map(({ peakMemoryBytes }) => peakMemoryBytes ?? 0)),
      tableWritesPerRequest: sum(({ tableWrites }) => tableWrites) / sum(({ requests }) => requests),
    }];
  });
  return new Map(totals.sort(([, left], [, right]) => left.peakMemoryBytes - right.peakMemoryBytes));
}
