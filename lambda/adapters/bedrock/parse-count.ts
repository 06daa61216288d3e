import { UpstreamError } from '../../core/upstream-error';

/** @throws UpstreamError `MalformedAnswer` */
export function parseCount(body: Uint8Array): number {
  let inputTokens: unknown;
  try {
    ({ inputTokens } = JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8')) as { inputTokens?: unknown });
  } catch {
    inputTokens = undefined;
  }
  if (typeof inputTokens === 'number' && Number.isSafeInteger(inputTokens) && inputTokens >= 0) return inputTokens;
  throw new UpstreamError('MalformedAnswer', 200, 'Bedrock answered with status 200 and no count of tokens');
}
