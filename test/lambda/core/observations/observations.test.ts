import { createObservations, FAILURE_COUNTS_AS_MS } from '../../../../lambda/core/observations/observations';
import { HALF_LIFE_MS, KNOWN_FOR_MS } from '../../../../lambda/core/observations/peak-ewma';

function setUp(maxTargets?: number) {
  let now = Date.UTC(2026, 0, 1);
  const observations = createObservations(() => now, maxTargets);
  return { observations, wait: (ms: number) => { now += ms; } };
}

describe('calls in flight', () => {
  it('are none for a target that was never called', () => {
    expect(setUp().observations.inFlight('a')).toBe(0);
  });

  it('count from their start to their end, for each target', () => {
    const { observations } = setUp();
    const first = observations.started('a');
    const second = observations.started('a');
    observations.started('b');
    expect([observations.inFlight('a'), observations.inFlight('b')]).toEqual([2, 1]);
    first();
    second();
    expect([observations.inFlight('a'), observations.inFlight('b')]).toEqual([0, 1]);
  });

  it('end once, however often the end is told', () => {
    const { observations } = setUp();
    const first = observations.started('a');
    observations.started('a');
    first();
    first();
    expect(observations.inFlight('a')).toBe(1);
  });
});

describe('the time to first content', () => {
  it('is unknown before anything was seen, also while a call runs', () => {
    const { observations } = setUp();
    observations.started('a');
    expect(observations.firstContentMs('a')).toBeUndefined();
  });

  it('is what was seen, and ages by the clock', () => {
    const { observations, wait } = setUp();
    observations.firstContent('a', 600);
    expect(observations.firstContentMs('a')).toBe(600);
    wait(HALF_LIFE_MS);
    expect(observations.firstContentMs('a')).toBe(300);
    wait(KNOWN_FOR_MS);
    expect(observations.firstContentMs('a')).toBeUndefined();
  });

  it('of a target that fails is that of a slow one, however fast it failed', () => {
    const { observations } = setUp();
    observations.firstContent('a', 300);
    observations.failed('a');
    observations.failed('b');
    expect([observations.firstContentMs('a'), observations.firstContentMs('b')]).toEqual([FAILURE_COUNTS_AS_MS, FAILURE_COUNTS_AS_MS]);
  });
});

describe('what is remembered', () => {
  it('is bounded: the target not seen for longest goes first', () => {
    const { observations } = setUp(2);
    for (const target of ['a', 'b', 'a', 'c']) observations.firstContent(target, 100);
    expect(['a', 'b', 'c'].map(observations.firstContentMs)).toEqual([100, undefined, 100]);
  });

  it('keeps a target with a call in flight, so that its count comes down to nothing again', () => {
    const { observations } = setUp(1);
    const ended = observations.started('a');
    observations.firstContent('b', 100);
    observations.firstContent('c', 100);
    expect(observations.inFlight('a')).toBe(1);
    expect(observations.firstContentMs('b')).toBeUndefined();
    ended();
    expect(observations.inFlight('a')).toBe(0);
  });
});
