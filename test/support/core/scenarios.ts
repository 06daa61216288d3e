import * as fc from 'fast-check';
import { content, messageStart, messageStop, metadata } from './events';
import { fullFor, LedgerScript, ReserveOutcome } from './fake-ledger';
import { answers, Behaviour, breaks, fails, pause, stall, stalls, StreamStep, streams } from './fake-models';
import { Gateway, gatewayOf, Reading } from './gateway';
import { ERROR_OF_FAILURE, exceptionEvent } from './upstream-errors';
import { FAILURE_CLASSES, FailureName } from '../../../lambda/core/failures/failure-classes';
import { LoadedProfiles, LoadedTarget } from '../../../lambda/core/loaded-plan';
import { LedgerUnavailable } from '../../../lambda/core/ports';
import { GuardrailPlan, MidStreamPlan, ShardsPlan } from '../../../src/contract/plan';
import { seededRandom } from '../random';

const FILTER_FALLBACKS = [{ strategy: { kind: 'ordered' as const }, members: [{ target: 'd', weight: 1 }] }];

/** What targets, ledger and caller do to one request. */
export interface Scenario {
  readonly streamed: boolean;
  readonly scripts: { readonly [target: string]: readonly Behaviour[] };
  readonly ledger: LedgerScript;
  readonly deadlineMs: number;
  readonly maxAttempts: number;
  readonly failOpen: boolean;
  readonly seed: number;
  /** A second target is asked after so many milliseconds. */
  readonly hedgeAfterMs?: number;
  /** Milliseconds until the caller leaves. */
  readonly leavesAfterMs?: number;
}

/** What a request came to. */
export interface Ending {
  readonly gateway: Gateway;
  readonly reading?: Reading;
  readonly error?: unknown;
}

const failures = fc.constantFrom(...Object.keys(FAILURE_CLASSES) as FailureName[]).map((name) => ERROR_OF_FAILURE[name]());
const exceptions = fc.oneof(
  failures,
  fc.constantFrom('ThrottlingException', 'InternalServerException', 'ValidationException', 'ServiceUnavailableException').map((code) => exceptionEvent(code)),
);

const failedCalls = fc.oneof(
  fc.record({ error: failures, afterMs: fc.nat({ max: 2_000 }) }).map(({ error, afterMs }) => fails(error, afterMs)),
  fc.constant(stalls()),
);
const stopReasons = fc.constantFrom('end_turn', 'end_turn', 'content_filtered');
const plainCalls: fc.Arbitrary<Behaviour> = fc.oneof(
  failedCalls,
  fc.record({ inputTokens: fc.nat(99), outputTokens: fc.nat(99), afterMs: fc.nat({ max: 2_000 }), stopReason: stopReasons })
    .map(({ afterMs, stopReason, ...usage }) => answers(usage, afterMs, stopReason)),
);

/** Streams that start, say something or nothing, and end well, broken, or not at all. */
const streamsOf = (target: string, call: number): fc.Arbitrary<Behaviour> => fc.record({
  deltas: fc.array(fc.nat({ max: 800 }), { maxLength: 4 }),
  end: fc.oneof(
    fc.constant<readonly (StreamStep | ReturnType<typeof messageStop>)[]>([messageStop(), metadata({ inputTokens: 5, outputTokens: 2 })]),
    stopReasons.map((stopReason) => [messageStop(stopReason), metadata({ inputTokens: 5, outputTokens: 2 })]),
    fc.constant([messageStop()]),
    fc.constant([]),
    fc.constant([stall()]),
    exceptions.map((error) => [breaks(error)]),
    exceptions.map((error) => [messageStop(), breaks(error)]),
  ),
}).map(({ deltas, end }) => streams(messageStart(), ...deltas.flatMap((ms) => [pause(ms), content(`${target}${call}`)]), ...end));

const scriptOf = (target: string, streamed: boolean): fc.Arbitrary<readonly Behaviour[]> => streamed
  ? fc.tuple(...[0, 1, 2].map((call) => fc.oneof(failedCalls, { weight: 2, arbitrary: streamsOf(target, call) })))
  : fc.array(plainCalls, { minLength: 1, maxLength: 3 });

