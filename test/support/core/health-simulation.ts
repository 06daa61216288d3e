import { createMemoryHealthStore } from '../../../lambda/adapters/memory/memory-health-store';
import { Candidate } from '../../../lambda/core/attempts/candidates';
import { BreakerChange, createHealth, Health } from '../../../lambda/core/health/health';
import { HealthStore } from '../../../lambda/core/health/health-store';
import { seededRandom } from '../random';
import { VirtualClock } from '../virtual-clock';
import { targetOf } from './plans';

export interface HealthSchedule {
  readonly seed: number;
  readonly containers: number;
  readonly seconds: number;
  /** Over all containers, on average, if enough of them are free: each serves one request at a time. */
  readonly requestsPerSecond: number;
  /** Targets in order of preference, each a tier of its own, with the seconds within which each fails every call. */
  readonly targets: readonly { readonly down: readonly (readonly [from: number, to: number])[] }[];
  /** A call takes up to this long. */
  readonly callMs: number;
  /** Of the calls to a target that is up. */
  readonly errorRate?: number;
  /** Of the calls: the container ends in the middle, and a new one takes its place. */
  readonly crashRate?: number;
  /** Of the calls: the caller leaves in the middle. */
  readonly leaveRate?: number;
  /** Seconds within which the table does not answer. */
  readonly tableDown?: readonly (readonly [from: number, to: number])[];
  /** The table takes up to this long. */
  readonly tableMs?: number;
}

export interface SimulatedCall {
  readonly target: string;
  /** Number of the container, which no later one has. */
  readonly container: number;
  readonly startedAt: number;
  /** Undefined when its container crashed. */
  endedAt?: number;
  readonly probe: boolean;
  /** What became of the call, decided by the target when it began. */
  readonly fails: boolean;
}

export interface HealthHistory {
  readonly calls: readonly SimulatedCall[];
  readonly changes: readonly (BreakerChange & { readonly at: number })[];
  readonly requests: number;
  /** Requests that were not offered every candidate. */
  readonly refused: number;
  readonly reads: number;
  readonly writes: number;
  readonly largestItem: number;
}

/** Plays containers that share the health of their targets. Times in the history are milliseconds since the start. */
export async function simulateHealth(schedule: HealthSchedule): Promise<HealthHistory> {
  const { containers, seconds, requestsPerSecond, targets, callMs } = schedule;
  const { errorRate = 0, crashRate = 0, leaveRate = 0, tableDown = [], tableMs = 10 } = schedule;
  const clock = new VirtualClock();
  const random = seededRandom(schedule.seed);
  const start = clock.now();
  const time = () => clock.now() - start;
  const within = (spans: readonly (readonly [number, number])[]) => spans.some(([from, to]) => time() >= from * 1_000 && time() < to * 1_000);

  const memory = createMemoryHealthStore();
  const candidates: readonly Candidate[] = targets.map((_, tier) => ({ target: targetOf(`t${tier}`), tier }));
  const calls: SimulatedCall[] = [];
  const changes: (BreakerChange & { at: number })[] = [];
  const counts = { requests: 0, refused: 0, reads: 0, writes: 0, largestItem: 0 };

  const reach = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    await clock.sleep(random() * tableMs);
    if (within(tableDown)) throw new Error('the table is down');
    const result = await work();
    await clock.sleep(random() * tableMs);
    counts.largestItem = Math.max(counts.largestItem, memory.health().size);
    return result;
  };
  const store: HealthStore = {
    read: () => { counts.reads++; return reach(memory.read); },
    write: (write) => { counts.writes++; return reach(() => memory.write(write)); },
  };
  const newHealth = (): Health => createHealth({ store, now: clock.now, random, onChange: (change) => changes.push({ ...change, at: time() }) });

  let started = 0;
  const serve = async (health: Health, container: number): Promise<'alive' | 'crashed'> => {
    health.refresh();
    // The admission of the tenant, in the real gateway.
    await clock.sleep(random() * tableMs);
    const judged = await health.judge(candidates);
    if (new Set(judged.map(({ candidate }) => candidate)).size !== candidates.length) counts.refused++;

    for (const { candidate: { target: { name } }, verdict } of judged) {
      const fails = within(targets[Number(name.slice(1))]!.down) || random() < errorRate;
      const call: SimulatedCall = { target: name, container, startedAt: time(), probe: verdict === 'probe', fails };
      calls.push(call);
      const startedAt = clock.now();
      await clock.sleep(random() * callMs);
      if (random() < crashRate) return 'crashed';
      call.endedAt = time();
      if (random() < leaveRate) {
        health.abandoned(name);
        break;
      }
      if (!fails) {
        health.succeeded(name, startedAt);
        break;
      }
      health.failed(name, 'unavailable');
    }
    await health.idle();
    return 'alive';
  };

  const run = async () => {
    let container = started++;
    let health = newHealth();
    const pauseMs = containers / requestsPerSecond * 1_000;
    await clock.sleep(random() * pauseMs);
    while (time() < seconds * 1_000) {
      counts.requests++;
      const begun = time();
      if (await serve(health, container) === 'crashed') {
        container = started++;
        health = newHealth();
      }
      await clock.sleep(Math.max(0, 2 * random() * pauseMs - (time() - begun)));
    }
  };

  await clock.run(Promise.all(Array.from({ length: containers }, run)));
  return { calls, changes, ...counts };
}
