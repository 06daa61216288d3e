import { NOTHING_IN_FORCE } from '../../../../lambda/core/overrides/in-force';
import { OverrideChange } from '../../../../lambda/core/overrides/override-changes';
import { StoredOverrides } from '../../../../lambda/core/overrides/override-store';
import { createOverrides, STORE_PAUSE_MS } from '../../../../lambda/core/overrides/overrides';
import { Override, OverrideProblem, OVERRIDES_MAX_AGE_MS as MAX_AGE_MS } from '../../../../src/contract/overrides';
import { storedOverrides } from '../../../support/core/overrides';
import { planOf, TENANT } from '../../../support/core/plans';
import { VirtualClock } from '../../../support/virtual-clock';

const DISABLED: Override = { kind: 'tenant', name: TENANT, effect: 'disabled', reason: 'abuse', by: 'ops' };
const READ_MS = 10;

function setUp(overrides: readonly Override[] = [], drainedShards?: readonly string[]) {
  const clock = new VirtualClock();
  const table: { item: StoredOverrides; error?: Error } = { item: storedOverrides(overrides) };
  const seen = { reads: 0, changes: [] as OverrideChange[], ignored: [] as OverrideProblem[], failures: 0 };
  const subject = createOverrides({
    store: {
      async read() {
        seen.reads++;
        const { error, item } = table;
        await clock.sleep(READ_MS);
        if (error) throw error;
        return item;
      },
    },
    plan: { ...planOf({ targets: { first: { shard: 'east' } as object } }), ...drainedShards && { drainedShards } },
    now: clock.now,
    onChanges: (changes) => seen.changes.push(...changes),
    onIgnored: (problem) => seen.ignored.push(problem),
    onStoreFailure: () => seen.failures++,
  });
  const put = (...next: readonly Override[]) => { table.item = storedOverrides(next); };
  return { clock, table, seen, put, subject, current: () => clock.run(subject.current()) };
}

const seconds = (clock: VirtualClock, after: number) => clock.now() / 1000 + after;

