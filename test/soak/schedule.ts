import { ConverseAnswer, ConverseEvent } from '../../lambda/core/converse';
import { ModelCall, ModelClient } from '../../lambda/core/ports';
import { UpstreamError } from '../../lambda/core/upstream-error';
import { content, messageStart, messageStop, metadata } from '../support/core/events';
import { VirtualClock } from '../support/virtual-clock';

/** How a target fails for a while. */
export type Trouble = 'throttled' | 'unavailable' | 'error' | 'reset' | 'silent' | 'slow' | 'cut' | 'stall' | 'unterminated' | 'filtered' | 'denied';

/** A fault of one target, in milliseconds from the start. */
export interface Episode {
  readonly target: string;
  readonly trouble: Trouble;
  readonly from: number;
  readonly until: number;
}

/** What reached a target. */
export interface UpstreamCall {
  readonly target: string;
  readonly at: number;
  /** Bedrock counts it against the quota; a call that it refuses costs nothing. */
  readonly counted: boolean;
}

const REFUSED: readonly Trouble[] = ['throttled', 'unavailable', 'error', 'denied'];

/** The words of every answer, so that a truncated one is known. */
export const ANSWER = ['one ', 'two ', 'three ', 'four ', 'five ', 'six'] as const;

const USAGE = { inputTokens: 20, outputTokens: ANSWER.length, cacheReadInputTokens: 0, cacheWriteInputTokens: 0 };
const PLAIN: ConverseAnswer = { body: new Uint8Array(1), usage: USAGE, stopReason: 'end_turn' };
const FILTERED: ConverseAnswer = { ...PLAIN, stopReason: 'content_filtered' };

export interface SimulatedModels extends ModelClient {
  readonly calls: UpstreamCall[];
}

/** Bedrock as a schedule of episodes: outside of them every target answers in 100 to 300 milliseconds. */
export function simulateModels(clock: VirtualClock, random: () => number, episodes: readonly Episode[]): SimulatedModels {
  const start = clock.now();
  const calls: UpstreamCall[] = [];
  const troubleOf = (target: string): Trouble | undefined => {
    const now = clock.now() - start;
    return episodes.find((episode) => episode.target === target && episode.from <= now && now < episode.until)?.trouble;
  };

  const open = async ({ target, signal }: ModelCall): Promise<Trouble | undefined> => {
    const trouble = troubleOf(target.name);
    calls.push({ target: target.name, at: clock.now(), counted: !REFUSED.includes(trouble ?? 'cut') });
    if (trouble === 'silent') await clock.sleep(1e9, signal);
    if (trouble === 'slow') await clock.sleep(random() * 1_500, signal);
    await clock.sleep(trouble === 'throttled' || trouble === 'denied' ? 10 : 100 + random() * 200, signal);
    switch (trouble) {
      case 'throttled': throw new UpstreamError('ThrottlingException', 429, 'Too many requests');
      case 'unavailable': throw new UpstreamError('ServiceUnavailableException', 503, 'unavailable');
      case 'error': throw new UpstreamError('InternalServerException', 500, 'error');
      case 'reset': throw new UpstreamError('ConnectionError', undefined, 'reset');
      case 'denied': throw new UpstreamError('AccessDeniedException', 403, 'denied');
      default: return trouble;
    }
  };

  async function* stream(trouble: Trouble | undefined, signal: AbortSignal): AsyncGenerator<ConverseEvent> {
    yield messageStart();
    if (trouble === 'filtered') {
      yield messageStop('content_filtered');
      yield { ...metadata(), usage: USAGE };
      return;
    }
    for (const [index, word] of ANSWER.entries()) {
      if (index === 3 && trouble === 'cut') throw new UpstreamError('ConnectionError', undefined, 'cut');
      if (index === 3 && trouble === 'stall') await clock.sleep(1e9, signal);
      if (index === 3 && trouble === 'unterminated') return;
      await clock.sleep(20, signal);
      yield content(word);
    }
    yield messageStop();
    yield { ...metadata(), usage: USAGE };
  }

  return {
    calls,
    async complete(call) {
      const trouble = await open(call);
      if (trouble === 'cut' || trouble === 'stall' || trouble === 'unterminated') throw new UpstreamError('ConnectionError', undefined, 'cut');
      return trouble === 'filtered' ? FILTERED : PLAIN;
    },
    countTokens: async () => { throw new Error('nothing counts tokens here'); },
    stream: async (call) => stream(await open(call), call.signal),
  };
}

/** The first ones first, before there is anything that would keep requests away from the target. */
const TROUBLES: readonly Trouble[] = ['filtered', 'slow', 'throttled', 'unavailable', 'error', 'reset', 'silent', 'cut', 'stall', 'unterminated', 'denied'];

/** Random episodes: each target but the last is in trouble about a fifth of the time; now and then all are at once. Each trouble comes up once at least. */
export function randomEpisodes(random: () => number, targets: readonly string[], lengthMs: number): Episode[] {
  const pick = () => TROUBLES[Math.floor(random() * TROUBLES.length)]!;
  const episodes: Episode[] = TROUBLES.map((trouble, index) => ({ target: targets[0]!, trouble, from: index * 3_000, until: index * 3_000 + 1_500 }));
  for (const target of targets.slice(0, -1)) {
    let at = random() * 20_000;
    while (at < lengthMs) {
      const until = at + 1_000 + random() * 9_000;
      episodes.push({ target, trouble: pick(), from: at, until });
      at = until + 5_000 + random() * 35_000;
    }
  }
  for (let at = 60_000 * random(); at < lengthMs; at += 60_000 + random() * 120_000) {
    const trouble = pick();
    for (const target of targets) episodes.push({ target, trouble, from: at, until: at + 2_000 });
  }
  return episodes;
}
