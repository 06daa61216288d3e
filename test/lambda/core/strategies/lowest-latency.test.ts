import { createObservations } from '../../../../lambda/core/observations/observations';
import { HALF_LIFE_MS, KNOWN_FOR_MS } from '../../../../lambda/core/observations/peak-ewma';
import { orderByLatency } from '../../../../lambda/core/strategies/lowest-latency';
import { orderByWeightedRandom } from '../../../../lambda/core/strategies/weighted-random';
import { chiSquare, countDraws, CRITICAL } from '../../../support/chi-square';
import { membersOf, namesOf, orderingContext } from '../../../support/core/ordering';
import { seededRandom } from '../../../support/random';

const THREE = membersOf({ fast: 1, middle: 1, slow: 1 });

function setUp(seen: { readonly [target: string]: number } = {}, seed = 1) {
  let now = Date.UTC(2026, 0, 1);
  const observations = createObservations(() => now);
  for (const [target, ms] of Object.entries(seen)) observations.firstContent(target, ms);
  return { observations, context: orderingContext({ observations, random: seededRandom(seed) }), wait: (ms: number) => { now += ms; } };
}

describe('lowest latency among known targets', () => {
  it('always prefers the faster of two, whatever their weights', () => {
    const { context } = setUp({ fast: 200, slow: 201 });
    for (let draw = 0; draw < 100; draw++) {
      expect(namesOf(orderByLatency(membersOf({ slow: 50, fast: 1 }), context))).toEqual(['fast', 'slow']);
    }
  });

  it('draws two of three and takes the faster: the fastest two times in three, the slowest never', () => {
    const { context } = setUp({ fast: 100, middle: 200, slow: 300 });
    const firsts = countDraws(30_000, () => orderByLatency(THREE, context)[0]!.target);
    expect(firsts.has('slow')).toBe(false);
    expect(chiSquare(firsts, { fast: 2 / 3, middle: 1 / 3 })).toBeLessThan(CRITICAL);
  });

  it('draws by weight: a light target is in the pair less often', () => {
    const { context } = setUp({ fast: 100, middle: 200, slow: 300 });
    // Without `fast`: middle then slow, or slow then middle, each 9/19 × 9/10.
    const withoutFast = 2 * (9 / 19) * (9 / 10);
    const firsts = countDraws(30_000, () => orderByLatency(membersOf({ fast: 1, middle: 9, slow: 9 }), context)[0]!.target);
    expect(chiSquare(firsts, { fast: 1 - withoutFast, middle: withoutFast })).toBeLessThan(CRITICAL);
  });

  it('puts the slowest last', () => {
    const { context } = setUp({ fast: 100, middle: 200, slow: 300 });
    for (let draw = 0; draw < 100; draw++) expect(namesOf(orderByLatency(THREE, context)).at(-1)).toBe('slow');
  });

  it('is weighted random where all are equally fast', () => {
    const { context } = setUp({ fast: 100, middle: 100, slow: 100 });
    const firsts = countDraws(20_000, () => orderByLatency(membersOf({ fast: 5, middle: 3, slow: 2 }), context)[0]!.target);
    expect(chiSquare(firsts, { fast: 0.5, middle: 0.3, slow: 0.2 })).toBeLessThan(CRITICAL);
  });
});

describe('lowest latency and what is not known', () => {
  it('tries unknown targets before known ones', () => {
    const { context } = setUp({ fast: 1 });
    for (let draw = 0; draw < 20; draw++) expect(namesOf(orderByLatency(THREE, context)).at(-1)).toBe('fast');
  });

  it('is weighted random where nothing is known', () => {
    for (let seed = 0; seed < 20; seed++) {
      expect(orderByLatency(THREE, setUp({}, seed).context)).toEqual(orderByWeightedRandom(THREE, seededRandom(seed)));
    }
  });

  it('puts an unknown target last while a call to it runs', () => {
    const { observations, context } = setUp({ fast: 100, slow: 300 });
    const ended = observations.started('middle');
    expect(namesOf(orderByLatency(THREE, context))).toEqual(['fast', 'slow', 'middle']);
    ended();
    expect(namesOf(orderByLatency(THREE, context))).toEqual(['middle', 'fast', 'slow']);
  });

  it('leaves a target that fails fast to those that answer slowly', () => {
    const { observations, context } = setUp({ slow: 3_000 });
    observations.failed('failing');
    expect(namesOf(orderByLatency(membersOf({ failing: 1, slow: 1 }), context))).toEqual(['slow', 'failing']);
  });

  it('comes back to a target after a while that grows with how much slower it was', () => {
    const { observations, context, wait } = setUp({ fast: 100, slow: 399 });
    const first = () => orderByLatency(membersOf({ fast: 1, slow: 1 }), context)[0]!.target;
    wait(HALF_LIFE_MS);
    observations.firstContent('fast', 100);
    expect(first()).toBe('fast');
    wait(HALF_LIFE_MS);
    observations.firstContent('fast', 100);
    expect(first()).toBe('slow');
  });

  it('forgets a target that was not seen for long, and tries it first', () => {
    const { observations, context, wait } = setUp({ fast: 1, slow: 60_000 });
    wait(KNOWN_FOR_MS);
    observations.firstContent('fast', 1);
    expect(namesOf(orderByLatency(membersOf({ fast: 1, slow: 1 }), context))).toEqual(['slow', 'fast']);
  });

  it('finds the fast targets by itself and sends them nearly all calls', () => {
    const { observations, context, wait } = setUp();
    const latencies: { readonly [target: string]: number } = { fast: 200, middle: 250, slow: 2_000 };
    const calls = countDraws(1_000, () => {
      const { target } = orderByLatency(THREE, context)[0]!;
      observations.firstContent(target, latencies[target]!);
      wait(1_000);
      return target;
    });
    expect(calls.get('slow')).toBeGreaterThan(0);
    expect(calls.get('slow')).toBeLessThan(50);
    expect(calls.get('fast')).toBeGreaterThan(450);
  });
});
