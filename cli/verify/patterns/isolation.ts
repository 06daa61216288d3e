import { burst, strangers } from './burst';
import { Check, settled } from '../check';
import { judged, notChecked, Outcome } from '../finding';
import { Exchange } from '../http/exchange';
import { Stage } from '../stage';
import { readUsage, RequestsUsage } from '../usage';

const FAMILY = 'patterns';
const TITLE = '5 quota isolation';
const REQUESTS = 3;

/** What one tenant sends is counted against its own quota, and against nobody else's. */
export function isolationCheck(stage: Stage): Check {
  const { key, otherKey, send } = stage;
  const [route] = stage.routes;
  if (otherKey === undefined) return settled(FAMILY, TITLE, notChecked('it takes a key of another tenant: --other-key, or INFERENCE_OTHER_API_KEY'));
  if (route === undefined) return settled(FAMILY, TITLE, notChecked('no route that is verified holds conversations'));
  return {
    family: FAMILY,
    title: `${TITLE}: ${route}`,
    modelCalls: REQUESTS,
    async run() {
      const usages = async () => ({ own: await readUsage(send, key), other: await readUsage(send, otherKey) });
      const { other, own } = await usages();
      if (!own || !other) return notChecked('both tenants need a quota of requests per minute for it to show');
      return judgeIsolation(await burst(stage, route, REQUESTS), { own, other }, await usages());
    },
  };
}

interface Usages {
  readonly own?: RequestsUsage;
  readonly other?: RequestsUsage;
}

/** Windows slide: what was used before may have expired meanwhile, so that only a rise tells. */
export function judgeIsolation(exchanges: readonly Exchange[], before: Required<Usages>, after: Usages): Outcome {
  if (!after.own || !after.other) return judged(['GET /v1/usage has no longer an answer'], '');
  const rise = (who: 'own' | 'other') => after[who]!.used - before[who].used;
  const served = exchanges.filter(({ status }) => status === 200).length;
  if (served === 0) return judged([...strangers(exchanges), 'none of the requests was served'], '');
  return judged([
    ...strangers(exchanges),
    ...rise('own') > 0 || before.own.used > 0 ? [] : [`${served} requests were served, and none was counted`],
    ...rise('other') > 0 ? [`the other tenant's use rose by ${rise('other')}: it is the same tenant, it is in use, or it was charged`] : [],
  ], `${served} requests of this tenant: its use rose by ${rise('own')}, that of the other by ${Math.max(0, rise('other'))}`);
}
