import { Check, settled } from '../check';
import { openAiChat } from '../dialects/openai-chat';
import { judged, notChecked, Outcome } from '../finding';
import { Exchange } from '../http/exchange';
import { waitOf } from '../http/patient';
import { burst, refusals } from '../patterns/burst';
import { Stage } from '../stage';
import { readUsage } from '../usage';

const FAMILY = 'limits';
const REFUSED = 'over its requests per minute a tenant is refused, and told when to come back';

/** More than there is room for, so that some are refused also when another request of the minute has just expired. */
const BEYOND = 3;

/** Spends what is left of a minute, so that it comes last and only when asked for. */
export function limitChecks(stage: Stage, limitTest: boolean): readonly Check[] {
  const [route] = stage.routes;
  if (!limitTest) return [settled(FAMILY, REFUSED, notChecked('it spends what is left of the tenant\'s minute: ask for it with --limit-test'))];
  if (route === undefined) return [settled(FAMILY, REFUSED, notChecked('no route that is verified holds conversations'))];
  return [{
    family: FAMILY,
    title: REFUSED,
    modelCalls: stage.mostRequests + (stage.otherKey === undefined ? 0 : 1),
    async run() {
      const usage = await readUsage(stage.send, stage.key);
      if (!usage) return notChecked('the tenant has no requests per minute');
      const requests = usage.remaining + BEYOND;
      if (requests > stage.mostRequests) {
        return notChecked(`${usage.remaining} requests are left of the tenant's minute, and at most ${stage.mostRequests} are sent: `
          + 'raise --most-requests, or use the key of a smaller tenant');
      }
      const exchanges = [...await burst(stage, route, requests)];
      // What was used a minute ago has expired meanwhile: there was more room than there seemed to be.
      const room = (await readUsage(stage.send, stage.key))?.remaining ?? 0;
      const more = room + BEYOND;
      if (refusals(exchanges) === 0 && exchanges.length + more <= stage.mostRequests) exchanges.push(...await burst(stage, route, more));
      const [other] = stage.otherKey === undefined ? [] : await burst(stage, route, 1, stage.otherKey);
      return judgeLimit(exchanges, other);
    },
  }];
}

/** @param other what another tenant was answered after that */
export function judgeLimit(exchanges: readonly Exchange[], other: Exchange | undefined): Outcome {
  const served = exchanges.filter(({ status }) => status === 200);
  const refused = exchanges.filter(({ status }) => status === 429);
  const strangers = exchanges.filter(({ status }) => status !== 200 && status !== 429);
  return judged([
    ...strangers.map(({ broken, status }) => (status === 0 ? `no answer: ${broken}` : `status ${status} in the place of 200 or 429`)),
    ...refused.length === 0 ? [`none of ${exchanges.length} requests was refused`] : [],
    ...refused.some((exchange) => waitOf(exchange) === undefined) ? ['a refusal has no Retry-After'] : [],
    ...refused.some((exchange) => openAiChat.errorName(exchange) !== 'rate_limit_error, rate_limit_exceeded') ? ['a refusal is not in the shape of this API'] : [],
    ...other && other.status === 429 ? ['the other tenant was refused too'] : [],
  ], `${served.length} served, ${refused.length} refused${other ? `; the other tenant: ${other.status}` : ''}`);
}
