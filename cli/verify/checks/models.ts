import { Check } from '../check';
import { ANTHROPIC_VERSION, anthropicMessages } from '../dialects/anthropic-messages';
import { bearer } from '../dialects/dialect';
import { openAiErrorName } from '../dialects/openai-error';
import { judged } from '../finding';
import { jsonOf, listOf, objectOf, statusProblems } from '../http/exchange';
import { Stage } from '../stage';

const FAMILY = 'models';

export function modelChecks({ key, listedRoutes, send }: Stage): readonly Check[] {
  return [{
    family: FAMILY,
    title: 'Anthropic lists the same models as OpenAI',
    modelCalls: 0,
    async run() {
      const exchange = await send({ method: 'GET', path: '/v1/models', headers: { ...ANTHROPIC_VERSION, ...anthropicMessages.authorization(key) } });
      const status = statusProblems(exchange, 200);
      if (status.length > 0) return judged(status, '');
      const names = listOf(jsonOf(exchange)?.data).map((model) => String(objectOf(model)?.id));
      return judged(names.join() === listedRoutes.join() ? [] : [`it lists ${names.join(', ') || 'none'}`], `${names.length} models`);
    },
  }, {
    family: FAMILY,
    title: 'a model that is not listed is not found',
    modelCalls: 0,
    async run() {
      const exchange = await send({ method: 'GET', path: '/v1/models/no-such-model', headers: bearer(key) });
      const problems = statusProblems(exchange, 404);
      return judged([...problems, ...problems.length === 0 && openAiErrorName(exchange) === undefined ? ['the error is not in the shape of this API'] : []],
        `404, ${openAiErrorName(exchange)}`);
    },
  }];
}
