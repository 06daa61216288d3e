import * as fc from 'fast-check';
import { sealed } from '../../../../../lambda/surfaces/openai/responses/reasoning-state';
import { parseResponse } from '../../../../../lambda/surfaces/openai/responses/response-request';
import { openAiSurface } from '../../../../../lambda/surfaces/openai/surface';
import { JsonObject } from '../../../../../lambda/surfaces/shared/json';
import { expectConverse } from '../../expect-converse';
import { FULL_RESPONSE } from '../../fixtures/full-response';
import { acceptedOr, allPaths, converseBodyOf, httpRequest, parsedCall, replaced } from '../../support';
import { WEATHER_TOOL } from '../responses-support';


test('the complete example is accepted', () => {
  expectConverse(parseResponse(FULL_RESPONSE as unknown as JsonObject).request.body);
});

test('arbitrary JSON is refused or becomes a valid Converse request', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => {
    const call = acceptedOr(() => parsedCall(openAiSurface, httpRequest('POST', '/v1/responses', value)));
    if (call !== undefined) expectConverse(converseBodyOf(call.request));
  }));
});

test('any replacement of any one value is refused or becomes a valid Converse request', () => {
  const likely = fc.constantFrom<unknown>(
    null, '', ' ', 0, 1, -1, true, [], {}, 'user', 'assistant', 'system', 'none', 'auto', 'call_1', '{}', 'message', 'function_call', 'function_call_output', 'reasoning',
  );
  fc.assert(fc.property(fc.constantFrom(...allPaths(FULL_RESPONSE)), fc.oneof(likely, fc.jsonValue({ maxDepth: 2 })), (path, value) => {
    const call = acceptedOr(() => parseResponse(replaced(FULL_RESPONSE, path, value) as JsonObject));
    if (call !== undefined) {
      expectConverse(converseBodyOf(call.request));
      expect(JSON.stringify(call.settings)).toContain('"store":false');
    }
  }), { numRuns: 2000 });
});

const TEXT = fc.string({ unit: 'grapheme' });
const ITEM = fc.oneof(
  fc.record({ role: fc.constantFrom('system', 'developer', 'user', 'assistant'), content: TEXT }),
  fc.record({ type: fc.constant('function_call'), call_id: fc.constantFrom('call_1', 'call_2'), name: fc.constant('get_weather'), arguments: fc.constant('{}') }),
  fc.record({ type: fc.constant('function_call_output'), call_id: fc.constantFrom('call_1', 'call_2'), output: TEXT }),
  fc.record({ type: fc.constant('reasoning'), summary: fc.constant([]), encrypted_content: fc.constantFrom(null, sealed({ text: 'x', signature: 'y' })) }),
);

test('any sequence of items is refused or becomes a conversation in turns, in which every call is answered in the turn that follows', () => {
  let accepted = 0;
  fc.assert(fc.property(fc.array(ITEM, { minLength: 1, maxLength: 8 }), (items) => {
    const input = [{ role: 'user', content: 'Hi' }, ...items];
    const call = acceptedOr(() => parseResponse({ model: 'claude', input, tools: [WEATHER_TOOL] }));
    if (call === undefined) return;
    accepted++;
    const { body } = call.request;
    expectConverse(body);
    body.messages.forEach(({ content }, index) => {
      const answered = idsOf(content, 'toolResult');
      expect(answered).toEqual(index === 0 ? [] : idsOf(body.messages[index - 1]?.content ?? [], 'toolUse'));
    });
  }), { numRuns: 2000 });
  expect(accepted).toBeGreaterThan(100);
});

function idsOf(content: readonly JsonObject[], kind: string): unknown[] {
  return content.flatMap((block) => block[kind] === undefined ? [] : [(block[kind] as JsonObject).toolUseId]).sort();
}
