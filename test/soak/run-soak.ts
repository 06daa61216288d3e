import { ANSWER, randomEpisodes, simulateModels, UpstreamCall } from './schedule';
import { encodeText } from '../../lambda/adapters/bedrock/encode-event';
import { createMemoryHealthStore } from '../../lambda/adapters/memory/memory-health-store';
import { createMemoryLedgerStore, MemoryLedgerStore } from '../../lambda/adapters/memory/memory-ledger-store';
import { createRetryBudget } from '../../lambda/core/attempts/retry-budget';
import { DecisionRecord } from '../../lambda/core/decision-record';
import { isGatewayError } from '../../lambda/core/gateway-error';
import { createHealth } from '../../lambda/core/health/health';
import { createLedger } from '../../lambda/core/ledger/ledger';
import { createObservations } from '../../lambda/core/observations/observations';
import { LedgerStore, LedgerUnavailable } from '../../lambda/core/ports';
import { CallerLeft } from '../../lambda/core/serving/caller-left';
import { serve, ServingTools } from '../../lambda/core/serving/serve';
import { NO_OVERRIDES } from '../support/core/overrides';
import { planOf, ROUTE, TENANT } from '../support/core/plans';
import { seededRandom } from '../support/random';
import { VirtualClock } from '../support/virtual-clock';

export interface SoakOptions {
  readonly seed: number;
  readonly requests: number;
  readonly containers: number;
  readonly midStream: 'failClean' | 'resume' | 'buffer';
  /** The first two targets share a tier, and a second one is asked when the first is slow. */
  readonly hedged: boolean;
}

export interface SoakReport {
  readonly requests: number;
  readonly answered: number;
  /** What a client would have got that calls the first target once. */
  readonly naiveAnswered: number;
  readonly outcomes: Readonly<Record<string, number>>;
  readonly records: readonly DecisionRecord[];
  readonly calls: readonly UpstreamCall[];
  /** Answers that looked complete and were not the whole answer. */
  readonly truncatedSuccesses: number;
  /** Answers that say that a content filter has kept them back. */
  readonly filtered: number;
  /** Requests that had neither an answer nor an error by their deadline and a second. */
  readonly overdue: number;
  readonly store: MemoryLedgerStore;
  /** When everything had ended. */
  readonly endedAt: number;
}

/** The last one serves filtered answers only, and is in trouble only when all are. */
export const TARGETS = ['first', 'second', 'third', 'milder'] as const;
/** A minute; 1,500 requests come in. With two that declare one, each gets more, so that a failing third is not all that is left. */
export const CAPACITY = { alone: 400, together: 900 } as const;
export const DEADLINE_MS = 20_000;
export const MAX_ATTEMPTS = 6;
/** About 25 requests a second. */
const MEAN_GAP_MS = 40;

