import { checkFields, FieldHandling, only, refused, TRANSLATED } from '../../shared/field-handling';
import { optional, unsupportedField } from '../../shared/fields';
import { JsonObject } from '../../shared/json';
import { ApiVersion } from '../version';

/** Source: https://platform.claude.com/docs/en/api/messages/create and /beta/messages/create */
export const MESSAGE_FIELDS: ReadonlyMap<string, FieldHandling> = new Map<string, FieldHandling>([
  ['model', TRANSLATED],
  ['max_tokens', TRANSLATED],
  ['messages', TRANSLATED],
  ['system', TRANSLATED],
  ['stream', TRANSLATED],
  ['stop_sequences', TRANSLATED],
  ['temperature', TRANSLATED],
  ['top_p', TRANSLATED],
  ['top_k', TRANSLATED],
  ['tools', TRANSLATED],
  ['tool_choice', TRANSLATED],
  ['thinking', TRANSLATED],
  ['output_config', TRANSLATED],
  ['output_format', TRANSLATED],
  ['cache_control', TRANSLATED],
  ['metadata', TRANSLATED],

  // Which tier serves is up to the route; neither value asks for one that has a price of its own.
  ['service_tier', only('auto', 'standard_only')],
  ['speed', only('standard')],
  ['mcp_servers', { kind: 'withoutEffect', accepts: (value) => Array.isArray(value) && value.length === 0, expected: 'an empty array' }],

  ['billing_policy', refused('billing is up to the operator of this gateway')],
  ['compaction', refused('compaction is not supported')],
  ['container', refused('containers are not supported')],
  ['context_management', refused('context management is not supported (CLAUDE_CODE_DISABLE_EXPERIMENTAL_BETAS=1 keeps Claude Code from sending it)')],
  ['diagnostics', refused('diagnostics are not supported')],
  ['fallback_credit_token', refused('fallbacks are those of the route')],
  ['fallbacks', refused('fallbacks are those of the route')],
  ['inference_geo', refused('where a request is served is up to the route')],
  ['thread', refused('threads are not supported, send the whole conversation')],
]);

/** Those that only Claude has words for: of the request as it was written, which Bedrock judges. */
const OF_CLAUDE_ALONE = ['context_management'];

export const CLAUDE_FIELDS: ReadonlyMap<string, FieldHandling> = new Map([
  ...MESSAGE_FIELDS, ...OF_CLAUDE_ALONE.map((name) => [name, TRANSLATED] as const),
]);

/** What the newer version has no longer. Source: https://platform.claude.com/docs/en/api/migration-2026-10-21 */
const REMOVED = ['temperature', 'top_p', 'top_k'];

/**
 * @param fields those that can be honoured: `MESSAGE_FIELDS` by any model
 * @throws GatewayError that names the first field that cannot be honoured
 */
export function checkMessageFields(body: JsonObject, version: ApiVersion, fields: ReadonlyMap<string, FieldHandling>): void {
  checkFields(body, fields);
  const removed = version === '2023-06-01' ? undefined : REMOVED.find((name) => optional(body, name) !== undefined);
  if (removed !== undefined) throw unsupportedField(removed, `version ${version} has no such field, leave it out or send 'anthropic-version: 2023-06-01'`);
}
