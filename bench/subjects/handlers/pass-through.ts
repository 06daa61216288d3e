/// <reference path="./aws-lambda.d.ts" />
import * as http from 'node:http';
import { pipeline } from 'node:stream/promises';

const upstream = new URL(process.env.AWS_ENDPOINT_URL_BEDROCK_RUNTIME ?? '');
const agent = new http.Agent({ keepAlive: true });

/** The least that a handler can do: what the front costs with it, every handler behind that front costs as well. */
export const handler = awslambda.streamifyResponse(async ({ httpMethod, path, body }, stream) => {
  const request = http.request({
    host: upstream.hostname,
    port: upstream.port,
    agent,
    method: httpMethod,
    path,
    headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
  });
  const answered = new Promise<http.IncomingMessage>((resolve, reject) => {
    request.once('response', resolve);
    request.once('error', reject);
  });
  request.end(body);
  const answer = await answered;
  await pipeline(answer, awslambda.HttpResponseStream.from(stream, {
    statusCode: answer.statusCode ?? 502, headers: { 'content-type': answer.headers['content-type'] ?? '' },
  }));
});
