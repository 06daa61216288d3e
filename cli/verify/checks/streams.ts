import { capProblems, headerProblems, servedBy } from './answers';
import { Check } from '../check';
import { Ask, Dialect } from '../dialects/dialect';
import { DIALECTS } from '../dialects/dialects';
import { judged, notChecked, Outcome } from '../finding';
import { arrivedAsWritten } from '../http/arrival';
import { Exchange, statusProblems } from '../http/exchange';
import { Stage, withHeaders } from '../stage';

/** Long enough to be seen on its way. */
const PROMPT = 'Count from 1 to 60, in digits, with commas between them.';
const MAX_TOKENS = 192;

/** A network or a machine may hold one answer back by chance; whoever buffers holds back all of them. */
const TRIES = 3;

export function streamChecks(stage: Stage): readonly Check[] {
  return stage.routes.flatMap((route) => DIALECTS.map((dialect) => streamCheck(stage, dialect, route)));
}

function streamCheck({ key, sendPatiently }: Stage, dialect: Dialect, route: string): Check {
  const ask: Ask = { route, prompt: PROMPT, maxTokens: MAX_TOKENS, streamed: true };
  return {
    family: 'streams',
    title: `${dialect.name}: ${route}`,
    modelCalls: TRIES,
    async run() {
      const exchanges: Exchange[] = [];
      for (let tried = 0; tried < TRIES; tried++) {
        const exchange = await sendPatiently(withHeaders(dialect.request(ask), dialect.authorization(key)));
        exchanges.push(exchange);
        if (exchange.status !== 200 || arrivedAsWritten(exchange.pieces)) break;
      }
      return judgeStream(dialect, ask, exchanges);
    },
  };
}

/** @param exchanges one, or more of the same when the first came whole */
export function judgeStream(dialect: Dialect, ask: Ask, exchanges: readonly Exchange[]): Outcome {
  const last = exchanges.at(-1)!;
  const status = statusProblems(last, 200);
  if (status.length > 0) return judged(status, '');
  const reading = dialect.readStream(last);
  const problems = [...reading.problems, ...capProblems(ask, reading), ...headerProblems(last)];
  const detail = `${reading.texts} pieces of text, ${servedBy(last)}`;
  if (arrivedAsWritten(last.pieces)) return judged(problems, detail);
  // One piece of text can only come at once.
  if (problems.length === 0 && reading.texts < 2) return notChecked('the model has answered in one piece, so that nothing shows whether streams are held back');
  return judged([...problems, `all of the answer came at its end, ${exchanges.length} times: something on the way holds it back`], detail);
}
