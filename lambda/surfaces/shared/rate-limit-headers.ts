import { LimitState, scarcest } from '../../core/quotas/limit-state';

/**
 * The limits of a minute, as OpenAI's clients and the dashboards around them know them. A tenant without such a limit has
 * no such header.
 * Source: https://platform.openai.com/docs/guides/rate-limits#rate-limits-in-headers
 */
export function rateLimitHeaders(states: readonly LimitState[] = []): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const kind of ['requests', 'tokens'] as const) {
    const state = scarcest(states, kind);
    if (!state) continue;
    headers[`x-ratelimit-limit-${kind}`] = String(state.limit);
    headers[`x-ratelimit-remaining-${kind}`] = String(state.remaining);
    headers[`x-ratelimit-reset-${kind}`] = durationOf(state.resetsInMs);
  }
  return headers;
}

/** `20ms`, `7s`, `1m2s`: whole seconds from the first on. */
export function durationOf(ms: number): string {
  if (ms < 1_000) return `${Math.ceil(ms)}ms`;
  const seconds = Math.ceil(ms / 1_000);
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}
