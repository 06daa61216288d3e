import { wrongField } from '../shared/fields';

const HEADER = 'anthropic-beta';

const NAME = /^[a-z0-9.-]{1,100}$/;

/** Far more than any client sends. */
const MOST_NAMES = 64;

/**
 * Betas that only announce a client, or that only permit fields which this gateway translates by itself or refuses by name.
 * Bedrock refuses a whole request over a name that it does not know, and Claude Code sends these with every one.
 * Source: https://platform.claude.com/docs/en/api/beta-headers
 */
export const WITHOUT_EFFECT: ReadonlySet<string> = new Set([
  'claude-code-20250219',
  'oauth-2025-04-20',
  'message-batches-2024-09-24',
  'token-counting-2024-11-01',
  'pdfs-2024-09-25',
  'prompt-caching-2024-07-31',
  'extended-cache-ttl-2025-04-11',
  'prompt-caching-scope-2026-01-05',
  'cache-diagnosis-2026-04-07',
  'files-api-2025-04-14',
  'code-execution-2025-05-22',
  'skills-2025-10-02',
  'mcp-client-2025-04-04',
  'mcp-client-2025-11-20',
  'mcp-client-2026-09-15',
  'advanced-tool-use-2025-11-20',
  'advisor-tool-2026-03-01',
  'context-management-2025-06-27',
  'compact-2026-01-12',
  'compact-2026-09-04',
  'message-threads-2026-08-12',
  'mid-conversation-system-2026-04-07',
  'mid-conversation-tool-changes-2026-07-01',
  'mid-conversation-output-config-2026-07-01',
  'per-turn-control-2026-07-01',
  'server-side-fallback-2026-06-01',
  'server-side-fallback-2026-07-01',
  'fallback-credit-2026-06-01',
  'fallback-credit-2026-07-01',
  'structured-outputs-2025-11-13',
  'model-context-window-exceeded-2025-08-26',
  'effort-2025-11-24',
  'adaptive-thinking-2026-01-28',
  'task-budgets-2026-03-13',
  'fast-mode-2026-02-01',
]);

/**
 * The betas that a request asks for, of which Bedrock has to know.
 * @throws GatewayError for anything but plain names
 */
export function betasOf(headers: Readonly<Record<string, string>>): readonly string[] {
  const names = (headers[HEADER] ?? '').split(',').map((name) => name.trim()).filter((name) => name !== '');
  if (names.length > MOST_NAMES) throw wrongField(HEADER, `at most ${MOST_NAMES} names`, String(names.length));
  if (!names.every((name) => NAME.test(name))) throw wrongField(HEADER, "names of a to z, 0 to 9, '.' and '-', separated by commas", 'others');
  return [...new Set(names)].filter((name) => !WITHOUT_EFFECT.has(name));
}
