import { Annotations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { BoundTier } from './bound-route';
import { ResilientInferenceError } from '../private/errors';
import { BoundTarget } from '../targets/bound-target';

/** Looks at what the targets of a route are known to take. A target of which nothing is known passes. */
export function checkWindows(scope: IConstruct, route: string, tiers: readonly BoundTier[], contextFallbacks: readonly BoundTier[]): void {
  checkContextFallbacks(scope, route, tiers.flatMap(({ targets }) => targets), contextFallbacks.flatMap(({ targets }) => targets));
  warnOfSmallerFallbacks(scope, route, tiers);
}

function checkContextFallbacks(scope: IConstruct, route: string, ordinary: readonly BoundTarget[], larger: readonly BoundTarget[]): void {
  const smallest = ordinary.reduce((least: number, { contextWindow }) => Math.min(least, contextWindow ?? 0), Infinity);
  for (const { name, contextWindow } of larger) {
    if (contextWindow === undefined || contextWindow > smallest || smallest === 0) continue;
    throw new ResilientInferenceError(
      'PointlessFallback',
      `the context window fallback '${name}' of route '${route}' takes ${contextWindow} tokens, and every other target of the route takes at least ${smallest}: `
      + 'no request is too long for them and fits it; use a model with a larger window, or set the contextWindow of the targets if the figures are wrong',
      scope,
    );
  }
}

/** The gateway leaves such a fallback out when a request is too long for it, so that it can be meant. */
function warnOfSmallerFallbacks(scope: IConstruct, route: string, [first, ...fallbacks]: readonly BoundTier[]): void {
  const needed = Math.min(...(first?.targets ?? []).map(({ contextWindow }) => contextWindow ?? Infinity));
  if (!Number.isFinite(needed)) return;
  const smaller = fallbacks.flatMap(({ targets }) => targets).filter(({ contextWindow }) => contextWindow !== undefined && contextWindow < needed);
  if (smaller.length === 0) return;
  Annotations.of(scope).addWarningV2(
    `cdk-resilient-inference:smallerFallback-${route}`,
    `route '${route}' falls back from a context window of ${needed} tokens to ${smaller.map(({ name, contextWindow }) => `${contextWindow} ('${name}')`).join(', ')}: `
    + 'requests that are too long for it have no fallback',
  );
}
