import { createMemoryHealthStore, MemoryHealthStore } from '../../../../lambda/adapters/memory/memory-health-store';
import { Candidate } from '../../../../lambda/core/attempts/candidates';
import { BreakerChange, createHealth, Health } from '../../../../lambda/core/health/health';
import { HealthStore } from '../../../../lambda/core/health/health-store';
import { targetOf } from '../../../support/core/plans';
import { VirtualClock } from '../../../support/virtual-clock';

const CANDIDATES: readonly Candidate[] = [{ target: targetOf('a'), tier: 0 }, { target: targetOf('b'), tier: 1 }];

let clock: VirtualClock;
let memory: MemoryHealthStore;
let down: boolean;
let calls: { reads: number; writes: number };
let changes: BreakerChange[];
let failures: unknown[];

beforeEach(() => {
  clock = new VirtualClock();
  memory = createMemoryHealthStore();
  down = false;
  calls = { reads: 0, writes: 0 };
  changes = [];
  failures = [];
});

function container(store: Partial<HealthStore> = {}): Health {
  const answer = () => {
    if (down) throw new Error('the table is down');
  };
  return createHealth({
    now: clock.now,
    random: () => 0.5,
    onChange: (change) => changes.push(change),
    onStoreFailure: (error) => failures.push(error),
    store: {
      read: async () => { calls.reads++; answer(); return memory.read(); },
      write: async (write) => { calls.writes++; answer(); return memory.write(write); },
      ...store,
    },
  });
}

async function fail(health: Health, times: number, failure: Parameters<Health['failed']>[1] = 'unavailable') {
  for (let time = 0; time < times; time++) {
    if (time > 0) await clock.advance(200);
    health.failed('a', failure);
    await health.idle();
  }
}

async function verdicts(health: Health) {
  const judged = await health.judge(CANDIDATES);
  await health.idle();
  return judged.map(({ candidate, verdict }) => `${candidate.target.name} ${verdict}`);
}

const HEALTHY = ['a healthy', 'b healthy'];
const A_OPEN = ['b healthy', 'a open'];
const A_PROBED = ['a probe', 'b healthy'];

describe('what it costs', () => {
  test('while all is well: one read every two seconds, only while there are requests, and no write', async () => {
    const health = container();
    for (let tenth = 0; tenth < 100; tenth++) {
      expect(await verdicts(health)).toEqual(HEALTHY);
      health.succeeded('a', clock.now());
      await health.idle();
      await clock.advance(100);
    }
    expect(calls).toEqual({ reads: 5, writes: 0 });
    await clock.advance(60_000);
    expect(calls.reads).toBe(5);
  });

  test('a single failure: one write, and none for the successes after it', async () => {
    const health = container();
    await fail(health, 1);
    for (let index = 0; index < 10; index++) health.succeeded('a', clock.now());
    await health.idle();
    expect(calls.writes).toBe(1);
  });

  test('failures that say nothing of the target: nothing', async () => {
    const health = container();
    await fail(health, 9, 'callerFault');
    await fail(health, 9, 'throttledPerMinute');
    health.abandoned('a');
    await health.idle();
    expect(calls.writes).toBe(0);
    expect(await verdicts(health)).toEqual(HEALTHY);
  });

  test('failures of an open target that was no probe: nothing', async () => {
    const health = container();
    await fail(health, 5);
    expect(calls.writes).toBe(5);
    await fail(health, 10);
    expect(calls.writes).toBe(5);
  });

  test('a table that fails is left alone for two seconds', async () => {
    const health = container();
    down = true;
    await fail(health, 4);
    await verdicts(health);
    expect(calls).toEqual({ reads: 0, writes: 1 });
    await clock.advance(2_000);
    await verdicts(health);
    expect(calls.reads).toBe(1);
    expect(failures).toHaveLength(2);
  });
});

