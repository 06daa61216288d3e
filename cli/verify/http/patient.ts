import { Exchange } from './exchange';
import { Send } from './send';

/** Windows of quotas are a minute long, and counters of the gateway a little longer. */
const LONGEST_WAIT_S = 75;
const REPETITIONS = 2;

/** Does as a well-behaved client: comes back after a refusal that says when. */
export function patiently(send: Send, sleep: (ms: number) => Promise<void>, note: (line: string) => void): Send {
  return async (sent) => {
    for (let repeated = 0; ; repeated++) {
      const exchange = await send(sent);
      const waitS = waitOf(exchange);
      if (exchange.status !== 429 || waitS === undefined || waitS > LONGEST_WAIT_S || repeated === REPETITIONS) return exchange;
      note(`  refused with 429: waiting ${waitS} s, as the gateway asks`);
      await sleep(waitS * 1000);
    }
  };
}

/** Whole seconds, at least one: anything else is no `Retry-After` of this gateway. */
export function waitOf({ headers }: Exchange): number | undefined {
  const seconds = Number(headers['retry-after']);
  return Number.isInteger(seconds) && seconds >= 1 ? seconds : undefined;
}
