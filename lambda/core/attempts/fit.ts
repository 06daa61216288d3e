import { LoadedTarget } from '../loaded-plan';
import { Candidate } from './candidates';

/** How large a request is, as far as it is known before it is sent. */
export interface RequestSize {
  /** On the careful side, as it is reserved. */
  readonly inputEstimate: number;
  readonly maxTokens: number;
}

/** A candidate that could only refuse the request, or that the operator has taken out. */
export interface Misfit {
  readonly candidate: Candidate;
  readonly reason: 'contextTooSmall' | 'outputLimitTooSmall' | 'drained';
}

/**
 * The share of a careful estimate that English prose really has. A request that is skipped by mistake goes to a model
 * that nobody asked for; one that is tried by mistake is refused within milliseconds, and for nothing. So a target is
 * left out only when the request is too long for it even by this.
 */
const SURE_SHARE = 0.75;

/** Tells the candidates that can take the request from those whose context window or output limit is too small for it. */
export function splitByFit(
  candidates: readonly Candidate[], size: RequestSize,
): { readonly fitting: readonly Candidate[]; readonly misfits: readonly Misfit[] } {
  const fitting: Candidate[] = [];
  const misfits: Misfit[] = [];
  for (const candidate of candidates) {
    const reason = misfitOf(candidate.target, size);
    if (reason) misfits.push({ candidate, reason });
    else fitting.push(candidate);
  }
  return { fitting, misfits };
}

function misfitOf({ contextWindow, maxOutputTokens }: LoadedTarget, { inputEstimate, maxTokens }: RequestSize): Misfit['reason'] | undefined {
  if (maxOutputTokens !== undefined && maxTokens > maxOutputTokens) return 'outputLimitTooSmall';
  if (contextWindow !== undefined && inputEstimate * SURE_SHARE > contextWindow) return 'contextTooSmall';
  return undefined;
}

/** Whether a request that was too long for one target may fit the other: only where both say how much they take. */
export function isLarger(other: LoadedTarget, refused: LoadedTarget): boolean {
  return (other.contextWindow ?? 0) > (refused.contextWindow ?? Infinity);
}

/** Whether there is no sense in sending the other target what this one has refused as too long. */
export function isNoLarger(other: LoadedTarget, refused: LoadedTarget): boolean {
  return (other.contextWindow ?? Infinity) <= (refused.contextWindow ?? 0);
}
