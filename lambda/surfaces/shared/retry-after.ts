import { ErrorReason, GatewayError } from '../../core/gateway-error';

/** After these, the same request can succeed unchanged. */
const WORTH_REPEATING: ReadonlySet<ErrorReason> = new Set<ErrorReason>(['quotaExceeded', 'throttled', 'unavailable']);

/** For an error that is worth repeating without an estimate of when. */
const DEFAULT_WAIT_MS = 1000;

/**
 * How long the caller should wait.
 * @returns undefined when waiting does not help
 */
export function waitMs(error: GatewayError): number | undefined {
  if (error.details.deliberate) return undefined;
  const declared = error.details.retryAfterMs;
  if (declared !== undefined && Number.isFinite(declared)) return Math.max(1, Math.ceil(declared));
  return WORTH_REPEATING.has(error.reason) ? DEFAULT_WAIT_MS : undefined;
}

/** `Retry-After` counts whole seconds, and zero would invite an immediate repetition. */
export function retryAfterSeconds(ms: number): string {
  return String(Math.max(1, Math.ceil(ms / 1000)));
}

/** Clients that Stainless generates, OpenAI's and Anthropic's among them, repeat no request whose answer has this header. */
export function shouldRetryHeader(error: GatewayError): Readonly<Record<string, string>> {
  return error.details.deliberate ? { 'x-should-retry': 'false' } : {};
}
