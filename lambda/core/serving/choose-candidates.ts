import { RoutePlan, TierPlan } from '../../../src/contract/plan';
import { Candidate, CandidateContext, listCandidates } from '../attempts/candidates';
import { isNoLarger, Misfit, splitByFit } from '../attempts/fit';
import { Health } from '../health/health';
import { JudgedCandidate } from '../health/order-by-health';
import { LoadedPlan, LoadedTarget } from '../loaded-plan';

/** Where a request may be served, in the order in which it tries them. */
export interface Choice {
  readonly candidates: readonly JudgedCandidate[];
  /** Too small for the request, so not to be tried. */
  readonly misfits: readonly Misfit[];
  /** More of them, when the request turns out to be too long for a target. */
  readonly forLongRequests?: (refused: LoadedTarget) => Promise<readonly JudgedCandidate[]>;
  /** More of them, when a model's own content filter keeps its answer back. */
  readonly forFilteredAnswers?: () => Promise<readonly JudgedCandidate[]>;
}

/** Targets that are surely too small are left out, unless none would be left: then Bedrock is the judge of it. */
export async function chooseCandidates(
  route: Pick<RoutePlan, 'tiers' | 'contextFallbacks' | 'filterFallbacks'>, targets: LoadedPlan['targets'], context: CandidateContext, health: Pick<Health, 'judge'>,
): Promise<Choice> {
  const { contextFallbacks = [], filterFallbacks = [], tiers } = route;
  const list = (listed: readonly TierPlan[], tiersBefore: number): readonly Candidate[] =>
    listCandidates(listed, targets, context).map(({ target, tier }) => ({ target, tier: tiersBefore + tier }));
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
  const { fitting, misfits } = splitByFit(ordinary, context);
  if (fitting.length > 0) return { candidates: await health.judge(fitting), misfits, forLongRequests, forFilteredAnswers };
  if (misfits.some(({ reason }) => reason === 'contextTooSmall')) {
    const larger = splitByFit(list(contextFallbacks, tiers.length), context).fitting;
    if (larger.length > 0) return { candidates: await health.judge(larger), misfits, forFilteredAnswers };
  }
  return { candidates: await health.judge(ordinary), misfits: [], forLongRequests, forFilteredAnswers };
}
