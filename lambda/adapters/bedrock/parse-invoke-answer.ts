import { IncomingHttpHeaders } from 'node:http';
import { invokeUsage, stopReasonIn } from './invoke-usage';
import { servedHeaders } from './served-headers';
import { embeddingFormatOf } from '../../core/embeddings/formats';
import { readVectors } from '../../core/embeddings/read-vectors';
import { InvokeBody } from '../../core/invoke/invoke-body';
import { ModelAnswer } from '../../core/model-answer';
import { UpstreamError } from '../../core/upstream-error';
import { requestIdOf } from '../aws/aws-error';

/**
 * Reads what the gateway needs from an answer of InvokeModel and keeps its bytes.
 * @param vectors that the answer has to have; absent: nobody here understands it
 * @throws UpstreamError `MalformedAnswer`
 */
export function parseInvokeAnswer(body: Uint8Array, headers: IncomingHttpHeaders, vectors?: InvokeBody['vectors']): ModelAnswer {
  const requestId = requestIdOf(headers);
  const malformed = (what: string) => new UpstreamError(
    'MalformedAnswer', 200, `Bedrock answered with status 200 and ${what}`, requestId === undefined ? {} : { requestId },
  );
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'));
  } catch {
    json = undefined;
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw malformed(`${body.byteLength} bytes that are not a JSON object`);
  }
  const members = json as Readonly<Record<string, unknown>>;
  const usage = invokeUsage(members, headers);
  const stopReason = stopReasonIn(members);
  const read = vectors && vectorsIn(members, vectors);
  if (vectors && !read) throw malformed(`not the ${vectors.count} vectors that were asked for`);
  return {
    // What has been read need not be kept beside the numbers: a batch has many of them.
    body: read ? new Uint8Array() : body,
    headers: servedHeaders(headers),
    ...usage && { usage },
    ...stopReason !== undefined && { stopReason },
    ...read && { vectors: read },
  };
}

function vectorsIn(members: Readonly<Record<string, unknown>>, { foundationModel, count }: NonNullable<InvokeBody['vectors']>): ModelAnswer['vectors'] {
  const format = embeddingFormatOf(foundationModel);
  return format && readVectors(members, format, count);
}