const reserveOutcomes = (slowestMs: number): fc.Arbitrary<readonly ReserveOutcome[]> => fc.array(fc.oneof(
  { weight: 4, arbitrary: fc.constant<ReserveOutcome>('admitted') },
  fc.nat({ max: slowestMs }).map((admittedAfterMs) => ({ admittedAfterMs })),
  fc.integer({ min: 1, max: 60_000 }).map((ms) => fullFor(ms)),
  fc.constant(new LedgerUnavailable('the table did not answer')),
), { minLength: 1, maxLength: 3 });

export const scenarios: fc.Arbitrary<Scenario> = fc.boolean().chain((streamed) => fc.record({
  streamed: fc.constant(streamed),
  scripts: fc.record({ a: scriptOf('a', streamed), b: scriptOf('b', streamed), c: scriptOf('c', streamed), d: scriptOf('d', streamed) }),
  ledger: fc.record({
    tenant: reserveOutcomes(300),
    targets: fc.record({ a: reserveOutcomes(300), b: reserveOutcomes(300) }),
    settleError: fc.option(fc.constant(new LedgerUnavailable('the table did not answer')), { nil: undefined, freq: 4 }),
  }),
  deadlineMs: fc.integer({ min: 1, max: 8_000 }),
  maxAttempts: fc.integer({ min: 1, max: 8 }),
  failOpen: fc.boolean(),
  hedgeAfterMs: fc.option(fc.integer({ min: 1, max: 1_500 }), { nil: undefined, freq: 5 }),
  seed: fc.nat(),
  leavesAfterMs: fc.option(fc.nat({ max: 6_000 }), { nil: undefined }),
}));

/** Where the targets are, and where the tenant may be served. */
export interface Placing {
  readonly shardOf: { readonly [target: string]: string };
  readonly shards?: ShardsPlan;
  readonly drained: ReadonlySet<string>;
  /** The application inference profiles of targets that have some. */
  readonly profilesOf?: { readonly [target: string]: LoadedProfiles | undefined };
  readonly guardrail?: GuardrailPlan;
  readonly guardrailsOf?: { readonly [target: string]: LoadedTarget['guardrails'] };
  readonly midStream?: MidStreamPlan;
}

/** Plays it: `d` is asked for filtered answers only, if at all; where shards are at stake, for long requests as well. */
export async function play(scenario: Scenario, secondTargets = false, placing?: Placing): Promise<Ending> {
  const capacity = { requestsPerMinute: 10 };
  const shardOf = (target: string) => placing && {
    shard: placing.shardOf[target], applicationProfiles: placing.profilesOf?.[target], guardrails: placing.guardrailsOf?.[target],
  };
  const gateway = gatewayOf({
    tiers: [['a', 'b'], ['c']],
    strategy: { kind: 'weightedRandom' },
    targets: { a: { capacity, ...shardOf('a') }, b: { capacity, ...shardOf('b') }, c: { ...shardOf('c') }, d: { contextWindow: 1_000_000, ...shardOf('d') } },
    route: {
      deadlineMs: scenario.deadlineMs,
      maxAttempts: scenario.maxAttempts,
      ...(secondTargets ? { hedging: { initialDelayMs: scenario.hedgeAfterMs }, filterFallbacks: FILTER_FALLBACKS } : {}),
      ...(placing ? { contextFallbacks: FILTER_FALLBACKS, guardrail: placing.guardrail } : {}),
      ...(placing?.midStream ? { midStream: placing.midStream } : {}),
    },
    tenant: { onLedgerFailure: scenario.failOpen ? 'failOpen' : 'failClosed', shards: placing?.shards },
    models: scenario.scripts,
    ledger: scenario.ledger,
    random: seededRandom(scenario.seed),
  });
  const over = new AbortController();
  if (scenario.leavesAfterMs !== undefined) {
    gateway.clock.sleep(scenario.leavesAfterMs, over.signal).then(() => gateway.caller.abort(), () => undefined);
  }

  const whole = async (): Promise<Ending> => {
    try {
      const served = await gateway.start({ streamed: scenario.streamed, drained: placing?.drained });
      const reading = served.kind === 'stream' ? await gateway.startReading(served) : undefined;
      await served.finish();
      return { gateway, reading };
    } catch (error) {
      return { gateway, error };
    }
  };
  const ending = await gateway.clock.run(whole());
  over.abort();
  return ending;
}
