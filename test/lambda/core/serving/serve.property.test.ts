import * as fc from 'fast-check';
import { FAILURE_CLASSES, FailureName } from '../../../../lambda/core/failures/failure-classes';
import { LedgerUnavailable } from '../../../../lambda/core/ports';
import { tenantLedgerKey } from '../../../../src/contract/table';
import { content, messageStart, messageStop, metadata, textsOf } from '../../../support/core/events';
import { fullFor, LedgerScript, ReserveOutcome } from '../../../support/core/fake-ledger';
import { answers, Behaviour, breaks, fails, pause, stall, stalls, StreamStep, streams } from '../../../support/core/fake-models';
import { Gateway, gatewayOf, Reading } from '../../../support/core/gateway';
import { TENANT } from '../../../support/core/plans';
import { ERROR_OF_FAILURE, exceptionEvent } from '../../../support/core/upstream-errors';
import { seededRandom } from '../../../support/random';

const TARGETS = ['a', 'b', 'c'] as const;

interface Scenario {
  readonly streamed: boolean;
  readonly scripts: { readonly [target: string]: readonly Behaviour[] };
  readonly ledger: LedgerScript;
  readonly deadlineMs: number;
  readonly maxAttempts: number;
  readonly failOpen: boolean;
  readonly seed: number;
  /** Milliseconds until the caller leaves. */
  readonly leavesAfterMs?: number;
}

