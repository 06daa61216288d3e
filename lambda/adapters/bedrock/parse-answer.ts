import { parseUsage } from './usage';
import { ConverseAnswer } from '../../core/converse';
import { UpstreamError } from '../../core/upstream-error';

/**
 * Reads what the gateway needs from a complete answer and keeps its bytes.
 * @throws UpstreamError `MalformedAnswer`
 */
export function parseAnswer(body: Uint8Array, requestId: string | undefined): ConverseAnswer {
  const malformed = (what: string) => new UpstreamError(
    'MalformedAnswer', 200, `Bedrock answered with status 200 and ${what}`, requestId === undefined ? {} : { requestId },
  );
  let answer: unknown;
  try {
    answer = JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'));
  } catch {
    throw malformed(`${body.byteLength} bytes that are not JSON`);
  }
  if (typeof answer !== 'object' || answer === null) throw malformed('JSON that is not an object');
  const { output, usage: rawUsage, stopReason } = answer as Record<string, unknown>;
  if (!isMessage(output)) throw malformed('no message in its output');
  if (typeof stopReason !== 'string') throw malformed('no stopReason');
  const usage = parseUsage(rawUsage);
  if (!usage) throw malformed('no usage in whole tokens');
  return { body, usage, stopReason };
}

/** Without a list of content no surface can show the answer, so that it is worth asking another target. */
function isMessage(output: unknown): boolean {
  const { message } = (output ?? {}) as { message?: unknown };
  const { content } = (message ?? {}) as { content?: unknown };
  return Array.isArray(content);
}
