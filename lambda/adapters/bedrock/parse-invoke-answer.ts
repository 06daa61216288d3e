import { IncomingHttpHeaders } from 'node:http';
import { invokeUsage, stopReasonIn } from './invoke-usage';
import { servedHeaders } from './served-headers';
import { ModelAnswer } from '../../core/model-answer';
import { UpstreamError } from '../../core/upstream-error';
import { requestIdOf } from '../aws/aws-error';

/**
 * Reads what the gateway needs from an answer of InvokeModel and keeps its bytes.
 * @throws UpstreamError `MalformedAnswer`
 */
export function parseInvokeAnswer(body: Uint8Array, headers: IncomingHttpHeaders): ModelAnswer {
  const requestId = requestIdOf(headers);
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'));
  } catch {
    json = undefined;
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new UpstreamError(
      'MalformedAnswer', 200, `Bedrock answered with status 200 and ${body.byteLength} bytes that are not a JSON object`, requestId === undefined ? {} : { requestId },
    );
  }
  const members = json as Readonly<Record<string, unknown>>;
  const usage = invokeUsage(members, headers);
  const stopReason = stopReasonIn(members);
  return { body, headers: servedHeaders(headers), ...usage && { usage }, ...stopReason !== undefined && { stopReason } };
}
