import { guardrailAt, guardrailsAt, requireGuardrails } from '../../../lambda/adapters/read-guardrails';
import { RoutePlan } from '../../../src/contract/plan';
import { routeOf, targetOf } from '../../support/core/plans';

const HOW = { streamProcessing: 'sync', trace: 'disabled' } as const;
const REFERENCE = { identifier: 'gr1', version: '3' };
const tier = (target: string) => ({ strategy: { kind: 'ordered' as const }, members: [{ target, weight: 1 }] });

test.each([
  [{ ...HOW, streamProcessing: 'later' }, 'g.streamProcessing must be "sync" or "async" and is "later"'],
  [{ ...HOW, streamProcessing: undefined }, 'g.streamProcessing must be "sync" or "async" and is absent'],
  [{ ...HOW, trace: 'some' }, 'g.trace must be "disabled", "enabled" or "enabled_full" and is "some"'],
  ['sync', 'g must be an object'],
])('how a guardrail works is one of a few (%j)', (value, message) => {
  expect(() => guardrailAt(value, 'g')).toThrow(message);
});

test.each([
  [{ ...REFERENCE, identifier: { env: 'GATEWAY_VALUE_1' } }, 'g["r"].identifier must be the id of a guardrail, not its ARN and is "arn:aws:bedrock:us-east-1:111122223333:guardrail/gr1"'],
  [{ ...REFERENCE, identifier: '' }, 'g["r"].identifier must be'],
  [{ ...REFERENCE, version: 'latest' }, 'g["r"].version must be the version of a guardrail, a number or "DRAFT" and is "latest"'],
  [{ identifier: 'gr1' }, 'g["r"].version must be'],
])('what names one is looked at when it is known (%j)', (reference, message) => {
  const environment = { GATEWAY_VALUE_1: 'arn:aws:bedrock:us-east-1:111122223333:guardrail/gr1' };
  expect(() => guardrailsAt({ r: reference }, 'g', environment)).toThrow(message);
});

describe('a plan of which one half has lost what the other says is not used', () => {
  const check = (route: Partial<RoutePlan>, guarded: readonly string[]) => () => requireGuardrails({
    routes: new Map([['r', routeOf(route)]]),
    targets: new Map(['first', 'second'].map((name) => [name, targetOf(name, guarded.includes(name) ? { guardrails: new Map([['r', REFERENCE]]) } : {})])),
  });

  test.each<[string, Partial<RoutePlan>]>([
    ['an ordinary target', { tiers: [tier('first'), tier('second')] }],
    ['a context fallback', { contextFallbacks: [tier('second')] }],
    ['a filter fallback', { filterFallbacks: [tier('second')] }],
  ])('%s without the guardrail of its route', (_, route) => {
    expect(check({ ...route, guardrail: HOW }, ['first'])).toThrow('targets["second"].guardrails["r"] must be the guardrail that the route is to be called with');
    expect(check({ ...route, guardrail: HOW }, ['first', 'second'])).not.toThrow();
  });

  test('a route without the guardrail of its targets', () => {
    expect(check({}, ['first'])).toThrow('targets["first"].guardrails["r"] must be nothing, since the route has no guardrail');
    expect(check({}, ['second'])).not.toThrow();
  });
});
