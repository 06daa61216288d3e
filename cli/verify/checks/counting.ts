import { Check } from '../check';
import { ANTHROPIC_VERSION, anthropicMessages } from '../dialects/anthropic-messages';
import { bearer } from '../dialects/dialect';
import { judged, notChecked, Outcome } from '../finding';
import { Exchange, jsonOf, Sent, statusProblems } from '../http/exchange';
import { Stage, withHeaders } from '../stage';

const FAMILY = 'counting';
const PROMPT = 'Why do rivers bend?';

/** Tokens are counted where the operator has switched it on. Bedrock does not charge for it. */
export function countingChecks({ key, routes, sendPatiently }: Stage): readonly Check[] {
  const check = (title: string, sent: Sent, member: string): Check => ({
    family: FAMILY, title, modelCalls: 0, run: async () => judgeCount(await sendPatiently(sent), member),
  });
  return routes.flatMap((route) => [
    check(`Bedrock CountTokens: ${route}`, withHeaders({
      method: 'POST',
      path: `/model/${encodeURIComponent(route)}/count-tokens`,
      body: JSON.stringify({ input: { converse: { messages: [{ role: 'user', content: [{ text: PROMPT }] }] } } }),
    }, bearer(key)), 'inputTokens'),
    check(`Anthropic count_tokens: ${route}`, withHeaders({
      method: 'POST',
      path: '/v1/messages/count_tokens',
      headers: ANTHROPIC_VERSION,
      body: JSON.stringify({ model: route, messages: [{ role: 'user', content: PROMPT }] }),
    }, anthropicMessages.authorization(key)), 'input_tokens'),
  ]);
}

export function judgeCount(exchange: Exchange, member: string): Outcome {
  if (exchange.status === 404) return notChecked('the gateway was deployed without tokenCounting');
  if (exchange.status === 400) return notChecked('Bedrock does not count tokens for the model of this route');
  const status = statusProblems(exchange, 200);
  if (status.length > 0) return judged(status, '');
  const count = jsonOf(exchange)?.[member];
  return judged(Number.isSafeInteger(count) && (count as number) > 0 ? [] : [`${member} is missing`], `${String(count)} tokens`);
}
