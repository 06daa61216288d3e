import * as fc from 'fast-check';
import { tenantLedgerKey } from '../../../../src/contract/table';
import { textsOf } from '../../../support/core/events';
import { TENANT } from '../../../support/core/plans';
import { Ending, play, Scenario, scenarios } from '../../../support/core/scenarios';

const TARGETS = ['a', 'b', 'c'] as const;

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
      const input = gateway.ledger.asked[0]!.amount.tokens! - maxTokens!;
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