/** What a request came to. */
interface Ending {
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
const plainCalls: fc.Arbitrary<Behaviour> = fc.oneof(
  failedCalls,
  fc.record({ inputTokens: fc.nat(99), outputTokens: fc.nat(99), afterMs: fc.nat({ max: 2_000 }) })
    .map(({ afterMs, ...usage }) => answers(usage, afterMs)),
);

/** Streams that start, say something or nothing, and end well, broken, or not at all. */
const streamsOf = (target: string, call: number): fc.Arbitrary<Behaviour> => fc.record({
  deltas: fc.array(fc.nat({ max: 800 }), { maxLength: 4 }),
  end: fc.oneof(
    fc.constant<readonly (StreamStep | ReturnType<typeof messageStop>)[]>([messageStop(), metadata({ inputTokens: 5, outputTokens: 2 })]),
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

const scenarios: fc.Arbitrary<Scenario> = fc.boolean().chain((streamed) => fc.record({
  streamed: fc.constant(streamed),
  scripts: fc.record({ a: scriptOf('a', streamed), b: scriptOf('b', streamed), c: scriptOf('c', streamed) }),
  ledger: fc.record({
    tenant: reserveOutcomes(300),
    targets: fc.record({ a: reserveOutcomes(300), b: reserveOutcomes(300) }),
    settleError: fc.option(fc.constant(new LedgerUnavailable('the table did not answer')), { nil: undefined, freq: 4 }),
  }),
  deadlineMs: fc.integer({ min: 1, max: 8_000 }),
  maxAttempts: fc.integer({ min: 1, max: 8 }),
  failOpen: fc.boolean(),
  seed: fc.nat(),
  leavesAfterMs: fc.option(fc.nat({ max: 6_000 }), { nil: undefined }),
}));

async function play(scenario: Scenario): Promise<Ending> {
  const capacity = { requestsPerMinute: 10 };
  const gateway = gatewayOf({
    tiers: [['a', 'b'], ['c']],
    strategy: { kind: 'weightedRandom' },
    targets: { a: { capacity }, b: { capacity } },
    route: { deadlineMs: scenario.deadlineMs, maxAttempts: scenario.maxAttempts },
    tenant: { onLedgerFailure: scenario.failOpen ? 'failOpen' : 'failClosed' },
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
      const served = await gateway.start({ streamed: scenario.streamed });
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

function check(property: (ending: Ending, scenario: Scenario) => void | Promise<void>): Promise<void> {
  return fc.assert(fc.asyncProperty(scenarios, async (scenario) => property(await play(scenario), scenario)), { numRuns: 150, seed: 11 });
}

describe('whatever targets, ledger and caller do, a request', () => {
  it('ends in time with an answer, a gateway error or the caller\'s leave', () => check(({ gateway, error }, { deadlineMs }) => {
    if (error !== undefined) expect(['GatewayError', 'CallerLeft']).toContain((error as Error).name);
    // The tenant's and one target's capacity check may be under way when the deadline passes.
    expect(gateway.record().latencyMs).toBeLessThanOrEqual(deadlineMs + 600);
  }));

  it('is recorded exactly once, with the outcome that the caller saw', () => check(({ gateway, reading, error }) => {
    const { outcome, reason } = gateway.record();
    const thrown = error ?? reading?.error;
    if (thrown === undefined) expect(['success', 'callerLeft']).toContain(outcome);
    else if ((thrown as Error).name === 'CallerLeft') expect(['callerLeft', 'success']).toContain(outcome);
    else expect(thrown).toMatchObject({ reason });
    if (reading?.error !== undefined && (reading.error as Error).name === 'GatewayError') expect(outcome).toBe('brokenStream');
  }));

  it('settles every reservation of its tenant exactly once', () => check(({ gateway: { ledger } }) => {
    const { pk } = tenantLedgerKey(TENANT);
    const made = ledger.asked.flatMap(({ key, reservation }) => key.pk === pk && reservation ? [reservation] : []);
    expect(ledger.settled.map(({ reservation }) => reservation).filter(({ key }) => key.pk === pk)).toEqual(made);
  }));

  it('settles no reservation of a target twice, and none that was not made', () => check(({ gateway: { ledger } }) => {
    const settled = ledger.settled.map(({ reservation }) => reservation);
    const made = new Set(ledger.asked.map(({ reservation }) => reservation));
    expect(new Set(settled).size).toBe(settled.length);
    for (const reservation of settled) expect(made).toContain(reservation);
  }));

  it('charges its tenant nothing unless it was answered, or left while a call was under way', () => check(({ gateway, error }) => {
    if (error === undefined) return;
    const { attempts, maxTokens } = gateway.record();
    if (attempts.at(-1)?.outcome === 'callerLeft') {
      expect((error as Error).name).toBe('CallerLeft');
      const input = gateway.ledger.asked[0]!.amount.tokens - maxTokens!;
      for (const used of gateway.ledger.settledForTenant()) expect(used).toEqual({ requests: 1, tokens: input });
      expect(gateway.record()).toMatchObject({ settledTokens: input, settledByEstimate: true });
      return;
    }
    for (const used of gateway.ledger.settledForTenant()) expect(used).toEqual({ requests: 0, tokens: 0 });
    expect(gateway.record().settledTokens).toBeUndefined();
  }));

  it('makes no more upstream calls than its route allows, nor more than three to one target', () => check(({ gateway }, { maxAttempts }) => {
    const called = gateway.models.calls.map(({ target }) => target);
    expect(called.length).toBeLessThanOrEqual(maxAttempts);
    for (const name of TARGETS) expect(called.filter((target) => target === name).length).toBeLessThanOrEqual(3);
    expect(gateway.record().attempts.map(({ target }) => target)).toEqual(called);
  }));

  it('makes its upstream calls one after the other', () => check(({ gateway }) => {
    const spans = gateway.record().attempts.map(({ startedAfterMs, durationMs }) => ({ start: startedAfterMs, end: startedAfterMs + durationMs }));
    for (const { start, end } of spans) expect(end).toBeGreaterThanOrEqual(start);
    spans.slice(1).forEach(({ start }, index) => expect(start).toBeGreaterThanOrEqual(spans[index]!.end));
  }));

  it('never shows its reader content of more than one call', () => check(({ gateway, reading }) => {
    const sources = new Set(textsOf(reading?.events ?? []));
    expect(sources.size).toBeLessThanOrEqual(1);
    const starts = reading?.events.filter(({ type }) => type === 'messageStart') ?? [];
    expect(starts.length).toBe(reading ? 1 : 0);
    for (const source of sources) expect(source.charAt(0)).toBe(gateway.models.calls.at(-1)!.target);
  }));

  it('calls nobody else once its reader has content', () => check(({ gateway, reading }) => {
    if (!reading) return;
    const { attempts, outcome, target } = gateway.record();
    expect(attempts.at(-1)).toMatchObject({ target });
    expect(attempts.filter((attempt) => attempt.outcome === 'answered')).toHaveLength(outcome === 'brokenStream' ? 0 : 1);
  }));

  it('leaves no upstream call and no timer behind', () => check(async ({ gateway }) => {
    for (const call of gateway.models.calls) expect(call.running).toBe(false);
    const endedAt = gateway.clock.now();
    await expect(gateway.clock.run(new Promise(() => undefined))).rejects.toThrow('not time');
    expect(gateway.clock.now()).toBe(endedAt);
  }));
});
