import { JsonObject } from '../json-fields';
import { StreamEvent, WireFormat } from './parsed-call';

/** An event of InvokeModelWithResponseStream: the model's own JSON, in base64, inside a chunk. */
export function chunkEvent(json: JsonObject, content = false): StreamEvent {
  return { type: 'chunk', payload: { bytes: Buffer.from(JSON.stringify(json)).toString('base64') }, logged: json, content };
}

/** Headers that AWS does not model but that recorded answers carry. */
export const invokeHeaders: WireFormat['headers'] = (usage, { latencyMs }) => ({
  'x-amzn-bedrock-invocation-latency': String(latencyMs),
  'x-amzn-bedrock-input-token-count': String(usage.inputTokens),
  'x-amzn-bedrock-output-token-count': String(usage.outputTokens),
  'x-amzn-bedrock-cache-read-input-token-count': String(usage.cacheReadTokens),
  'x-amzn-bedrock-cache-write-input-token-count': String(usage.cacheWriteTokens),
});

export const INVOKE_STREAM_HEADERS = { 'x-amzn-bedrock-content-type': 'application/json' };

/** What the last chunk of a stream adds, whatever the model. */
export function invocationMetrics(...[usage, timings]: Parameters<WireFormat['headers']>): JsonObject {
  return {
    'amazon-bedrock-invocationMetrics': {
      inputTokenCount: usage.inputTokens,
      outputTokenCount: usage.outputTokens,
      invocationLatency: timings.latencyMs,
      firstByteLatency: timings.firstTokenMs,
      cacheReadInputTokenCount: usage.cacheReadTokens,
      cacheWriteInputTokenCount: usage.cacheWriteTokens,
    },
  };
}
