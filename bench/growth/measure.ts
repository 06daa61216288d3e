import { Direction, DirectionName } from './directions';
import { GrowthSample } from './samples';
import { Gateway, GrowthStage } from './stage';
import { GrowthWork, workOf } from './works';
import { runClosedLoop } from '../load/closed-loop';
import { createSender, Sender } from '../load/send';
import { BenchmarkFailure } from '../method/measure';
import { machineTime, otherLoad } from '../method/other-load';
import { mismatch } from '../method/reconcile';
import { quantile } from '../method/statistics';
import { within } from '../method/within';
import { Held, Usage } from '../processes/protocol';
import { ownUsage } from '../processes/usage';
import { holdOpen } from '../streams/memory-probes';
import { readersOf } from '../streams/readers';
import { Counts } from '../upstream/counts';

/** One size of one series, with what answers it. */
export interface Point {
  readonly direction: Direction;
  readonly series: string;
  readonly size: number;
  readonly gateway: Gateway;
  /** Who calls, request by request. */
  readonly nextKey: () => string | undefined;
  /** Whether every request writes to the ledger. */
  readonly admits: boolean;
}

export interface GrowthMeter {
  /** @throws BenchmarkFailure when an answer was wrong, a request failed or the upstream counted something else */
  measure(point: Point, durationMs: number, round: number): Promise<GrowthSample>;
  /** The same without a sample. @returns how many requests were answered */
  run(point: Point, durationMs: number): Promise<number>;
  close(): void;
}

/** Nothing here waits that long unless it hangs. */
const PATIENCE_MS = 60_000;

/** Streams that are held open at once to see what one of them takes. */
export const STREAMS_HELD = 3;

/** Of streams whose number is what matters. */
export const CHUNKS_HELD = 20;

export function createGrowthMeter({ upstream, children }: GrowthStage): GrowthMeter {
  const senders = new Map<Point, { readonly work: GrowthWork; readonly sender: Sender }>();

  const prepared = (point: Point) => {
    let known = senders.get(point);
    if (!known) {
      const work = workOf(point.direction.name, point.series, point.size);
      senders.set(point, known = { work, sender: createSender({ ...work, port: point.gateway.port, apiKey: point.nextKey }) });
    }
    return known;
  };

  const load = async (point: Point, durationMs: number) => {
    const { work, sender } = prepared(point);
    // While the last stream of the first ones is open, all others are open or followed by another.
    const lastingMs = durationMs === 0 ? 0 : Math.max(durationMs, 1.5 * lengthOf(work));
    await upstream.ask('speak', work.speech);
    return within(lastingMs + PATIENCE_MS, runClosedLoop({
      connections: work.connections,
      check: work.check,
      durationMs: lastingMs,
      send: sender.send,
      begin: beginningOf(work),
      now: () => performance.now(),
    }), `a request has had no answer for ${PATIENCE_MS} ms`);
  };

  const usedByAll = async () => {
    const usages = await Promise.all(children.map((child) => child.ask<Usage>('usage')));
    return usages.reduce((sum, { cpuMs }) => sum + cpuMs, ownUsage().cpuMs);
  };

  const measure = async (point: Point, durationMs: number, round: number): Promise<GrowthSample> => {
    const { gateway, direction, series, size } = point;
    const { work } = prepared(point);
    const resident = watchesPeak(direction.name) ? await forgetPeak(gateway) : undefined;
    const countsBefore = await upstream.ask<Counts>('counts');
    const [machineBefore, allBefore] = [machineTime(), await usedByAll()];
    gateway.takeLogged();
    const before = await gateway.child.ask<Usage>('usage');
    const loop = await load(point, durationMs);
    const after = await gateway.child.ask<Usage>('usage');
    const others = otherLoad(machineBefore, machineTime(), await usedByAll() - allBefore);
    const countsAfter = await upstream.ask<Counts>('counts');
    const requests = loop.latenciesMs.length;
    const wrong = mismatch({ signs: true, admits: point.admits }, { operation: work.operation }, requests, countsBefore, countsAfter);
    if (wrong !== undefined) throw new Error(wrong);
    return {
      round,
      direction: direction.name,
      series,
      size,
      requests,
      elapsedMs: loop.elapsedMs,
      cpuMs: after.cpuMs - before.cpuMs,
      latencyP50Ms: quantile(loop.latenciesMs, 0.5),
      latencyP99Ms: quantile(loop.latenciesMs, 0.99),
      ...loop.firstTokensMs.length === requests && {
        firstTokenP50Ms: quantile(loop.firstTokensMs, 0.5), firstTokenP99Ms: quantile(loop.firstTokensMs, 0.99),
      },
      tableReads: countsAfter.tableReads - countsBefore.tableReads,
      tableWrites: countsAfter.tableWrites - countsBefore.tableWrites,
      logBytes: gateway.takeLogged(),
      ...resident !== undefined && { peakBytes: Math.max(0, after.peakMemoryBytes - resident) },
      ...await held(point, work),
      otherLoad: others,
    };
  };

  const held = async ({ gateway, direction, size }: Point, { api }: GrowthWork): Promise<Pick<GrowthSample, 'heldBytes'>> => {
    if (direction.name === 'tenants') return { heldBytes: (await gateway.child.ask<Held>('held memory')).heldBytes };
    if (!api) return {};
    const readers = readersOf({ upstream }, gateway, api);
    const { heldBytesPerStream } = direction.name === 'streams' ? await holdOpen(readers, size, CHUNKS_HELD) : await holdOpen(readers, STREAMS_HELD, size);
    return { heldBytes: heldBytesPerStream };
  };

  return {
    measure: (point, durationMs, round) => naming(point, () => measure(point, durationMs, round)),
    run: (point, durationMs) => naming(point, async () => (await load(point, durationMs)).latenciesMs.length),
    close: () => {
      for (const { sender } of senders.values()) sender.close();
    },
  };
}

function watchesPeak(direction: DirectionName): boolean {
  return direction === 'prompt';
}

/** @returns what the process has at rest; undefined where the system does not count peaks anew */
async function forgetPeak({ child }: Gateway): Promise<number | undefined> {
  const { residentBytes } = await child.ask<Held>('held memory');
  return await child.ask<boolean>('forget peak') ? residentBytes : undefined;
}

/** Streams that take their time begin one after the other over the length of one of them: real ones do not begin at once. */
function beginningOf(work: GrowthWork): ((connection: number) => Promise<void>) | undefined {
  const length = lengthOf(work);
  if (length === 0) return undefined;
  return (connection) => new Promise((resolve) => setTimeout(resolve, connection / work.connections * length));
}

/** How long a stream takes that is not sent as fast as it can be, in milliseconds. */
function lengthOf({ speech: { everyMs = 0, tokens } }: GrowthWork): number {
  return everyMs * tokens;
}

async function naming<Result>({ direction, series, size }: Point, run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    throw new BenchmarkFailure(`${direction.title}, ${series}, ${size}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
