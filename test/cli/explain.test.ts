import { explainCommand } from '../../cli/commands/explain';
import { UsageError } from '../../cli/usage-error';
import { decisionLine } from '../../lambda/adapters/telemetry/decision-line';
import { DecisionRecord } from '../../lambda/core/decision-record';

const RECORD: DecisionRecord = {
  requestId: 'r-1',
  time: Date.UTC(2026, 0, 2),
  tenant: 'team-a',
  keyId: 'k1',
  route: 'claude',
  streamed: true,
  outcome: 'success',
  candidates: [{ target: 'full', tier: 0, skipped: 'capacityUsedUp' }, { target: 'first', tier: 0 }, { target: 'second', tier: 1 }],
  attempts: [
    { target: 'first', startedAfterMs: 3, durationMs: 40, outcome: 'throttledPerMinute', code: 'ThrottlingException', status: 429 },
    { target: 'second', startedAfterMs: 43, durationMs: 300, outcome: 'answered' },
  ],
  target: 'second',
  tier: 1,
  maxTokens: 64,
  reservedTokens: 90,
  settledTokens: 70,
  timeToFirstTokenMs: 120,
  latencyMs: 350,
  ledgerErrors: 0,
  usage: { inputTokens: 20, outputTokens: 10, cacheReadInputTokens: 5, cacheWriteInputTokens: 0 },
};

async function explain(record: DecisionRecord): Promise<string> {
  const printed: string[] = [];
  await explainCommand([decisionLine(record)], (line) => printed.push(line));
  return printed.join('\n');
}

describe('explain', () => {
  test('tells in which shards a tenant was served that is not served in all', async () => {
    expect(await explain(RECORD)).not.toContain('shards');
    expect(await explain({ ...RECORD, shards: ['home', '222222222222'] })).toContain("\n  the tenant's shards: home, 222222222222\n");
    expect(await explain({ ...RECORD, shards: [] })).toContain("the tenant's shards: none, all of them are drained");
  });

  test('tells who asked for what, which candidates there were, what was tried and what it cost', async () => {
    expect(await explain(RECORD)).toBe(`Request r-1 of 2026-01-02T00:00:00.000Z
  tenant team-a (key k1) asked for claude, streamed
  it was answered after 350 ms
  served by second, fallback 1; first content after 120 ms
  candidates, in the order of this request:
    1. full — left out: its declared capacity was used up
    2. first
    3. second (fallback 1)
  calls:
    after 3 ms: first → throttledPerMinute (ThrottlingException 429), 40 ms
    after 43 ms: second → answered, 300 ms
  quota tokens: 90 reserved (max tokens 64), 70 used
  tokens: 20 in, 10 out, 5 read from and 0 written to the cache`);
  });

  test('how many candidates the record leaves out of a route with hundreds of targets', async () => {
    const candidates = Array.from({ length: 100 }, (_, index) => ({ target: `t${index}`, tier: 0 }));
    expect(await explain({ ...RECORD, candidates })).toContain('    20. t19\n    and 80 more\n  calls:\n');
    expect(await explain(RECORD)).not.toContain('more');
  });

  test('a second target that was asked because the first was slow, and one that filtered its answer', async () => {
    const text = await explain({
      ...RECORD,
      attempts: [
        { target: 'first', startedAfterMs: 0, durationMs: 420, outcome: 'hedgeLost' },
        { target: 'second', startedAfterMs: 400, durationMs: 20, outcome: 'answerFiltered', hedge: true },
        { target: 'third', startedAfterMs: 420, durationMs: 90, outcome: 'answered' },
      ],
    });
    expect(text).toContain('after 0 ms: first → given up, the other one answered first, 420 ms');
    expect(text).toContain('after 400 ms: second as well → answered, but its content filter kept the answer back, 20 ms');
  });

  test('a batch of which one call failed', async () => {
    const attempts = Array.from({ length: 109 }, () => ({ target: 'first', startedAfterMs: 0, durationMs: 20, outcome: 'givenUp' as const }));
    const text = await explain({ ...RECORD, calls: 150, attempts });
    expect(text).toContain('calls, 150 of which were to answer it:');
    expect(text).toContain('first → given up, another call of the request had failed, 20 ms');
    expect(text).toContain('and 9 more');
  });

  test.each<NonNullable<DecisionRecord['candidates'][number]['skipped']>>([
    'capacityUsedUp', 'breakerOpen', 'retryBudgetUsedUp', 'contextTooSmall', 'outputLimitTooSmall', 'answerFiltered', 'drained',
  ])('why a candidate was not tried has words of its own: %s', async (skipped) => {
    const line = (await explain({ ...RECORD, candidates: [{ target: 'one', tier: 0, skipped }] })).split('\n').find((text) => text.includes('1. one — '));
    expect(line).not.toContain(skipped);
  });

  test('a refusal', async () => {
    const { usage, settledTokens, target, tier, ...rest } = RECORD;
    const text = await explain({ ...rest, outcome: 'rejected', reason: 'quotaExceeded', limitedBy: 'requests', candidates: [], attempts: [] });
    expect(text).toContain('it was refused after 350 ms: quotaExceeded, by the limit on requests');
    expect(text).toContain('90 reserved (max tokens 64), all given back');
    expect([usage, settledTokens, target, tier]).not.toContain(undefined);
  });

  test.each(['tenantDisabled', 'routeDisabled', 'limitLowered', 'drained'] as const)('an override of the operator has words of its own: %s', async (override) => {
    const line = (await explain({ ...RECORD, overrides: [override] })).split('\n').find((text) => text.includes('overridden by the operator: '));
    expect(line).toMatch(/: (the|a) \w+/);
    expect(line).not.toContain(override);
  });

  test('a stream that broke off', async () => {
    const text = await explain({ ...RECORD, outcome: 'brokenStream', reason: 'brokenStream', settledByEstimate: true, ledgerErrors: 2 });
    expect(text).toContain('broke off after content had been sent');
    expect(text).toContain('70 used (with an estimate');
    expect(text).toContain('the quota table failed 2 times');
    expect(text).not.toContain('served by');
  });

  test('reads a whole log from standard input and passes over what is no record', async () => {
    const printed: string[] = [];
    const log = `START RequestId: 1\n2026-01-02T00:00:00 ${decisionLine(RECORD)}\n{"_aws":{}}\n${decisionLine({ ...RECORD, requestId: 'r-2' })}\n`;
    await explainCommand([], (line) => printed.push(line), () => log);
    expect(printed[0]).toMatch(/Request r-1 [\s\S]*\n\nRequest r-2 /);
  });

  test.each([
    [['not json'], /not a line of JSON: not json/],
    [['{"type":"fault"}'], /not a decision record/],
    [['{"type":"decision","requestId":"r"}'], /has no time/],
    [['a', 'b'], /one record at a time, received 2/],
  ])('%j is refused', async (commandArguments, message) => {
    await expect(explainCommand(commandArguments, () => undefined)).rejects.toThrow(message);
  });

  test('an input without a record is refused', async () => {
    await expect(explainCommand([], () => undefined, () => 'nothing\n')).rejects.toBeInstanceOf(UsageError);
  });
});