describe('overrides, as a container knows them', () => {
  test('the first request waits for the first read: a cold start does not let in whom nobody lets in', async () => {
    const { current } = setUp([DISABLED]);
    expect((await current()).disabledTenants).toEqual(new Set([TENANT]));
  });

  test('shards that the plan has drained are so beside those of operators, whatever comes and goes, and whether the table answers or not', async () => {
    const { clock, current, put } = setUp([DISABLED], ['west']);
    expect(await current()).toMatchObject({ disabledTenants: new Set([TENANT]), drainedShards: new Set(['west']) });
    put({ kind: 'shard', name: 'east', effect: 'drained' });
    await clock.advance(MAX_AGE_MS);
    expect((await current()).drainedShards).toEqual(new Set(['west', 'east']));
    put();
    await clock.advance(MAX_AGE_MS);
    expect((await current()).drainedShards).toEqual(new Set(['west']));

    const down = setUp([], ['west']);
    down.table.error = new Error('down');
    expect((await down.current()).drainedShards).toEqual(new Set(['west']));
  });

  test('requests do not wait while what is known is young, and nothing is read', async () => {
    const { clock, current, put, seen } = setUp();
    await current();
    put(DISABLED);
    await clock.advance(MAX_AGE_MS - READ_MS - 1);
    expect(await current()).toBe(NOTHING_IN_FORCE);
    expect(seen.reads).toBe(1);
  });

  test('a change counts for every request that arrives MAX_AGE_MS after it, also in a container that was idle', async () => {
    const { clock, current, put } = setUp();
    await current();
    put(DISABLED);
    await clock.advance(MAX_AGE_MS);
    expect((await current()).disabledTenants).toEqual(new Set([TENANT]));
  });

  test('whoever reads the table anyway brings them along, however young they are', async () => {
    const { clock, current, put, subject, seen } = setUp();
    await current();
    put(DISABLED);
    subject.refreshAlong();
    await clock.run(subject.idle());
    expect(seen.reads).toBe(2);
    expect((await current()).disabledTenants).toEqual(new Set([TENANT]));
  });

  test('requests that arrive together share one read', async () => {
    const { clock, seen, subject } = setUp([DISABLED]);
    subject.refresh();
    subject.refreshAlong();
    const views = await clock.run(Promise.all([subject.current(), subject.current(), subject.current()]));
    expect(views.every(({ disabledTenants }) => disabledTenants.has(TENANT))).toBe(true);
    expect(seen.reads).toBe(1);
  });

  test('a read that fails leaves what is known in force, and is tried again after a pause', async () => {
    const { clock, current, put, seen, table } = setUp([DISABLED]);
    await current();
    table.error = new Error('the table does not answer');
    put();
    await clock.advance(MAX_AGE_MS);
    expect((await current()).disabledTenants).toEqual(new Set([TENANT]));
    expect((await current()).disabledTenants).toEqual(new Set([TENANT]));
    expect(seen).toMatchObject({ reads: 2, failures: 1 });

    table.error = undefined;
    await clock.advance(STORE_PAUSE_MS);
    expect(await current()).toBe(NOTHING_IN_FORCE);
    expect(seen.reads).toBe(3);
  });

  test('without any read the plan counts as it was deployed', async () => {
    const { current, table } = setUp([DISABLED]);
    table.error = new Error('the table does not answer');
    expect(await current()).toBe(NOTHING_IN_FORCE);
  });

  test('each kind takes away its own', async () => {
    const { current } = setUp([
      DISABLED,
      { kind: 'limit', name: TENANT, limit: 'requestsPerMinute', effect: 5 },
      { kind: 'target', name: 'first', effect: 'drained' },
      { kind: 'shard', name: 'east', effect: 'drained' },
      { kind: 'route', name: 'claude-sonnet', effect: 'disabled' },
    ]);
    expect(await current()).toEqual({
      disabledTenants: new Set([TENANT]),
      disabledRoutes: new Set(['claude-sonnet']),
      drainedTargets: new Set(['first']),
      drainedShards: new Set(['east']),
      limits: new Map([[TENANT, { requestsPerMinute: 5 }]]),
    });
  });

  test('one that has ended when it is read has no effect', async () => {
    const { clock, current, put, seen } = setUp();
    put({ ...DISABLED, until: seconds(clock, 0) });
    expect(await current()).toBe(NOTHING_IN_FORCE);
    expect(seen.changes).toEqual([]);
  });

  test('one ends in its second, without any read', async () => {
    const { clock, current, put, seen } = setUp();
    put({ ...DISABLED, until: seconds(clock, 3) });
    await current();
    await clock.advance(3_000 - READ_MS - 1);
    expect((await current()).disabledTenants.size).toBe(1);
    await clock.advance(1);
    expect(await current()).toBe(NOTHING_IN_FORCE);
    expect(seen.reads).toBe(1);
    expect(seen.changes.map(({ change }) => change)).toEqual(['set', 'expired']);
  });

  test('names that the plan does not have, and what cannot be read, are ignored and told once as long as they stand there', async () => {
    const { clock, current, seen, table } = setUp();
    const item = new Map<string, string | undefined>([
      ['tenant:nobody', '{"disabled":true}'], ['target:none', '{"drained":true}'], ['shard:none', '{"drained":true}'], ['route:none', '{"disabled":true}'],
      ['limit:nobody:requestsPerMinute', '{"atMost":1}'], [`tenant:${TENANT}`, '{"disabled":1}'], [`limit:${TENANT}:speed`, '{"atMost":1}'], ['note', undefined],
    ]);
    table.item = item;
    expect(await current()).toBe(NOTHING_IN_FORCE);
    const told = [...Array.from({ length: 5 }, () => 'unknownName'), 'malformed', 'unknownLimit', 'unknownKind'];
    expect(seen.ignored).toEqual(told);

    await clock.advance(MAX_AGE_MS);
    await current();
    table.item = new Map([...item, ['tenant:nobody', '{"disabled":true,"at":1}']]);
    await clock.advance(MAX_AGE_MS);
    await current();
    expect(seen.ignored).toEqual([...told, 'unknownName']);
    expect(seen.changes).toEqual([]);
  });
});

describe('the audit of a container', () => {
  test('tells each change once: what comes into force, what becomes another one, what is cleared and by whom', async () => {
    const { clock, current, put, seen } = setUp([DISABLED]);
    const limit: Override = { kind: 'limit', name: TENANT, limit: 'requestsPerMinute', effect: 5 };
    const cleared: Override = { ...DISABLED, effect: 'cleared', reason: 'sorted out', by: 'somebody else' };
    const steps: readonly (readonly Override[])[] = [
      [DISABLED], [DISABLED, limit], [cleared, { ...limit, effect: 3 }], [{ ...limit, effect: 3, until: seconds(clock, 9_999) }], [],
    ];
    await current();
    for (const step of steps) {
      put(...step);
      await clock.advance(MAX_AGE_MS);
      await current();
    }
    expect(seen.changes).toEqual([
      { change: 'set', to: DISABLED },
      { change: 'set', to: limit },
      { change: 'changed', from: limit, to: { ...limit, effect: 3 } },
      { change: 'cleared', from: DISABLED, clearedBy: cleared },
      { change: 'changed', from: { ...limit, effect: 3 }, to: { ...limit, effect: 3, until: expect.any(Number) } },
      { change: 'cleared', from: { ...limit, effect: 3, until: expect.any(Number) } },
    ]);
  });
});
