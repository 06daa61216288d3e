import { machineTime, otherLoad } from './other-load';
import { mismatch } from './reconcile';
import { Sample } from './sample';
import { quantile } from './statistics';
import { within } from './within';
import { LoopResult, runClosedLoop } from '../load/closed-loop';
import { runOpenLoop } from '../load/open-loop';
import { createSender, Sender } from '../load/send';
import { Usage } from '../processes/protocol';
import { ownUsage } from '../processes/usage';
import { RunningSubject, Stage } from '../subjects/start';
import { SubjectTraits } from '../subjects/subjects';
import { Counts } from '../upstream/counts';
import { Work, WorkRequest } from '../workload/works';

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

  const senderOf = ({ port, apiKey, ask }: RunningSubject, work: Work): Sender => {
    const { firstToken, connections } = work;
    const { path, headers, body }: WorkRequest = ask ? ask(work) : work;
    const name = `${port} ${path} ${connections} ${body.toString('latin1')}`;
    let sender = senders.get(name);
    if (!sender) senders.set(name, sender = createSender({ port, path, headers, body, firstToken, apiKey, connections }));
    return sender;
  };

  return {
    async measure({ traits, work }, durationMs, round) {
      const subject = stage.subjects.get(traits.name);
      if (!subject) throw new Error(`the subject ${traits.name} was not started`);
      const place = `${traits.name}, ${work.title}`;
      const usage = () => subject.child?.ask<Usage>('usage');
      const { speech } = work;
      const send = senderOf(subject, work).send;
      try {
        await stage.upstream.ask('speak', speech);
        const countsBefore = await stage.upstream.ask<Counts>('counts');
        await subject.child?.ask('restart peak');
        const usageBefore = await usage();
        const [machineBefore, allBefore] = [machineTime(), await cpuOfAll(stage)];
        const loop = await within(durationMs + PATIENCE_MS, load(work, durationMs, send), `a request has had no answer for ${PATIENCE_MS} ms`);
        const usageAfter = await usage();
        const othersLoad = otherLoad(machineBefore, machineTime(), await cpuOfAll(stage) - allBefore);
        const countsAfter = await stage.upstream.ask<Counts>('counts');
        const requests = loop.latenciesMs.length;
        const wrong = mismatch(traits, work, requests, countsBefore, countsAfter);
        if (wrong !== undefined) throw new Error(wrong);
        return {
          round,
          subject: traits.name,
          work: work.name,
          requests,
          elapsedMs: loop.elapsedMs,
          ...(usageBefore && usageAfter ? { cpuMs: usageAfter.cpuMs - usageBefore.cpuMs, peakMemoryBytes: usageAfter.peakMemoryBytes } : {}),
          latencyP50Ms: quantile(loop.latenciesMs, 0.5),
          latencyP90Ms: quantile(loop.latenciesMs, 0.9),
          latencyP99Ms: quantile(loop.latenciesMs, 0.99),
          firstByteP50Ms: quantile(loop.firstBytesMs, 0.5),
          ...(loop.firstTokensMs.length === 0 ? {} : firstTokenOf(loop.firstTokensMs, requests)),
          otherLoad: othersLoad,
          refused: countsAfter.refused - countsBefore.refused,
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

/** Sends the requests of a work for a while. */
function load(work: Work, durationMs: number, send: Sender['send']): Promise<LoopResult> {
  const { check, connections, rate } = work;
  const now = () => performance.now();
  if (rate === undefined) return runClosedLoop({ connections, check, durationMs, send, begin: beginningOf(work), now });
  return runOpenLoop({ rate, check, durationMs, send, now, pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) });
}

/** Streams that take their time begin one after the other over the length of one of them: real ones do not begin at once. */
function beginningOf({ connections, speech: { everyMs, tokens } }: Work): ((connection: number) => Promise<void>) | undefined {
  if (everyMs === undefined) return undefined;
  return (connection) => new Promise((resolve) => setTimeout(resolve, connection / connections * tokens * everyMs));
}

/** @throws Error when an answer that was found to be right began with another token than the one that was looked for */
function firstTokenOf(firstTokensMs: readonly number[], requests: number): Pick<Sample, 'firstTokenP50Ms' | 'firstTokenP99Ms'> {
  if (firstTokensMs.length !== requests) throw new Error(`of ${requests} answers only ${firstTokensMs.length} had a first token that was recognized`);
  return { firstTokenP50Ms: quantile(firstTokensMs, 0.5), firstTokenP99Ms: quantile(firstTokensMs, 0.99) };
}

/** What all processes of the benchmark have used so far. */
export async function cpuOfAll({ upstream, subjects }: Stage): Promise<number> {
  const children = [upstream, ...[...subjects.values()].flatMap(({ child }) => child ? [child] : [])];
  const usages = await Promise.all(children.map((child) => child.ask<Usage>('usage')));
  return usages.reduce((sum, { cpuMs }) => sum + cpuMs, ownUsage().cpuMs);
}