describe('over several containers', () => {
  test('failures add up, and all go elsewhere', async () => {
    const containers = Array.from({ length: 5 }, () => container());
    for (const health of containers) {
      await fail(health, 1);
      await clock.advance(200);
    }
    const late = container();
    late.refresh();
    await late.idle();
    expect(await verdicts(late)).toEqual(A_OPEN);
    expect(changes).toEqual([{ target: 'a', change: 'opened', cause: 'failures', openUntil: expect.any(Number) }]);
  });

  test('a success anywhere takes a failure back, wherever it was seen', async () => {
    const [one, two] = [container(), container()];
    for (let round = 0; round < 20; round++) {
      await fail(one, 1);
      two.succeeded('a', clock.now());
      await two.idle();
      // The other's knowledge may be two seconds old.
      await clock.advance(2_000);
    }
    expect(changes).toEqual([]);
  });

  test('one of many takes the probe', async () => {
    const containers = Array.from({ length: 8 }, () => container());
    await fail(containers[0]!, 5);
    for (const health of containers) health.refresh();
    await Promise.all(containers.map((health) => health.idle()));
    await clock.advance(1_000);
    const all = await Promise.all(containers.map(verdicts));
    expect(all.filter(([first]) => first === 'a probe')).toHaveLength(1);
    expect(all.filter(([first]) => first === 'b healthy')).toHaveLength(7);
  });

  test('a probe of a crashed container is taken over when its lease has ended', async () => {
    const [one, two] = [container(), container()];
    await fail(one, 5);
    await clock.advance(1_000);
    expect(await verdicts(one)).toEqual(A_PROBED);
    await clock.advance(19_999);
    await verdicts(two);
    expect(await verdicts(two)).toEqual(A_OPEN);
    await clock.advance(1);
    expect(await verdicts(two)).toEqual(A_PROBED);
  });

  test('a probe that succeeds closes the breaker for all', async () => {
    const [one, two] = [container(), container()];
    await fail(one, 5);
    await verdicts(two);
    expect(await verdicts(two)).toEqual(A_OPEN);
    await clock.advance(2_000);
    expect(await verdicts(one)).toEqual(A_PROBED);
    one.succeeded('a', clock.now());
    await one.idle();
    await verdicts(two);
    expect(await verdicts(two)).toEqual(['a slowStart', 'b healthy']);
    await clock.advance(10_000);
    expect(await verdicts(two)).toEqual(HEALTHY);
    expect(changes.map(({ change }) => change)).toEqual(['opened', 'recovered']);
  });

  test('a probe that fails keeps it open for twice as long', async () => {
    const [one, two] = [container(), container()];
    await fail(one, 5);
    await clock.advance(1_000);
    expect(await verdicts(one)).toEqual(A_PROBED);
    await fail(one, 1);
    expect(changes[1]).toEqual({ target: 'a', change: 'reopened', cause: 'failures', openUntil: clock.now() + 2_000 });
    await clock.advance(1_999);
    await verdicts(two);
    expect(await verdicts(two)).toEqual(A_OPEN);
    await clock.advance(1);
    expect(await verdicts(two)).toEqual(A_PROBED);
  });

  test('a probe that was not made after all is due again after the same time', async () => {
    const health = container();
    await fail(health, 5);
    await clock.advance(1_000);
    await verdicts(health);
    health.abandoned('a');
    await health.idle();
    expect(await verdicts(health)).toEqual(A_OPEN);
    await clock.advance(1_000);
    expect(await verdicts(health)).toEqual(A_PROBED);
  });
});

test.each([['configuration', 'configuration', 60_000], ['throttledPerDay', 'dailyQuota', 900_000]] as const)('one %s opens at once', async (failure, cause, openMs) => {
  const health = container();
  await fail(health, 1, failure);
  expect(changes).toEqual([{ target: 'a', change: 'opened', cause, openUntil: clock.now() + openMs }]);
  expect((await health.judge(CANDIDATES))[1]).toMatchObject({ verdict: 'open', cause, openUntil: clock.now() + openMs });
});

