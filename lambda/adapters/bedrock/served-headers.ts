import { IncomingHttpHeaders } from 'node:http';
import { ModelHeaders } from '../../core/model-answer';

/** What callers of InvokeModel read of its response headers. All others stay inside. */
const PASSED_ON: readonly string[] = [
  'x-amzn-bedrock-performanceconfig-latency',
  'x-amzn-bedrock-service-tier',
  'x-amzn-bedrock-invocation-latency',
  'x-amzn-bedrock-input-token-count',
  'x-amzn-bedrock-output-token-count',
  'x-amzn-bedrock-cache-read-input-token-count',
  'x-amzn-bedrock-cache-write-input-token-count',
];

export function servedHeaders(headers: IncomingHttpHeaders): ModelHeaders {
  return Object.fromEntries(PASSED_ON.flatMap((name) => {
    const value = headers[name];
    return typeof value === 'string' ? [[name, value]] : [];
  }));
}
