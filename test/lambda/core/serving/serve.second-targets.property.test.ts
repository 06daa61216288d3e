import * as fc from 'fast-check';
import { tenantLedgerKey } from '../../../../src/contract/table';
import { textsOf } from '../../../support/core/events';
import { TENANT } from '../../../support/core/plans';
import { Ending, play, Scenario, scenarios } from '../../../support/core/scenarios';

function check(property: (ending: Ending, scenario: Scenario) => void | Promise<void>): Promise<void> {
  return fc.assert(fc.asyncProperty(scenarios, async (scenario) => property(await play(scenario, true), scenario)), { numRuns: 200, seed: 12 });
}

describe('whatever targets, ledger and caller do, a request that may ask second targets', () => {
  it('ends in time, and is recorded once with the outcome that the caller saw', () => check(({ gateway, reading, error }, { deadlineMs }) => {
    if (error !== undefined) expect(['GatewayError', 'CallerLeft']).toContain((error as Error).name);
    const { latencyMs, outcome, reason } = gateway.record();
    expect(latencyMs).toBeLessThanOrEqual(deadlineMs + 600);
    const thrown = error ?? reading?.error;
    if (thrown === undefined || (thrown as Error).name === 'CallerLeft') expect(['success', 'callerLeft']).toContain(outcome);
    else expect(thrown).toMatchObject({ reason });
  }));

  it('makes no more calls than its route allows, two at once at most and those only once', () => check(({ gateway }, { maxAttempts, hedgeAfterMs }) => {
    const { attempts } = gateway.record();
    expect(gateway.models.calls.length).toBeLessThanOrEqual(maxAttempts);
    expect(attempts.map(({ target }) => target)).toEqual(gateway.models.calls.map(({ target }) => target));
    const hedges = attempts.filter(({ hedge }) => hedge);
    expect(hedges.length).toBeLessThanOrEqual(hedgeAfterMs === undefined ? 0 : 1);
    attempts.forEach(({ startedAfterMs, hedge }, index) => {
      const before = attempts.slice(0, index).filter((other) => other.startedAfterMs + other.durationMs > startedAfterMs);
      expect(before.length).toBeLessThanOrEqual(hedge ? 1 : 0);
      if (hedge) expect(startedAfterMs - attempts[0]!.startedAfterMs).toBeGreaterThanOrEqual(hedgeAfterMs!);
    });
  }));

  it('settles every reservation of its tenant exactly once, and none of a target twice', () => check(({ gateway: { ledger } }) => {
    const { pk } = tenantLedgerKey(TENANT);
    const made = ledger.asked.flatMap(({ reservation }) => reservation ?? []);
    const settled = ledger.settled.map(({ reservation }) => reservation);
    expect(settled.filter(({ key }) => key.pk === pk)).toEqual(made.filter(({ key }) => key.pk === pk));
    expect(new Set(settled).size).toBe(settled.length);
    for (const reservation of settled) expect(made).toContain(reservation);
  }));

  it('costs nothing when it ends with an error before its answer began', () => check(({ gateway, error }) => {
    if ((error as Error | undefined)?.name !== 'GatewayError') return;
    for (const used of gateway.ledger.settledForTenant()) expect(used).toEqual({ requests: 0, tokens: 0 });
    expect(gateway.record().settledTokens).toBeUndefined();
  }));

  it('costs what its record says otherwise', () => check(({ gateway, error }) => {
    if ((error as Error | undefined)?.name === 'GatewayError') return;
    for (const { tokens } of gateway.ledger.settledForTenant()) expect(tokens).toBe(gateway.record().settledTokens ?? 0);
  }));

  it('shows its reader one answer, of the target that it names', () => check(({ gateway, reading }) => {
    if (!reading) return;
    const sources = new Set(textsOf(reading.events));
    expect(sources.size).toBeLessThanOrEqual(1);
    expect(reading.events.filter(({ type }) => type === 'messageStart').length).toBe(1);
    for (const source of sources) expect(source.charAt(0)).toBe(gateway.record().target);
  }));

  it('asks for a filtered answer elsewhere unless nobody is left to ask', () => check(({ gateway }) => {
    const { attempts } = gateway.record();
    const filtered = attempts.find(({ outcome }) => outcome === 'answerFiltered');
    if (!filtered) return;
    const later = attempts.filter((other) => other !== filtered && other.startedAfterMs >= filtered.startedAfterMs + filtered.durationMs);
    for (const { target } of later) expect(target).toBe('d');
  }));

  it('leaves no upstream call and no timer behind', () => check(async ({ gateway }) => {
    for (const call of gateway.models.calls) expect(call.running).toBe(false);
    const endedAt = gateway.clock.now();
    await expect(gateway.clock.run(new Promise(() => undefined))).rejects.toThrow('not time');
    expect(gateway.clock.now()).toBe(endedAt);
  }));
});
