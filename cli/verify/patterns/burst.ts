import { RESPONSE_HEADERS } from '../../../src/contract/headers';
import { openAiChat } from '../dialects/openai-chat';
import { Exchange } from '../http/exchange';
import { Stage, withHeaders } from '../stage';

const PROMPT = 'Answer with one word: are rivers straight?';

/** As many requests at once, each as it is: nothing is repeated, so that what is refused is seen. */
export function burst({ key, maxTokens, send }: Stage, route: string, requests: number, as = key): Promise<readonly Exchange[]> {
  return Promise.all(Array.from({ length: requests }, () => send(
    withHeaders(openAiChat.request({ route, prompt: PROMPT, maxTokens, streamed: false }), openAiChat.authorization(as)),
  )));
}

/** How many answers each target gave, the most first. */
export function servedByTarget(exchanges: readonly Exchange[]): ReadonlyMap<string, number> {
  return countBy(exchanges.filter(({ status }) => status === 200), ({ headers }) => headers[RESPONSE_HEADERS.TARGET] ?? 'a target that is not told');
}

export function countBy<Item>(items: readonly Item[], nameOf: (item: Item) => string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(nameOf(item), (counts.get(nameOf(item)) ?? 0) + 1);
  return new Map([...counts].sort(([, left], [, right]) => right - left));
}

export function described(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([name, count]) => `${name} ${count}`).join(', ');
}

/** What was neither served nor refused for lack of room, which is no fault of the gateway's. */
export function strangers(exchanges: readonly Exchange[]): readonly string[] {
  return [...countBy(exchanges.filter(({ status }) => status !== 200 && status !== 429), ({ broken, status }) => (
    status === 0 ? `no answer: ${broken}` : `status ${status}`
  ))].map(([what, count]) => `${count} of ${exchanges.length} requests: ${what}`);
}

export function refusals(exchanges: readonly Exchange[]): number {
  return exchanges.filter(({ status }) => status === 429).length;
}
