import { GatewayError } from '../../../../lambda/core/gateway-error';
import { LoadedTarget } from '../../../../lambda/core/loaded-plan';
import { InvokeRequest } from '../../../../lambda/core/requests/inference-request';
import { prepare } from '../../../../lambda/core/requests/prepare';
import { RoutePlan } from '../../../../src/contract/plan';
import { routeOf, targetOf } from '../../../support/core/plans';

const ATTRIBUTION = { tenant: 'acme', route: 'r', requestId: 'request-1' };
const JSON_BODY = { max_tokens: 50, messages: [] };

const TARGETS = new Map<string, LoadedTarget>([
  ['claude', targetOf('claude', { foundationModel: 'anthropic.claude-sonnet-4-6' })],
  ['older', targetOf('older', { foundationModel: 'anthropic.claude-haiku-4-5-20251001-v1:0' })],
  ['nova', targetOf('nova', { foundationModel: 'amazon.nova-lite-v1:0' })],
  ['titan', targetOf('titan', { foundationModel: 'amazon.titan-embed-text-v2:0' })],
  ['imported', targetOf('imported')],
]);
const tier = (...names: string[]) => ({ strategy: { kind: 'ordered' as const }, members: names.map((target) => ({ target, weight: 1 })) });
const requestOf = (members: Partial<InvokeRequest> = {}): InvokeRequest => ({
  kind: 'invoke', route: 'r', streamed: false, json: JSON_BODY, settings: {}, ...members,
});
const prepared = (route: Partial<RoutePlan>, request = requestOf()) => prepare(request, routeOf(route), TARGETS, ATTRIBUTION);
const refusal = (route: Partial<RoutePlan>, request = requestOf()): GatewayError => {
  try {
    prepared(route, request);
  } catch (error) {
    return error as GatewayError;
  }
  throw new Error('expected a refusal');
};
const members = (tiers: RoutePlan['tiers'] = []) => tiers.map((each) => each.members.map(({ target }) => target));

describe('the body of InvokeModel', () => {
  it('is sent as it was read when nothing of it has to be changed', () => {
    const { maxTokens, sentTo } = prepared({ tiers: [tier('claude')] });
    expect(maxTokens).toBe(50);
    expect(sentTo(TARGETS.get('claude')!)).toMatchObject({ kind: 'invoke', body: { json: JSON_BODY, family: 'anthropic' } });
  });

  it('says another cap when its own is above that of the route', () => {
    const { maxTokens, sentTo } = prepared({ tiers: [tier('claude')], maxTokensCeiling: 20, defaultMaxTokens: 10 });
    expect(maxTokens).toBe(20);
    expect(sentTo(TARGETS.get('claude')!).body).toMatchObject({ json: { ...JSON_BODY, max_tokens: 20 } });
  });

  it('carries the tenant into the log of Bedrock, beside the entries of the caller', () => {
    const { sentTo } = prepared({ tiers: [tier('claude')] }, requestOf({ settings: { metadata: { project: 'x' }, trace: 'ENABLED' } }));
    expect(sentTo(TARGETS.get('claude')!).body).toMatchObject({
      settings: { trace: 'ENABLED', metadata: { 'project': 'x', 'inference-tenant': 'acme', 'inference-route': 'r', 'inference-request': 'request-1' } },
    });
    expect(refusal({ tiers: [tier('claude')] }, requestOf({ settings: { metadata: { 'inference-tenant': 'other' } } })))
      .toMatchObject({ reason: 'invalidRequest', details: { field: 'X-Amzn-Bedrock-Request-Metadata' } });
  });

  it('is served by the models of one family, wherever the route would lead', () => {
    const { route } = prepared({
      tiers: [tier('claude'), tier('nova', 'older'), tier('nova')], contextFallbacks: [tier('nova')], filterFallbacks: [tier('nova', 'claude')],
    });
    expect(members(route.tiers)).toEqual([['claude'], ['older'], []]);
    expect(route.contextFallbacks).toBeUndefined();
    expect(members(route.filterFallbacks)).toEqual([['claude']]);
  });

  it('is of the family of the targets that are open to the tenant', () => {
    expect(members(prepared({ tiers: [tier(), tier('nova')] }, requestOf({ json: {} })).route.tiers)).toEqual([[], ['nova']]);
  });

  it('is not taken up where it breaks off, since nobody here knows its words', () => {
    expect(prepared({ tiers: [tier('claude')], midStream: 'resume' }).route.midStream).toBe('failClean');
    expect(prepared({ tiers: [tier('claude')], midStream: 'buffer' }).route.midStream).toBe('buffer');
  });

  it('for embeddings asks for no output, and does not stream', () => {
    const request = requestOf({ json: { inputText: 'x' } });
    expect(prepared({ tiers: [tier('titan')] }, request).maxTokens).toBe(0);
    expect(refusal({ tiers: [tier('titan')] }, { ...request, streamed: true }).message).toContain('do not stream');
  });

  it.each<[string, Partial<RoutePlan>]>([
    ['not known', { tiers: [tier('imported'), tier('claude')] }],
    ['do not understand the same body', { tiers: [tier('claude', 'nova')] }],
    ['do not understand the same body', { tiers: [tier('claude', 'imported')] }],
  ])('cannot be told for a route whose models are %s', (words, route) => {
    const error = refusal(route);
    expect(error.reason).toBe('invalidRequest');
    expect(error.message).toContain(words);
    expect(error.message).toContain('use Converse');
  });
});

describe('what the body asks for at prices of its own', () => {
  it.each([
    [{ settings: { serviceTier: 'priority' } }, 'X-Amzn-Bedrock-Service-Tier'],
    [{ settings: { latency: 'optimized' } }, 'X-Amzn-Bedrock-PerformanceConfig-Latency'],
    [{ json: { max_tokens: 5, anthropic_beta: ['context-1m-2025-08-07'] } }, 'anthropic_beta'],
  ])('is refused to who is limited in dollars: %j', (change, field) => {
    const { cacheWrites } = prepared({ tiers: [tier('claude')] }, requestOf(change));
    expect(() => cacheWrites()).toThrow(expect.objectContaining({ details: { field } }));
  });

  it.each<[object, string]>([
    [{ max_tokens: 5, messages: [] }, 'none'],
    [{ max_tokens: 5, system: [{ type: 'text', text: 'x', cache_control: { type: 'ephemeral' } }] }, '5m'],
    [{ max_tokens: 5, messages: [{ content: [{ cache_control: { type: 'ephemeral', ttl: '1h' } }] }] }, '1h'],
  ])('finds the cache writes of %j: %s', (json, expected) => {
    expect(prepared({ tiers: [tier('claude')] }, requestOf({ json: json as InvokeRequest['json'] })).cacheWrites()).toBe(expected);
  });
});
