import { mismatch } from './reconcile';
import { Sample } from './sample';
import { quantile } from './statistics';
import { runClosedLoop } from '../load/closed-loop';
import { createSender, Sender } from '../load/send';
import { Usage } from '../processes/protocol';
import { RunningSubject, Stage } from '../subjects/start';
import { SubjectTraits } from '../subjects/subjects';
import { Counts } from '../upstream/counts';
import { Work } from '../workload/works';

/** One subject with one work. */
export interface Pairing {
  readonly traits: SubjectTraits;
  readonly work: Work;
}

/** Something was answered wrong, not at all, or not counted: the figures would mean nothing. */
export class BenchmarkFailure extends Error {
  override readonly name = 'BenchmarkFailure';
}

/** Nothing here waits that long unless it hangs. */
const PATIENCE_MS = 30_000;

/** Measures pairings on a stage, on connections that stay open. */
export interface Meter {
  /** @throws BenchmarkFailure when an answer was wrong, a request failed or the upstream counted something else */
  measure(pairing: Pairing, durationMs: number, round: number): Promise<Sample>;
  close(): void;
}

export function createMeter(stage: Stage): Meter {
  const senders = new Map<string, Sender>();

  const senderOf = ({ port, apiKey }: RunningSubject, { path, body, connections }: Work): Sender => {
    const name = `${port} ${path} ${connections}`;
    let sender = senders.get(name);
    if (!sender) senders.set(name, sender = createSender({ port, path, body, apiKey, connections }));
    return sender;
  };

  return {
    async measure({ traits, work }, durationMs, round) {
      const subject = stage.subjects.get(traits.name);
      if (!subject) throw new Error(`the subject ${traits.name} was not started`);
      const place = `${traits.name}, ${work.title}`;
      const usage = () => subject.child?.ask<Usage>('usage');
      const { connections, check } = work;
      try {
        const countsBefore = await stage.upstream.ask<Counts>('counts');
        const usageBefore = await usage();
        const loop = await within(durationMs + PATIENCE_MS, runClosedLoop({
          connections, check, durationMs, send: senderOf(subject, work).send, now: () => performance.now(),
        }));
        const usageAfter = await usage();
        const countsAfter = await stage.upstream.ask<Counts>('counts');
        const requests = loop.latenciesMs.length;
        const wrong = mismatch(traits, work.operation, requests, countsBefore, countsAfter);
        if (wrong !== undefined) throw new Error(wrong);
        return {
          round,
          subject: traits.name,
          work: work.name,
          requests,
          elapsedMs: loop.elapsedMs,
          ...(usageBefore && usageAfter ? { cpuMs: usageAfter.cpuMs - usageBefore.cpuMs, peakMemoryBytes: usageAfter.peakMemoryBytes } : {}),
          latencyP50Ms: quantile(loop.latenciesMs, 0.5),
          latencyP99Ms: quantile(loop.latenciesMs, 0.99),
          firstByteP50Ms: quantile(loop.firstBytesMs, 0.5),
          tableWrites: countsAfter.tableWrites - countsBefore.tableWrites,
        };
      } catch (error) {
        throw new BenchmarkFailure(`${place}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
      }
    },
    close: () => {
      for (const sender of senders.values()) sender.close();
    },
  };
}

async function within<Value>(limitMs: number, work: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`a request has had no answer for ${PATIENCE_MS} ms`)), limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
