import fc from 'fast-check';
import { GatewayError, isGatewayError } from '../../../../lambda/core/gateway-error';
import { EmbedRequest } from '../../../../lambda/core/requests/inference-request';
import { prepare } from '../../../../lambda/core/requests/prepare';
import { BODY } from '../../../support/core/gateway';
import { planOf, ROUTE, targetOf, TENANT } from '../../../support/core/plans';

const ANY = targetOf('any');

const TITAN = 'amazon.titan-embed-text-v2:0';
const COHERE = 'cohere.embed-v4:0';
const ATTRIBUTION = { tenant: TENANT, route: ROUTE, requestId: 'request-1' };

const embedOf = (more: Partial<EmbedRequest> = {}): EmbedRequest =>
  ({ kind: 'embed', route: ROUTE, streamed: false, texts: ['a'], settings: {}, metadata: {}, ...more });

function prepared(model: string | undefined, request: Parameters<typeof prepare>[0], others: readonly string[] = []) {
  const names = ['first', ...others.map((_, index) => `other${index}`)];
  const plan = planOf({
    tiers: names.map((name) => [name]),
    targets: Object.fromEntries(names.map((name, index) => [name, { foundationModel: index === 0 ? model : others[index - 1] }])),
  });
  return prepare(request, plan.routes.get(ROUTE)!, plan.targets, ATTRIBUTION);
}

function refused(action: () => unknown): GatewayError {
  try {
    action();
  } catch (error) {
    if (isGatewayError(error)) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

test('texts are cut into as many calls as the model needs, all of them once and in their order', () => {
  const longTexts = fc.array(fc.string({ minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 300 });
  fc.assert(fc.property(longTexts, fc.constantFrom([TITAN, 1] as const, [COHERE, 96] as const), (texts, [model, most]) => {
    const { calls = [], inputEstimate, maxTokens } = prepared(model, embedOf({ texts }));
    const sent = calls.map(({ sentTo }) => sentTo(ANY).body as { json: { texts?: string[]; inputText?: string }; vectors?: { count: number } });
    expect(sent.flatMap(({ json }) => json.texts ?? [json.inputText])).toEqual(texts);
    expect(calls).toHaveLength(Math.ceil(texts.length / most));
    expect(sent.every(({ json, vectors }) => (json.texts ?? [json.inputText]).length === vectors?.count)).toBe(true);
    expect(inputEstimate).toBe(calls.reduce((sum, call) => sum + call.inputEstimate, 0));
    expect(calls.every((call) => call.inputEstimate >= 1)).toBe(true);
    expect(maxTokens).toBe(0);
  }));
});

test('a call says for whom it is made', () => {
  const { sentTo } = prepared(TITAN, embedOf({ metadata: { user: 'u-1' } }));
  expect(sentTo(ANY).body).toMatchObject({
    family: 'amazon.titan-embed-text',
    settings: { metadata: { 'user': 'u-1', 'inference-tenant': TENANT, 'inference-route': ROUTE, 'inference-request': 'request-1' } },
  });
});

test('text that looks like base64 is estimated as the text that it is', () => {
  expect(prepared(TITAN, embedOf({ texts: ['a'.repeat(3_000)] })).inputEstimate).toBeGreaterThanOrEqual(1_000);
});

test.each<[string, Partial<EmbedRequest>, string, string]>([
  ['a length that the model does not have', { settings: { dimensions: 300 } }, 'dimensions', '256, 512, 1024 dimensions, received 300'],
  ['an input type where it makes no difference', { settings: { inputType: 'search_query' } }, 'input_type', 'leave it out'],
])('%s is refused by name', (_, more, field, message) => {
  const error = refused(() => prepared(TITAN, embedOf(more)));
  expect(error).toMatchObject({ reason: 'invalidRequest', details: { field } });
  expect(error.message).toContain(message);
});

test.each([['one that writes', 'amazon.nova-pro-v1:0'], ['one that is not known', undefined], ['a version that is not known', 'cohere.embed-v9:0']])(
  'texts for %s are refused', (_, model) => {
    expect(refused(() => prepared(model, embedOf()))).toMatchObject({ reason: 'invalidRequest', details: { field: 'model' } });
  });

test('a plan that mixes models gives no vectors at all', () => {
  expect(refused(() => prepared(TITAN, embedOf(), [COHERE])).message).toContain('cannot be compared');
  expect(refused(() => prepared(COHERE, embedOf(), ['amazon.nova-pro-v1:0'])).message).toContain('cannot be compared');
  expect(prepared(TITAN, embedOf(), [TITAN]).calls).toHaveLength(1);
});

test('a conversation with an embedding model is refused, and InvokeModel is not', () => {
  const error = refused(() => prepared(TITAN, { kind: 'converse', route: ROUTE, streamed: true, body: BODY }));
  expect(error).toMatchObject({ reason: 'invalidRequest', details: { field: 'model' } });
  expect(error.message).toContain('POST /v1/embeddings');
  const json = { inputText: 'a' };
  expect(prepared(TITAN, { kind: 'invoke', route: ROUTE, streamed: false, json, settings: {} }).sentTo(ANY).body).toMatchObject({ json });
});