/** Runs the serving core of several containers over a random schedule of faults, on a virtual clock. */
export async function runSoak({ seed, requests, containers, midStream, hedged }: SoakOptions): Promise<SoakReport> {
  const clock = new VirtualClock();
  const random = seededRandom(seed);
  const start = clock.now();
  const episodes = randomEpisodes(random, TARGETS, requests * MEAN_GAP_MS);
  const models = simulateModels(clock, random, episodes);
  const memory = createMemoryLedgerStore();
  const store: LedgerStore = {
    ...memory,
    async write(key, write) {
      await clock.sleep(1 + random() * 4);
      // Now and then the table does not answer, or its answer is lost.
      if (random() < 0.001) throw new LedgerUnavailable('no answer');
      const result = await memory.write(key, write);
      if (random() < 0.001) throw new LedgerUnavailable('lost answer');
      return result;
    },
  };

  const healthStore = createMemoryHealthStore();
  const records: DecisionRecord[] = [];
  const tools: ServingTools[] = Array.from({ length: containers }, () => {
    // Two of them are up to two seconds apart, less the time for which the ledger allows.
    const skew = (random() - 0.5) * 1_900;
    return {
      plan: planOf({
        tiers: hedged ? [['first', 'second'], ['third']] : [['first'], ['second'], ['third']],
        route: {
          ...(hedged ? { hedging: { initialDelayMs: 600 } } : {}),
          filterFallbacks: [{ strategy: { kind: 'ordered' }, members: [{ target: 'milder', weight: 1 }] }],
          midStream,
          deadlineMs: DEADLINE_MS,
          maxAttempts: MAX_ATTEMPTS,
          firstTokenTimeoutMs: 2_000,
          idleTimeoutMs: 1_000,
        },
        targets: hedged
          ? { first: capacity(CAPACITY.together), second: capacity(CAPACITY.together), milder: {} }
          : { first: capacity(CAPACITY.alone), milder: {} },
        tenant: { quota: { requestsPerMinute: 100_000 }, onLedgerFailure: 'failOpen' },
      }),
      models,
      encodeText,
      retryBudget: createRetryBudget(),
      hedgeBudget: createRetryBudget(),
      observations: createObservations(() => clock.now() + skew),
      health: createHealth({ store: healthStore, now: () => clock.now() + skew, random }),
      overrides: NO_OVERRIDES,
      ledger: createLedger(store, () => clock.now() + skew),
      localLedger: createLedger(createMemoryLedgerStore(), () => clock.now() + skew),
      clock,
      random,
      reportFault: (_requestId: string, error: unknown) => { throw error; },
      record: (record) => records.push(record),
    };
  });

  const outcomes: Record<string, number> = {};
  let answered = 0;
  let naiveAnswered = 0;
  let truncatedSuccesses = 0;
  let filtered = 0;
  let overdue = 0;
  const count = (outcome: string) => { outcomes[outcome] = (outcomes[outcome] ?? 0) + 1; };

  const one = async (index: number) => {
    const arrivedAt = clock.now();
    const streamed = random() < 0.6;
    const caller = new AbortController();
    if (random() < 0.02) void clock.sleep(random() * 1_000).then(() => caller.abort(new Error('left')));
    const troubled = episodes.some(({ target, from, until }) => target === 'first' && from <= arrivedAt - start && arrivedAt - start < until);
    if (!troubled) naiveAnswered++;
    try {
      const served = await serve(tools[index % containers]!, {
        requestId: String(index),
        arrivedAt,
        latestEnd: arrivedAt + 60_000,
        maxSilenceMs: 60_000,
        callerSignal: caller.signal,
        identity: { tenant: TENANT, keyId: 'k' },
        header: () => undefined,
        request: { kind: 'converse', route: ROUTE, streamed, body: { messages: [{ role: 'user', content: [{ text: 'hello' }] }] } },
      });
      try {
        if (served.kind === 'stream') {
          let text = '';
          let stopReason: string | undefined;
          for await (const event of served.events) {
            stopReason ??= event.stopReason;
            if (event.type === 'contentBlockDelta') text += (JSON.parse(new TextDecoder().decode(event.payload)) as { delta: { text: string } }).delta.text;
          }
          if (stopReason === 'content_filtered') filtered++;
          else if (text !== ANSWER.join('')) truncatedSuccesses++;
        } else if (served.answer.stopReason === 'content_filtered') {
          filtered++;
        }
        answered++;
        count('answered');
      } finally {
        await served.finish();
      }
    } catch (error) {
      if (error instanceof CallerLeft || caller.signal.aborted) count('callerLeft');
      else if (isGatewayError(error)) count(error.reason);
      else throw error;
    }
    if (clock.now() > arrivedAt + DEADLINE_MS + 1_000) overdue++;
  };

  const running: Promise<void>[] = [];
  const arrivals = (async () => {
    for (let index = 0; index < requests; index++) {
      running.push(one(index));
      await clock.sleep(random() * 2 * MEAN_GAP_MS);
    }
    await Promise.all(running);
  })();
  await clock.run(arrivals);
  const { calls } = models;
  return { requests, answered, naiveAnswered, outcomes, records, calls, truncatedSuccesses, filtered, overdue, store: memory, endedAt: clock.now() };
}

function capacity(requestsPerMinute: number) {
  return { capacity: { requestsPerMinute } };
}
