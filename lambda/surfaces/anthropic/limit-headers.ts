import { LimitState, scarcest } from '../../core/quotas/limit-state';

/**
 * The limits of a minute, as Anthropic's clients know them. A tenant without such a limit has no such header.
 * Source: https://platform.claude.com/docs/en/api/rate-limits#response-headers
 */
export function limitHeaders(states: readonly LimitState[] = [], now: number): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const kind of ['requests', 'tokens'] as const) {
    const state = scarcest(states, kind);
    if (!state) continue;
    headers[`anthropic-ratelimit-${kind}-limit`] = String(state.limit);
    headers[`anthropic-ratelimit-${kind}-remaining`] = String(state.remaining);
    headers[`anthropic-ratelimit-${kind}-reset`] = timeOf(now + state.resetsInMs);
  }
  return headers;
}

/** RFC 3339 in whole seconds, none of them too early. */
function timeOf(ms: number): string {
  return new Date(Math.ceil(ms / 1_000) * 1_000).toISOString().replace('.000Z', 'Z');
}
