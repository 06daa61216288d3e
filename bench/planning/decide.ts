// The planning benchmark measures the core itself, so it imports lambda/core, where all other benchmarks run the bundle.
import { Scene } from './scene';
import { Variant } from './variants';
import { afterFailure, nextStep, startAttempts } from '../../lambda/core/attempts/attempt-planner';
import { Candidate, listCandidates } from '../../lambda/core/attempts/candidates';
import { chooseCandidates } from '../../lambda/core/serving/choose-candidates';
import { TierMember, TierPlan } from '../../src/contract/plan';
import { BenchmarkFailure } from '../method/measure';

/** What came out of a decision; looked at, so that nothing of it can be left out. */
export interface Decision {
  /** How many candidates were put in order. */
  readonly candidates: number;
  /** How many calls were planned. */
  readonly calls: number;
  /** The one that answers in the end; the first choice when only the order was asked for. */
  readonly chosen: Candidate;
}

/** Calls of each whole decision that fail before one succeeds. */
export const FAILED_CALLS = 2;

const DEADLINE_MS = 60_000;
const MAX_ATTEMPTS = 5;
const AFFINITY_KEYS = 1_024;

/** Plans the request with this number. */
export type Decide = (request: number) => Decision | Promise<Decision>;

/** Makes decisions as the gateway does for each request, in the same order and with the same functions. */
export function decisions({ ordering, extent, tiers: tierCount }: Variant, scene: Scene): Decide {
  const { targets, observations, headroom, health, random, now } = scene;
  const tiers = tiersOf([...targets.keys()], tierCount, ordering);
  // As long as the gateway's own keys.
  const keys = Array.from({ length: AFFINITY_KEYS }, (_, index) => (index * 2_654_435_761).toString(16).padStart(16, '0'));
  const contextOf = (request: number) => ({
    random,
    sequence: request,
    inputEstimate: 1_200,
    maxTokens: 1_000,
    observations,
    headroom,
    affinityKey: ordering === 'affinity' ? keys[request % AFFINITY_KEYS] : undefined,
  });

  if (extent === 'ordering') {
    return (request) => {
      const candidates = listCandidates(tiers, targets, contextOf(request));
      return { candidates: candidates.length, calls: 0, chosen: candidates[0] };
    };
  }
  return async (request) => {
    const { candidates } = await chooseCandidates({ tiers }, targets, contextOf(request), health);
    return planCalls(candidates.map(({ candidate }) => candidate), now(), random);
  };
}

function planCalls(candidates: readonly Candidate[], now: number, random: () => number): Decision {
  const limits = { deadlineAt: now + DEADLINE_MS, maxAttempts: MAX_ATTEMPTS };
  let state = startAttempts(candidates);
  for (let calls = 1; ; calls++) {
    const step = nextStep(state, limits, now);
    if (step.kind === 'stop') throw new BenchmarkFailure(`nothing was left to try at call ${calls} of a request with ${candidates.length} candidates`);
    if (calls > FAILED_CALLS) return { candidates: candidates.length, calls, chosen: state.candidates[step.index].candidate };
    state = afterFailure(state, { index: step.index, failure: 'unavailable' }, now, random);
  }
}

function tiersOf(targets: readonly string[], count: number, ordering: Variant['ordering']): readonly TierPlan[] {
  const members = targets.map((target, index): TierMember => ({ target, weight: 1 + index % 5 }));
  return Array.from({ length: count }, (_, tier) => ({
    // Affinity takes the place of whatever strategy the tier has.
    strategy: { kind: ordering === 'affinity' ? 'weightedRandom' : ordering },
    members: members.filter((__, index) => Math.floor(index * count / members.length) === tier),
  }));
}
