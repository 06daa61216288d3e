import { GatewayError } from '../../../../lambda/core/gateway-error';
import { ConverseRequest, InvokeRequest } from '../../../../lambda/core/requests/inference-request';
import { prepare } from '../../../../lambda/core/requests/prepare';
import { routeOf, targetOf } from '../../../support/core/plans';

const ATTRIBUTION = { tenant: 'acme', route: 'r', requestId: 'request-1' };
const TARGETS = new Map([['first', targetOf('first', { foundationModel: 'anthropic.claude-sonnet-4-6' })]]);
const GUARDED = routeOf({ guardrail: { streamProcessing: 'sync', trace: 'disabled' } });

const converse = (body: object): ConverseRequest => ({
  kind: 'converse', route: 'r', streamed: false, body: { messages: [{ role: 'user', content: [{ text: 'hello' }] }], ...body },
});
const invoke = (json: object, settings = {}): InvokeRequest => {
  const whole = { max_tokens: 5, messages: [{ role: 'user', content: 'hello' }], ...json };
  return { kind: 'invoke', route: 'r', streamed: false, json: whole, settings };
};
const block = { guardContent: { text: { text: 'only look at this' } } };
const tagged = '<amazon-bedrock-guardrails-guardContent_xyz>fine</amazon-bedrock-guardrails-guardContent_xyz> and the rest';

describe('a caller exempts nothing from the guardrail of a route', () => {
  test.each([
    ['messages[1].content[1].guardContent', converse({
      messages: [{ role: 'user', content: [{ text: 'hi' }] }, { role: 'user', content: [{ text: 'the rest' }, block] }],
    })],
    ['system[0].guardContent', converse({ system: [block] })],
    ['additionalModelRequestFields.amazon-bedrock-guardrailConfig', converse({ additionalModelRequestFields: { 'amazon-bedrock-guardrailConfig': {} } })],
    ['amazon-bedrock-guardrailConfig', invoke({ 'amazon-bedrock-guardrailConfig': { tagSuffix: 'xyz' } })],
    ['amazon-bedrock-guardrailConfig', invoke({ 'amazon-bedrock-guardrailConfig': null })],
    ['body', invoke({ messages: [{ role: 'user', content: tagged }] })],
    ['X-Amzn-Bedrock-Trace', invoke({}, { trace: 'ENABLED' })],
  ])('by %s', (field, request) => {
    expect(() => prepare(request, GUARDED, TARGETS, ATTRIBUTION)).toThrow(expect.objectContaining<Partial<GatewayError>>({
      reason: 'invalidRequest', details: { field }, message: expect.stringContaining(`${field}: `) as string,
    }));
    expect(prepare(request, routeOf(), TARGETS, ATTRIBUTION).maxTokens).toBeGreaterThan(0);
  });

  test('what has nothing to do with it is accepted', () => {
    for (const request of [converse({ system: [{ text: 'be kind' }], additionalModelRequestFields: { top_k: 1 } }), invoke({ system: 'guardContent' })]) {
      expect(prepare(request, GUARDED, TARGETS, ATTRIBUTION).maxTokens).toBeGreaterThan(0);
    }
  });
});
