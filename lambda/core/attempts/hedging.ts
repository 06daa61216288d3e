import { AttemptLimits, AttemptState, isUntried } from './attempt-planner';
import { Candidate } from './candidates';
import { HedgingPlan } from '../../../src/contract/plan';
import { AnswerKind, Observations } from '../observations/observations';

/** When a second target is asked beside one that takes unusually long. */
export interface Hedging {
  /** How long to wait for this target first; undefined when it is not known how long is unusual. */
  delayMs(target: string): number | undefined;
  /** The second one was faster: this one was given up after this long. */
  gaveUp(target: string, ms: number): void;
}

export function hedgingOf({ initialDelayMs }: HedgingPlan, observations: Observations, kind: AnswerKind): Hedging {
  return {
    delayMs: (target) => observations.usualMs(target, kind) ?? initialDelayMs,
    gaveUp: (target, ms) => observations.gaveUp(target, kind, ms),
  };
}

/**
 * The candidate to ask beside the one that is being called: the next of the same tier that declares a capacity and is
 * in good health. Another tier is another answer, which slowness alone does not justify; nobody knows whether a target
 * without a capacity has room; and one in doubt is no help.
 */
export function hedgeCandidate(
  state: AttemptState, calledIndex: number, { maxAttempts }: AttemptLimits, isHealthy: (other: Candidate) => boolean,
): number | undefined {
  // The one that is being called is not counted yet.
  if (state.attempts + 1 >= maxAttempts) return undefined;
  const tier = state.candidates[calledIndex]?.candidate.tier;
  const index = state.candidates.findIndex((other, at) => at !== calledIndex && isUntried(other)
    && other.candidate.tier === tier && other.candidate.target.capacity !== undefined && isHealthy(other.candidate));
  return index < 0 ? undefined : index;
}