describe('when the table does not answer', () => {
  test('nothing opens or closes for that', async () => {
    const health = container();
    await fail(health, 5);
    down = true;
    await clock.advance(900);
    expect(await verdicts(health)).toEqual(A_OPEN);
    const other = container();
    expect(await verdicts(other)).toEqual(HEALTHY);
    expect(changes).toHaveLength(1);
  });

  test('what this container sees itself opens, probes and closes', async () => {
    const health = container();
    down = true;
    await fail(health, 5);
    expect(await verdicts(health)).toEqual(A_OPEN);
    await clock.advance(1_000);
    expect(await verdicts(health)).toEqual(A_PROBED);
    expect(await verdicts(health)).toEqual(A_OPEN);
    await fail(health, 1);
    await clock.advance(2_000);
    expect(await verdicts(health)).toEqual(A_PROBED);
    health.succeeded('a', clock.now());
    await health.idle();
    await clock.advance(10_000);
    expect(await verdicts(health)).toEqual(HEALTHY);
    expect(changes.map(({ change }) => change)).toEqual(['opened', 'reopened', 'recovered']);
  });

  test('successes take back what this container sees itself', async () => {
    const health = container();
    down = true;
    for (let round = 0; round < 20; round++) {
      await fail(health, 1);
      health.succeeded('a', clock.now());
      await health.idle();
    }
    expect(changes).toEqual([]);
  });

  test('what one container has found out is shared with the next probe, when the table is back', async () => {
    const [one, two] = [container(), container()];
    down = true;
    await fail(one, 5);
    down = false;
    await clock.advance(2_000);
    expect(await verdicts(one)).toEqual(A_PROBED);
    await verdicts(two);
    expect(await verdicts(two)).toEqual(A_OPEN);
  });

  test('a recovery that others have seen meanwhile counts', async () => {
    const [one, two] = [container(), container()];
    await fail(one, 5);
    down = true;
    await clock.advance(1_000);
    expect(await verdicts(one)).toEqual(A_PROBED);
    down = false;
    await clock.advance(500);
    await verdicts(two);
    expect(await verdicts(two)).toEqual(A_PROBED);
    two.succeeded('a', clock.now());
    await two.idle();
    await clock.advance(20_000);
    await verdicts(one);
    expect(await verdicts(one)).toEqual(HEALTHY);
  });

  test('no method throws, whatever the table does', async () => {
    const reject = () => Promise.reject(new Error('no'));
    const health = container({ read: reject, write: reject });
    health.refresh();
    health.failed('a', 'configuration');
    health.succeeded('b', 0);
    health.abandoned('b');
    await health.idle();
    expect(await verdicts(health)).toEqual(A_OPEN);
    expect(failures.length).toBeGreaterThan(0);
  });

  test('a request does not wait for a read', async () => {
    const health = container({ read: () => new Promise(() => undefined) });
    expect((await health.judge(CANDIDATES)).map(({ verdict }) => verdict)).toEqual(['healthy', 'healthy']);
  });
});

test('a read that was overtaken by a write does not bring old knowledge back', async () => {
  let answer: (() => void) | undefined;
  const health = container({
    read: async () => {
      const health_ = memory.health();
      await new Promise<void>((resolve) => { answer = resolve; });
      return health_;
    },
  });
  health.refresh();
  health.failed('a', 'configuration');
  await clock.advance(1);
  answer!();
  await health.idle();
  expect(await verdicts(health)).toEqual(A_OPEN);
});

test('failures that one container sees at the same moment do not get in each other\'s way', async () => {
  const health = container();
  for (let time = 0; time < 5; time++) health.failed('a', 'connection');
  await health.idle();
  await clock.advance(500);
  await fail(health, 1);
  expect(await verdicts(health)).toEqual(A_OPEN);
});

test('when everything is open, everything is tried, the least bad first', async () => {
  const health = container();
  await fail(health, 1, 'configuration');
  for (let time = 0; time < 5; time++) {
    health.failed('b', 'connection');
    await health.idle();
    await clock.advance(200);
  }
  expect(await verdicts(health)).toEqual(['b open', 'a open']);
});
