import * as fc from 'fast-check';
import { afterFailure, afterFull, AttemptLimits, nextStep, startAttempts } from '../../../../lambda/core/attempts/attempt-planner';
import { FAILURE_CLASSES, failureClass, FailureName } from '../../../../lambda/core/failures/failure-classes';
import { targetOf } from '../../../support/core/plans';
import { seededRandom } from '../../../support/random';

type Outcome =
  | { readonly kind: 'failed'; readonly failure: FailureName; readonly durationMs: number; readonly retryAfterMs?: number }
  | { readonly kind: 'full'; readonly forMs: number };

interface Scenario {
  readonly candidates: number;
  readonly limits: AttemptLimits;
  readonly seed: number;
  /** What each try meets, in order; the last one again and again. */
  readonly outcomes: readonly Outcome[];
}

interface Try {
  readonly index: number;
  readonly waitMs: number;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly outcome: Outcome;
}

const outcomes = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('failed' as const),
      failure: fc.constantFrom(...Object.keys(FAILURE_CLASSES) as FailureName[]),
      durationMs: fc.nat({ max: 3_000 }),
      retryAfterMs: fc.option(fc.nat({ max: 5_000 }), { nil: undefined }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('full' as const), forMs: fc.nat({ max: 60_000 }) }) },
);

const scenarios: fc.Arbitrary<Scenario> = fc.record({
  candidates: fc.integer({ min: 0, max: 6 }),
  limits: fc.record({ deadlineAt: fc.nat({ max: 30_000 }), maxAttempts: fc.integer({ min: 1, max: 12 }) }),
  seed: fc.nat(),
  outcomes: fc.array(outcomes, { minLength: 1, maxLength: 12 }),
});

/** More tries than any plan may take: to tell a long run from one without end. */
const FAR_TOO_MANY = 200;

function play({ candidates, limits, seed, outcomes: script }: Scenario): readonly Try[] {
  const random = seededRandom(seed);
  const tries: Try[] = [];
  let state = startAttempts(Array.from({ length: candidates }, (_, index) => ({ target: targetOf(`target-${index}`), tier: index })));
  let now = 0;
  while (tries.length < FAR_TOO_MANY) {
    const step = nextStep(state, limits, now);
    if (step.kind === 'stop') break;
    const startedAt = now + step.waitMs;
    const outcome = script[Math.min(tries.length, script.length - 1)]!;
    now = startedAt + (outcome.kind === 'failed' ? outcome.durationMs : 0);
    tries.push({ ...step, startedAt, endedAt: now, outcome });
    state = outcome.kind === 'full'
      ? afterFull(state, step.index, outcome.forMs)
      : afterFailure(state, { index: step.index, ...outcome }, now, random);
  }
  return tries;
}

const attemptsOf = (tries: readonly Try[]) => tries.filter(({ outcome }) => outcome.kind === 'failed');

function check(property: (tries: readonly Try[], scenario: Scenario) => void): void {
  fc.assert(fc.property(scenarios, (scenario) => property(play(scenario), scenario)), { numRuns: 1_000, seed: 20 });
}

describe('whatever the targets do, the plan of attempts', () => {
  it('comes to an end', () => {
    check((tries) => expect(tries.length).toBeLessThan(FAR_TOO_MANY));
  });

  it('never makes more attempts than the route allows', () => {
    check((tries, { limits }) => expect(attemptsOf(tries).length).toBeLessThanOrEqual(limits.maxAttempts));
  });

  it('never tries one target more than three times', () => {
    check((tries, { candidates }) => {
      for (let index = 0; index < candidates; index++) {
        expect(attemptsOf(tries).filter((entry) => entry.index === index).length).toBeLessThanOrEqual(3);
      }
    });
  });

  it('tries the candidates for the first time in their order', () => {
    check((tries) => {
      const firstTries = [...new Set(tries.map(({ index }) => index))];
      expect(firstTries).toEqual(firstTries.map((_, place) => place));
    });
  });

  it('does not come back to a target while another one is untried', () => {
    check((tries, { candidates }) => {
      const firstRepeat = tries.findIndex(({ index }, place) => tries.slice(0, place).some((earlier) => earlier.index === index));
      if (firstRepeat >= 0) expect(new Set(tries.slice(0, firstRepeat).map(({ index }) => index)).size).toBe(candidates);
    });
  });

  it('never comes back to a target that was full', () => {
    check((tries) => tries.forEach(({ index, outcome }, place) => {
      if (outcome.kind === 'full') expect(tries.slice(place + 1).map((later) => later.index)).not.toContain(index);
    }));
  });

  it('never starts an attempt after the deadline', () => {
    check((tries, { limits }) => tries.forEach(({ startedAt }) => expect(startedAt).toBeLessThan(limits.deadlineAt)));
  });

  it('stops at once after a failure that is the same everywhere', () => {
    check((tries) => {
      const decisive = tries.findIndex(({ outcome }) => outcome.kind === 'failed' && !failureClass(outcome.failure).otherTarget);
      if (decisive >= 0) expect(decisive).toBe(tries.length - 1);
    });
  });

  it('never waits a negative time, and not at all before a first try', () => {
    check((tries) => tries.forEach(({ index, waitMs }, place) => {
      expect(waitMs).toBeGreaterThanOrEqual(0);
      if (!tries.slice(0, place).some((earlier) => earlier.index === index)) expect(waitMs).toBe(0);
    }));
  });

  it('leaves a target alone at least as long as its last failure and the upstream ask for', () => {
    check((tries) => tries.forEach(({ index, startedAt }, place) => {
      const last = tries.slice(0, place).filter((earlier) => earlier.index === index).at(-1);
      if (last?.outcome.kind !== 'failed') return;
      const pause = failureClass(last.outcome.failure).sameTargetAfterMs;
      expect(pause).toBeDefined();
      expect(startedAt - last.endedAt).toBeGreaterThanOrEqual(Math.max(pause!, last.outcome.retryAfterMs ?? 0) - 1e-6);
    }));
  });
});
