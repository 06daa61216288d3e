import { GatewayError } from '../../../../lambda/core/gateway-error';
import { LoadedTarget } from '../../../../lambda/core/loaded-plan';
import { TranslatedRequest } from '../../../../lambda/core/requests/inference-request';
import { prepare } from '../../../../lambda/core/requests/prepare';
import { RoutePlan } from '../../../../src/contract/plan';
import { routeOf, targetOf } from '../../../support/core/plans';

const ATTRIBUTION = { tenant: 'acme', route: 'r', requestId: 'request-1' };
const CLAUDE = targetOf('claude', { foundationModel: 'anthropic.claude-sonnet-4-6' });
const NOVA = targetOf('nova', { foundationModel: 'amazon.nova-lite-v1:0' });
const TARGETS = new Map<string, LoadedTarget>([['claude', CLAUDE], ['nova', NOVA]]);
const tier = (...names: string[]) => ({ strategy: { kind: 'ordered' as const }, members: names.map((target) => ({ target, weight: 1 })) });

const UNTRANSLATABLE = new GatewayError('invalidRequest', 'no words for it');
const cannot = (): never => { throw UNTRANSLATABLE; };

const requestOf = (members: Partial<TranslatedRequest> = {}): TranslatedRequest => ({
  kind: 'translated',
  family: 'anthropic',
  route: 'r',
  streamed: false,
  native: { json: { max_tokens: 50, messages: ['native'] }, settings: {} },
  converse: () => ({ body: { messages: [{ role: 'user', content: [{ text: 'converse' }] }], inferenceConfig: { maxTokens: 50 } } }),
  ...members,
});
const prepared = (route: Partial<RoutePlan>, request = requestOf()) => prepare(request, routeOf(route), TARGETS, ATTRIBUTION);
const kinds = (route: Partial<RoutePlan>, request?: TranslatedRequest) => {
  const { sentTo } = prepared(route, request);
  return [sentTo(CLAUDE).kind, sentTo(NOVA).kind];
};
const targetsIn = ({ tiers }: RoutePlan) => tiers.map(({ members }) => members.map(({ target }) => target));

describe('a request in the words of Claude', () => {
  it('is sent in those of Converse where the route has a guardrail, whose interventions only they can tell', () => {
    expect(kinds({ tiers: [tier('claude')], guardrail: { streamProcessing: 'sync', trace: 'disabled' } })).toEqual(['converse', 'converse']);
  });

  it('is sent as it is to Claude, and in those of Converse to all others', () => {
    const { maxTokens, route, sentTo } = prepared({ tiers: [tier('claude'), tier('nova')] });
    expect(sentTo(CLAUDE)).toMatchObject({ kind: 'invoke', body: { json: { max_tokens: 50, messages: ['native'] } } });
    expect(sentTo(NOVA)).toMatchObject({ kind: 'converse', body: { messages: [{ role: 'user', content: [{ text: 'converse' }] }] } });
    expect(maxTokens).toBe(50);
    expect(targetsIn(route)).toEqual([['claude'], ['nova']]);
  });

  it('carries the tenant in both forms', () => {
    const { sentTo } = prepared({ tiers: [tier('claude', 'nova')] });
    expect(sentTo(CLAUDE).body).toHaveProperty('settings.metadata', expect.objectContaining({ 'inference-tenant': 'acme' }));
    expect(sentTo(NOVA).body).toHaveProperty('requestMetadata', expect.objectContaining({ 'inference-tenant': 'acme' }));
  });

  it('is not translated at all where only Claude answers', () => {
    expect(prepared({ tiers: [tier('claude')] }, requestOf({ converse: cannot })).sentTo(CLAUDE).kind).toBe('invoke');
  });

  it('is served by Claude alone when Converse has no words for it', () => {
    const { route, sentTo } = prepared({ tiers: [tier('nova'), tier('claude')], filterFallbacks: [tier('nova')] }, requestOf({ converse: cannot }));
    expect(targetsIn(route)).toEqual([[], ['claude']]);
    expect(route.filterFallbacks).toBeUndefined();
    expect(sentTo(CLAUDE).kind).toBe('invoke');
  });

  it('is refused when Converse has no words for it and no Claude could answer', () => {
    expect(() => prepared({ tiers: [tier('nova')] }, requestOf({ converse: cannot }))).toThrow(UNTRANSLATABLE);
    expect(() => prepared({ tiers: [tier('nova')], contextFallbacks: [tier('claude')] }, requestOf({ converse: cannot }))).toThrow(UNTRANSLATABLE);
  });

  it('is served by Claude alone when no other model can be told all of it', () => {
    const only = { family: 'anthropic', field: 'tool_choice.disable_parallel_tool_use', because: 'nobody here can' };
    const single = requestOf({ converse: () => ({ ...requestOf().converse(), only }) });
    const { route, sentTo } = prepared({ tiers: [tier('nova'), tier('claude')] }, single);
    expect(targetsIn(route)).toEqual([[], ['claude']]);
    expect(sentTo(CLAUDE).kind).toBe('invoke');
    expect(prepared({ tiers: [tier('nova', 'claude')], midStream: 'resume' }, single).sentTo(CLAUDE).kind).toBe('converse');
    expect(() => prepared({ tiers: [tier('nova')] }, single)).toThrow('tool_choice.disable_parallel_tool_use: nobody here can');
  });

  it('is sent in the words of Converse where InvokeModel has none for it', () => {
    expect(kinds({ tiers: [tier('claude', 'nova')] }, requestOf({ native: undefined }))).toEqual(['converse', 'converse']);
  });

  it('is sent in the words of Converse where a broken answer is to be taken up', () => {
    expect(kinds({ tiers: [tier('claude')], midStream: 'resume' })).toEqual(['converse', 'converse']);
    expect(prepared({ tiers: [tier('claude')], midStream: 'resume' }).route.midStream).toBe('resume');
  });

  it('is held with the larger of both estimates', () => {
    const long = 'word '.repeat(3_000);
    const both = prepared({ tiers: [tier('claude', 'nova')] }, requestOf({ native: { json: { max_tokens: 5, system: long }, settings: {} } }));
    expect(both.inputEstimate).toBeGreaterThan(4_000);
    const other = requestOf({ converse: () => ({ body: { messages: [{ role: 'user', content: [{ text: long }] }] } }) });
    expect(prepared({ tiers: [tier('claude', 'nova')] }, other).inputEstimate).toBeGreaterThan(4_000);
  });
});
