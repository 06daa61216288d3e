import { ANTHROPIC_NAMES } from './callers-names';
import { requestMetadata } from './metadata';
import { checkNativeTools } from './native-tools';
import { NativeCall } from '../../../core/requests/inference-request';
import { LARGEST_COUNT, optional, requireNonEmptyArray, requireObject, requireWholeNumber } from '../../shared/fields';
import { refuseForeignSources } from '../../shared/foreign-sources';
import { JsonObject } from '../../shared/json';

/** What Bedrock takes as the version, whatever that of Anthropic's own API is. */
const BEDROCK_VERSION = 'bedrock-2023-05-31';

/**
 * Members of a request that InvokeModel takes from Claude's callers as they are.
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages-request-response.html
 * and the pages on tool use, thinking and context management beside it
 */
const PASSED_ON: readonly string[] = [
  'max_tokens', 'messages', 'system', 'stop_sequences', 'temperature', 'top_p', 'top_k', 'tools', 'tool_choice', 'thinking', 'output_config',
  'context_management',
];

/** Members that are said in another way, or say only what happens anyway. */
const NOT_IN_BODY: readonly string[] = ['model', 'stream', 'metadata', 'service_tier', 'speed', 'mcp_servers'];

/** The beta that a member needs, where Bedrock knows one. */
const BETA_OF_MEMBER: Readonly<Record<string, string>> = { context_management: 'context-management-2025-06-27' };

/**
 * A request for Claude in Bedrock's InvokeModel, all but unchanged: Bedrock judges what is in it. Only what the gateway relies
 * on is checked, and what would make somebody fetch something.
 * @param betas those of which Bedrock has to know
 * @returns nothing for a request that InvokeModel has no words for, which Converse may have
 * @throws GatewayError
 */
export function nativeBody(body: JsonObject, betas: readonly string[]): NativeCall | undefined {
  const members = Object.keys(body).filter((name) => optional(body, name) !== undefined && !NOT_IN_BODY.includes(name));
  if (members.some((name) => !PASSED_ON.includes(name))) return undefined;
  requireWholeNumber(body.max_tokens, 'max_tokens', 1, LARGEST_COUNT);
  requireNonEmptyArray(body.messages, 'messages', 'messages').forEach((message, index) => requireObject(message, `messages[${index}]`));
  checkNativeTools(optional(body, 'tools'));
  refuseForeignSources(body.messages, 'messages');
  const named = [...betas, ...members.flatMap((name) => BETA_OF_MEMBER[name] ?? [])];
  const { requestMetadata: metadata } = requestMetadata(body);
  return {
    json: {
      anthropic_version: BEDROCK_VERSION,
      ...named.length > 0 && { anthropic_beta: [...new Set(named)] },
      ...Object.fromEntries(members.map((name) => [name, body[name]])),
    },
    settings: metadata ? { metadata } : {},
    names: ANTHROPIC_NAMES,
  };
}
