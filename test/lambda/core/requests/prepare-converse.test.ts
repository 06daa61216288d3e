import { LoadedTarget } from '../../../../lambda/core/loaded-plan';
import { ConverseRequest } from '../../../../lambda/core/requests/inference-request';
import { prepare } from '../../../../lambda/core/requests/prepare';
import { RoutePlan } from '../../../../src/contract/plan';
import { routeOf, targetOf } from '../../../support/core/plans';

const ATTRIBUTION = { tenant: 'acme', route: 'r', requestId: 'request-1' };
const TARGETS = new Map<string, LoadedTarget>([
  ['claude', targetOf('claude', { foundationModel: 'anthropic.claude-sonnet-4-6' })],
  ['nova', targetOf('nova', { foundationModel: 'amazon.nova-lite-v1:0' })],
  ['unknown', targetOf('unknown', { foundationModel: undefined })],
]);
const tier = (...names: string[]) => ({ strategy: { kind: 'ordered' as const }, members: names.map((target) => ({ target, weight: 1 })) });
const membersIn = ({ tiers }: RoutePlan) => tiers.map(({ members }) => members.map(({ target }) => target));

const ONLY = { family: 'anthropic', field: 'parallel_tool_calls', because: 'nobody here can' };
const request = (members: Partial<ConverseRequest> = {}): ConverseRequest => (
  { kind: 'converse', route: 'r', streamed: false, body: { messages: [{ role: 'user', content: [{ text: 'Hi' }] }] }, ...members }
);
const prepared = (route: Partial<RoutePlan>, asked: ConverseRequest) => prepare(asked, routeOf(route), TARGETS, ATTRIBUTION);

describe('what only one family can be told', () => {
  it('is served by that family alone, wherever it stands', () => {
    const { route } = prepared({ tiers: [tier('nova', 'claude'), tier('unknown'), tier('claude')], filterFallbacks: [tier('nova')] }, request({ only: ONLY }));
    expect(membersIn(route)).toEqual([['claude'], [], ['claude']]);
    expect(route.filterFallbacks).toBeUndefined();
  });

  it.each([[{ tiers: [tier('nova')] }], [{ tiers: [tier('unknown')] }], [{ tiers: [tier('nova')], contextFallbacks: [tier('claude')] }]])(
    'is refused by name where none of the family is tried: %j', (route) => {
      expect(() => prepared(route, request({ only: ONLY }))).toThrow(expect.objectContaining({
        reason: 'invalidRequest', message: 'parallel_tool_calls: nobody here can', details: { field: 'parallel_tool_calls' },
      }));
    },
  );

  it('takes nothing from any other request', () => {
    expect(membersIn(prepared({ tiers: [tier('nova', 'claude')] }, request()).route)).toEqual([['nova', 'claude']]);
  });
});

it('what is refused is called what the caller calls it', () => {
  const names = { serviceTier: 'service_tier', metadata: 'metadata' };
  const dear = request({ body: { ...request().body, serviceTier: { type: 'priority' } }, names });
  expect(() => prepared({}, dear).cacheWrites()).toThrow(expect.objectContaining({ details: { field: 'service_tier' } }));
  const named = request({ body: { ...request().body, requestMetadata: { 'inference-tenant': 'x' } }, names });
  expect(() => prepared({}, named)).toThrow(expect.objectContaining({ details: { field: 'metadata' } }));
});
