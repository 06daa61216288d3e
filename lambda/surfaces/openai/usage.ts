import { LimitUsage } from '../../core/quotas/usage-report';
import { jsonAnswer } from '../shared/answers';
import { HttpAnswer } from '../surface';

/** Not part of OpenAI's API: it has no endpoint for what is left of a caller's own limits. */
export function usageAnswer(limits: readonly LimitUsage[]): HttpAnswer {
  return jsonAnswer(200, {
    object: 'usage',
    limits: limits.map(({ limit, limitedBy, remaining, resetsInMs, route, used }) => ({
      limited_by: limitedBy, route: route ?? null, limit, used, remaining, resets_in_ms: resetsInMs ?? null,
    })),
  }, { 'cache-control': 'no-store' });
}
