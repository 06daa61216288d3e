import { ServerResponse } from 'node:http';
import { parseStatusCode } from './prelude';
import { isBinary } from './request-body';
import { applyHeaders, IntegrationHeaders } from './response-headers';
import type { Invocation } from '../lambda/invocation';

interface ProxyResponse extends IntegrationHeaders {
  readonly statusCode: number;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

/** Waits for the whole answer of the function, checks it, and sends it. */
export async function answerBuffered(
  invocation: Invocation, response: ServerResponse, binaryMediaTypes: readonly string[], accept: string | undefined,
): Promise<void> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of invocation.body) chunks.push(chunk);
  const answer = parseProxyResponse(Buffer.concat(chunks).toString('utf8'));
  // Base64 is decoded only for clients that ask for a binary media type first.
  const decode = answer.isBase64Encoded && isBinary(accept?.split(',')[0] ?? '*/*', binaryMediaTypes);
  const body = Buffer.from(answer.body, decode ? 'base64' : 'utf8');
  applyHeaders(response, answer);
  response.writeHead(answer.statusCode, { 'content-length': body.byteLength });
  response.end(body);
}

/** @throws Error when API Gateway would call it a malformed Lambda proxy response */
function parseProxyResponse(json: string): ProxyResponse {
  const parsed: unknown = JSON.parse(json);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw new Error('the response is not a JSON object');
  const { statusCode, headers, multiValueHeaders, body, isBase64Encoded } = parsed as Record<string, unknown>;
  if (body !== undefined && body !== null && typeof body !== 'string') throw new Error(`body must be text, received ${typeof body}`);
  return { statusCode: parseStatusCode(statusCode), headers, multiValueHeaders, body: body ?? '', isBase64Encoded: isBase64Encoded === true };
}
