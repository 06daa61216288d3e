import { Sinks } from '../../sinks/sinks';
import { TokenUsage } from '../quota/token-arithmetic';

const NAMESPACE = 'AWS/Bedrock';

/** Publishes what Bedrock itself publishes to CloudWatch, under the id that the caller used. */
export class BedrockMetrics {
  constructor(private readonly sinks: Sinks) {}

  success(now: number, modelId: string, usage: TokenUsage, latencyMs: number, firstTokenMs: number | undefined): void {
    this.put(now, modelId, 'Invocations', 1);
    this.put(now, modelId, 'InvocationLatency', latencyMs, 'Milliseconds');
    if (firstTokenMs !== undefined) this.put(now, modelId, 'TimeToFirstToken', firstTokenMs, 'Milliseconds');
    this.put(now, modelId, 'InputTokenCount', usage.inputTokens);
    this.put(now, modelId, 'OutputTokenCount', usage.outputTokens);
    if (usage.cacheReadTokens > 0) this.put(now, modelId, 'CacheReadInputTokens', usage.cacheReadTokens);
    if (usage.cacheWriteTokens > 0) this.put(now, modelId, 'CacheWriteInputTokens', usage.cacheWriteTokens);
  }

  /** A throttled request counts as neither an invocation nor an error. */
  failure(now: number, modelId: string, status: number): void {
    const name = status === 429 ? 'InvocationThrottles' : status < 500 ? 'InvocationClientErrors' : 'InvocationServerErrors';
    this.put(now, modelId, name, 1);
  }

  /** Of the account and Region as a whole. */
  delivered(timestamp: number): void {
    this.sinks.metric({ timestamp, namespace: NAMESPACE, name: 'ModelInvocationLogsCloudWatchDeliverySuccess', unit: 'Count', dimensions: {}, value: 1 });
  }

  private put(timestamp: number, modelId: string, name: string, value: number, unit = 'Count'): void {
    this.sinks.metric({ timestamp, namespace: NAMESPACE, name, unit, dimensions: { ModelId: modelId }, value });
  }
}
