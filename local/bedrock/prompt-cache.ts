import { Clock } from '../clock';
import { Prompt, promptTokens } from './prompt';
import { hashText } from './random';

const TIME_TO_LIVE_MS = 5 * 60_000;
const MAXIMUM_ENTRIES = 10_000;

/** How the input of a call splits between the prompt cache and the rest. */
export interface InputTokens {
  readonly inputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
}

/**
 * Remembers the prompt prefixes that end at a cache point, for five minutes after their last use.
 * Smallest cacheable lengths, which differ between models, are not enforced.
 */
export class PromptCache {
  private readonly expiryByPrefix = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  /** Splits the input without remembering it; `remember` is called once the request is admitted. */
  split(scope: string, prompt: Prompt): { readonly input: InputTokens; readonly remember: () => void } {
    const prefixes = cachePrefixes(scope, prompt);
    const now = this.clock.now();
    const read = prefixes.filter((prefix) => (this.expiryByPrefix.get(prefix.key) ?? 0) > now).at(-1)?.tokens ?? 0;
    const cacheable = prefixes.at(-1)?.tokens ?? 0;
    return {
      input: { inputTokens: promptTokens(prompt) - cacheable, cacheReadTokens: read, cacheWriteTokens: cacheable - read },
      remember: () => prefixes.forEach((prefix) => this.keep(prefix.key)),
    };
  }

  clear(): void {
    this.expiryByPrefix.clear();
  }

  private keep(key: string): void {
    this.expiryByPrefix.delete(key);
    this.expiryByPrefix.set(key, this.clock.now() + TIME_TO_LIVE_MS);
    const [oldest] = this.expiryByPrefix.keys();
    if (this.expiryByPrefix.size > MAXIMUM_ENTRIES && oldest !== undefined) this.expiryByPrefix.delete(oldest);
  }
}

function cachePrefixes(scope: string, prompt: Prompt): { readonly key: string; readonly tokens: number }[] {
  const prefixes: { key: string; tokens: number }[] = [];
  let text = scope;
  let tokens = 0;
  for (const part of prompt.parts) {
    text += `\n${part.text}`;
    tokens += part.tokens;
    if (part.cachePoint && tokens > 0) prefixes.push({ key: hashText(text, 32), tokens });
  }
  return prefixes;
}
