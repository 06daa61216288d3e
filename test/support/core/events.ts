import { ConverseEvent } from '../../../lambda/core/converse';
import { Usage } from '../../../lambda/core/model-answer';

/** Token counts with every part named by the test and the rest zero. */
export function usageOf(counts: Partial<Usage> = {}): Usage {
  return { inputTokens: 0, outputTokens: 0, cacheReadInputTokens: 0, cacheWriteInputTokens: 0, ...counts };
}

export const messageStart = (): ConverseEvent => event('control', 'messageStart', { role: 'assistant' });

export const content = (text: string): ConverseEvent => event('content', 'contentBlockDelta', { delta: { text } });

export const blockStop = (): ConverseEvent => event('control', 'contentBlockStop', { contentBlockIndex: 0 });

export const messageStop = (stopReason = 'end_turn'): ConverseEvent => ({ ...event('messageStop', 'messageStop', { stopReason }), stopReason });

export const metadata = (usage: Partial<Usage> = {}): ConverseEvent => ({ ...event('metadata', 'metadata', { usage }), usage: usageOf(usage) });

/** What the content events of an answer say, in order. */
export function textsOf(events: readonly ConverseEvent[]): readonly string[] {
  return events
    .filter(({ kind }) => kind === 'content')
    .map(({ payload }) => (JSON.parse(new TextDecoder().decode(payload)) as { readonly delta: { readonly text: string } }).delta.text);
}

function event(kind: ConverseEvent['kind'], type: string, members: object): ConverseEvent {
  const payload = new TextEncoder().encode(JSON.stringify(members));
  return { kind, type, payload, frame: payload };
}
