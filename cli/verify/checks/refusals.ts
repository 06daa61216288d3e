import { randomBytes } from 'node:crypto';
import { RESPONSE_HEADERS } from '../../../src/contract/headers';
import { Check } from '../check';
import { Dialect, ErrorNames } from '../dialects/dialect';
import { DIALECTS } from '../dialects/dialects';
import { judged } from '../finding';
import { Exchange, Sent, statusProblems } from '../http/exchange';
import { Stage, withHeaders } from '../stage';

const STATUS: { readonly [name in keyof ErrorNames]: number } = { unauthenticated: 401, unknownRoute: 404, invalidRequest: 400 };

/** What is refused before it costs anything, in each API's own words. */
export function refusalChecks({ key, listedRoutes, maxTokens, send }: Stage): readonly Check[] {
  const [route = 'none'] = listedRoutes;
  const unknown = `no-such-model-${randomBytes(4).toString('hex')}`;
  const wrongKey = `cri_${randomBytes(32).toString('base64url')}`;
  return DIALECTS.flatMap((dialect) => {
    const ask = (model: string) => dialect.request({ route: model, prompt: 'Say yes.', maxTokens, streamed: false });
    const check = (family: string, title: string, reason: keyof ErrorNames, sent: Sent): Check => ({
      family,
      title: `${dialect.name}: ${title}`,
      modelCalls: 0,
      run: async () => judgeRefusal(dialect, reason, await send(sent)),
    });
    const known = dialect.authorization(key);
    return [
      check('callers', 'no key', 'unauthenticated', ask(route)),
      check('callers', 'a wrong key', 'unauthenticated', withHeaders(ask(route), dialect.authorization(wrongKey))),
      check('errors', 'an unknown model', 'unknownRoute', withHeaders(ask(unknown), known)),
      check('errors', 'a body that is no JSON', 'invalidRequest', withHeaders({ ...ask(route), body: '{"messages":' }, known)),
    ];
  });
}

export function judgeRefusal(dialect: Dialect, reason: keyof ErrorNames, exchange: Exchange) {
  const status = statusProblems(exchange, STATUS[reason]);
  if (status.length > 0) return judged(status, '');
  const name = dialect.errorName(exchange);
  const expected = dialect.errorNames[reason];
  return judged([
    ...name === undefined ? ['the error is not in the shape of this API'] : name === expected ? [] : [`the error is ${name} in the place of ${expected}`],
    ...exchange.headers[RESPONSE_HEADERS.REQUEST_ID] === undefined ? [`${RESPONSE_HEADERS.REQUEST_ID} is missing`] : [],
  ], `${exchange.status}, ${name}`);
}
