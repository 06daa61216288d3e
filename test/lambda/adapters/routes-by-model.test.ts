import { routesByModelOf } from '../../../lambda/adapters/routes-by-model';
import { routeFor } from '../../../lambda/core/serving/route-for';
import { planOf, routeOf, targetOf } from '../../support/core/plans';

const tier = (...names: string[]) => ({ strategy: { kind: 'ordered' as const }, members: names.map((target) => ({ target, weight: 1 })) });
const TARGETS = new Map([
  ['us', targetOf('us', { modelId: 'us.anthropic.claude-sonnet-4-6' })],
  ['west', targetOf('west', { modelId: 'us.anthropic.claude-sonnet-4-6' })],
  ['nova', targetOf('nova', { modelId: 'amazon.nova-lite-v1:0' })],
  ['arn', targetOf('arn', { modelId: 'arn:aws:bedrock:us-east-1:111122223333:provisioned-model/x' })],
]);
const ROUTES = new Map([
  ['zebra', routeOf({ tiers: [tier('us', 'west')] })],
  ['chat', routeOf({ tiers: [tier('nova'), tier('us')] })],
  ['alpha', routeOf({ tiers: [tier('west'), tier('arn')] })],
]);

test('a model is found in the routes that call it, those that try it first before the others', () => {
  expect([...routesByModelOf(ROUTES, TARGETS)]).toEqual([
    ['us.anthropic.claude-sonnet-4-6', ['alpha', 'zebra', 'chat']],
    ['amazon.nova-lite-v1:0', ['chat']],
  ]);
});

describe('the route that a caller means', () => {
  const plan = {
    ...planOf({}),
    routes: ROUTES,
    targets: TARGETS,
    routesByModel: routesByModelOf(ROUTES, TARGETS),
    tenants: new Map([
      ['all', { routes: ['zebra', 'chat', 'alpha'], onLedgerFailure: 'failClosed' as const }],
      ['few', { routes: ['chat'], onLedgerFailure: 'failClosed' as const }],
    ]),
  };

  it.each([
    ['all', 'chat', 'chat'],
    ['all', 'us.anthropic.claude-sonnet-4-6', 'alpha'],
    ['few', 'us.anthropic.claude-sonnet-4-6', 'chat'],
    ['few', 'amazon.nova-lite-v1:0', 'chat'],
    ['few', 'zebra', undefined],
    ['all', 'arn:aws:bedrock:us-east-1:111122223333:provisioned-model/x', undefined],
    ['all', 'anthropic.claude-sonnet-4-6', undefined],
    ['all', '__proto__', undefined],
    ['nobody', 'chat', undefined],
  ])('of %s by %p is %p', (tenant, name, route) => {
    expect(routeFor(plan, tenant, name)).toBe(route);
  });
});
