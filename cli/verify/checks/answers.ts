import { RESPONSE_HEADERS } from '../../../src/contract/headers';
import { Check } from '../check';
import { Ask, Dialect, Reading } from '../dialects/dialect';
import { DIALECTS } from '../dialects/dialects';
import { openAiChat } from '../dialects/openai-chat';
import { judged, Outcome } from '../finding';
import { Exchange, statusProblems } from '../http/exchange';
import { excerpt, Stage, withHeaders } from '../stage';

const PROMPT = 'Answer with one short sentence: why do rivers bend?';

/** A whole answer from every API; of the other routes, one each. */
export function answerChecks(stage: Stage): readonly Check[] {
  return [
    ...stage.routes.flatMap((route) => DIALECTS.map((dialect) => answerCheck(stage, dialect, route))),
    ...stage.routesAskedOnce.map((route) => answerCheck(stage, openAiChat, route)),
  ];
}

function answerCheck({ key, maxTokens, sendPatiently }: Stage, dialect: Dialect, route: string): Check {
  const ask: Ask = { route, prompt: PROMPT, maxTokens, streamed: false };
  return {
    family: 'answers',
    title: `${dialect.name}: ${route}`,
    modelCalls: 1,
    run: async () => judgeAnswer(dialect, ask, await sendPatiently(withHeaders(dialect.request(ask), dialect.authorization(key)))),
  };
}

export function judgeAnswer(dialect: Dialect, ask: Ask, exchange: Exchange): Outcome {
  const status = statusProblems(exchange, 200);
  if (status.length > 0) return judged(status, '');
  const reading = dialect.readAnswer(exchange);
  return judged([...reading.problems, ...capProblems(ask, reading), ...headerProblems(exchange)], servedBy(exchange));
}

/** What is asked for is what is paid for. */
export function capProblems({ maxTokens }: Ask, { outputTokens }: Reading): readonly string[] {
  return outputTokens !== undefined && outputTokens > maxTokens ? [`${outputTokens} output tokens, of ${maxTokens} asked for`] : [];
}

/** Every answer says how it was served. */
export function headerProblems({ headers }: Exchange): readonly string[] {
  return Object.values(RESPONSE_HEADERS).filter((name) => headers[name] === undefined).map((name) => `${name} is missing`);
}

export function servedBy(exchange: Exchange): string {
  return `${excerpt(exchange, RESPONSE_HEADERS.TARGET)}, attempts: ${excerpt(exchange, RESPONSE_HEADERS.ATTEMPTS)}`;
}
