import { ResponseSettings } from './response-settings';
import { ResponseUsage } from './response-usage';
import { ErrorReason, GatewayError } from '../../../core/gateway-error';
import { JsonObject } from '../../shared/json';
import { ServedBy } from '../../surface';

/** How far a response has come, or how it ended. */
export type Outcome =
  | { readonly status: 'in_progress' }
  | { readonly status: 'completed' }
  | { readonly status: 'incomplete'; readonly reason: 'max_output_tokens' | 'content_filter' }
  | { readonly status: 'failed'; readonly error: GatewayError };

/** Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html (stopReason) */
const INCOMPLETE: ReadonlyMap<string, Outcome> = new Map<string, Outcome>([
  ['max_tokens', { status: 'incomplete', reason: 'max_output_tokens' }],
  ['model_context_window_exceeded', { status: 'incomplete', reason: 'max_output_tokens' }],
  ['guardrail_intervened', { status: 'incomplete', reason: 'content_filter' }],
  ['content_filtered', { status: 'incomplete', reason: 'content_filter' }],
]);

/** Of the few codes that a response can fail with, those that fit; any other failure is the server's. */
const CODE_OF_REASON: { readonly [reason in ErrorReason]?: string } = {
  invalidRequest: 'invalid_prompt',
  quotaExceeded: 'rate_limit_exceeded',
  throttled: 'rate_limit_exceeded',
};

/** Total: whatever else ends an answer, it did end. */
export function outcomeOf(stopReason: string): Outcome {
  return INCOMPLETE.get(stopReason) ?? { status: 'completed' };
}

/** What is known of a response beside its settings. */
export interface Contents {
  readonly output: readonly JsonObject[];
  readonly usage?: ResponseUsage;
  /** Absent: what was asked for, until the end says otherwise. */
  readonly tier?: string;
}

/** Source: https://platform.openai.com/docs/api-reference/responses/object */
export function responseObject(served: ServedBy, settings: ResponseSettings, outcome: Outcome, { output, tier, usage }: Contents): JsonObject {
  return {
    id: `resp_${served.requestId}`,
    object: 'response',
    created_at: served.createdAt,
    status: outcome.status,
    error: outcome.status === 'failed' ? failure(outcome.error) : null,
    incomplete_details: outcome.status === 'incomplete' ? { reason: outcome.reason } : null,
    model: served.route,
    output,
    ...settings,
    ...(tier === undefined ? {} : { service_tier: tier }),
    usage: usage ?? null,
  };
}

function failure({ message, reason }: GatewayError): JsonObject {
  return { code: CODE_OF_REASON[reason] ?? 'server_error', message };
}
