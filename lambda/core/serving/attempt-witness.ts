import { failureClass, FailureName } from '../failures/failure-classes';
import { Health } from '../health/health';
import { JudgedCandidate } from '../health/order-by-health';
import { Observations } from '../observations/observations';

/** Tells what keeps count of targets, their health above all, how the attempts of one request went. */
export interface AttemptWitness {
  /** More candidates have come in. */
  consider(candidates: readonly JudgedCandidate[]): void;
  called(target: string, startedAt: number): CalledTarget;
  /** A candidate was left out when its turn came. */
  passedOver(target: string): void;
  /** No further call is about to be made. */
  done(): void;
}

export interface CalledTarget {
  /** Its answer has begun. */
  answered(): void;
  /** Nothing of its answer is missing. */
  completed(): void;
  failed(failure: FailureName): void;
  /** It ended without saying anything about the target. */
  abandoned(): void;
  /** The connection is closed. */
  ended(): void;
}

export interface WitnessTools {
  readonly health: Health;
  readonly observations: Observations;
}

export function createAttemptWitness({ health, observations }: WitnessTools, candidates: readonly JudgedCandidate[]): AttemptWitness {
  // A claimed probe has to be answered for: by the outcome of its call, or by saying that there was none.
  const probeAmong = (judged: readonly JudgedCandidate[]) => judged.find(({ verdict }) => verdict === 'probe')?.candidate.target.name;
  let claimed = probeAmong(candidates);
  const failed = new Set<string>();
  const giveUp = (target: string | undefined) => {
    if (claimed === undefined || target !== claimed) return;
    health.abandoned(claimed);
    claimed = undefined;
  };
  return {
    consider(more) {
      giveUp(claimed);
      claimed = probeAmong(more);
    },
    called(target, startedAt) {
      if (target === claimed) claimed = undefined;
      const ended = observations.started(target);
      return {
        answered: () => health.began(target, startedAt),
        completed: () => health.succeeded(target, startedAt),
        failed(failure) {
          // What one request meets again and again may be its own doing: it counts once.
          if (failed.has(target)) health.abandoned(target);
          else health.failed(target, failure);
          failed.add(target);
          const { blame, otherTarget } = failureClass(failure);
          if (otherTarget && blame !== 'nobody') observations.failed(target);
        },
        abandoned: () => health.abandoned(target),
        ended,
      };
    },
    passedOver: giveUp,
    done: () => giveUp(claimed),
  };
}
