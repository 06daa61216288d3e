import { Check } from '../check';
import { judged, notChecked, passed } from '../finding';
import { jsonOf, statusProblems } from '../http/exchange';
import { Stage } from '../stage';

const FAMILY = 'reach';

export function reachChecks({ endpoint, send }: Stage): readonly Check[] {
  return [{
    family: FAMILY,
    title: 'TLS',
    modelCalls: 0,
    async run() {
      if (!endpoint.encrypted) return notChecked('the endpoint is http:// on this machine');
      const { broken, status } = await send({ method: 'GET', path: '/health' });
      return status === 0 ? judged([`no answer: ${broken}`], '') : passed('the certificate is valid for this name');
    },
  }, {
    family: FAMILY,
    title: 'GET /health answers without a key',
    modelCalls: 0,
    async run() {
      const exchange = await send({ method: 'GET', path: '/health' });
      if (exchange.status === 401 || exchange.status === 403) return notChecked('API Gateway itself checks who calls, so that nothing is open');
      const problems = statusProblems(exchange, 200);
      return judged([...problems, ...problems.length === 0 && jsonOf(exchange)?.status !== 'ok' ? ['it does not say status ok'] : []], 'status ok');
    },
  }];
}
