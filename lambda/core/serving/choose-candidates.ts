import { RoutePlan, TierPlan } from '../../../src/contract/plan';
import { Candidate, CandidateContext, listCandidates } from '../attempts/candidates';
import { withoutDrained } from '../attempts/drained';
import { isNoLarger, Misfit, splitByFit } from '../attempts/fit';
import { Health } from '../health/health';
import { JudgedCandidate } from '../health/order-by-health';
import { LoadedPlan, LoadedTarget } from '../loaded-plan';

/** Where a request may be served, in the order in which it tries them. */
export interface Choice {
  readonly candidates: readonly JudgedCandidate[];
  /** Too small for the request or taken out by the operator, so not to be tried. */
  readonly misfits: readonly Misfit[];
  /** More of them, when the request turns out to be too long for a target. */
  readonly forLongRequests?: (refused: LoadedTarget) => Promise<readonly JudgedCandidate[]>;
  /** More of them, when a model's own content filter keeps its answer back. */
  readonly forFilteredAnswers?: () => Promise<readonly JudgedCandidate[]>;
}

export interface ChoiceContext extends CandidateContext {
  /** Whether the operator has taken a target out. Absent: none of this route. */
  readonly isDrained?: (target: LoadedTarget) => boolean;
}

/**
 * Targets that are surely too small are left out, unless none would be left: then Bedrock is the judge of it.
 * Drained ones are left out whatever is left.
 */
export async function chooseCandidates(
  route: Pick<RoutePlan, 'tiers' | 'contextFallbacks' | 'filterFallbacks'>,
  targets: LoadedPlan['targets'],
  context: ChoiceContext,
  health: Pick<Health, 'judge'>,
): Promise<Choice> {
  const { contextFallbacks = [], filterFallbacks = [], tiers } = route;
  const list = (listed: readonly TierPlan[], tiersBefore: number): readonly Candidate[] => {
    const { tiers: left } = withoutDrained(listed, targets, context.isDrained);
    return listCandidates(left, targets, context).map(({ target, tier }) => ({ target, tier: tiersBefore + tier }));
  };
  const fittingOrAll = (candidates: readonly Candidate[]) => {
    const { fitting } = splitByFit(candidates, context);
    return fitting.length > 0 ? fitting : candidates;
  };
  const forFilteredAnswers = filterFallbacks.length === 0
    ? undefined
    : async () => health.judge(fittingOrAll(list(filterFallbacks, tiers.length + contextFallbacks.length)));
  const forLongRequests = contextFallbacks.length === 0
    ? undefined
    : async (refused: LoadedTarget) =>
      health.judge(fittingOrAll(list(contextFallbacks, tiers.length).filter(({ target }) => !isNoLarger(target, refused))));

  const ordinary = list(tiers, 0);
  const { drained } = withoutDrained(tiers, targets, context.isDrained);
  const { fitting, misfits: tooSmall } = splitByFit(ordinary, context);
  const misfits = [...tooSmall, ...drained];
  if (fitting.length > 0) return { candidates: await health.judge(fitting), misfits, forLongRequests, forFilteredAnswers };
  if (misfits.some(({ reason }) => reason === 'contextTooSmall')) {
    const larger = splitByFit(list(contextFallbacks, tiers.length), context).fitting;
    if (larger.length > 0) return { candidates: await health.judge(larger), misfits, forFilteredAnswers };
  }
  return { candidates: await health.judge(ordinary), misfits: drained, forLongRequests, forFilteredAnswers };
}
