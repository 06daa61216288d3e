import * as fc from 'fast-check';
import { parseChat } from '../../../../../lambda/surfaces/openai/chat/chat-request';
import { openAiSurface } from '../../../../../lambda/surfaces/openai/surface';
import { JsonObject } from '../../../../../lambda/surfaces/shared/json';
import { expectConverse } from '../../expect-converse';
import { FULL_CHAT } from '../../fixtures/full-chat';
import { acceptedOr, allPaths, converseBodyOf, httpRequest, parsedCall, replaced } from '../../support';
import { WEATHER, WEATHER_CALL } from '../chat-support';


test('the complete example is accepted', () => {
  expectConverse(parseChat(FULL_CHAT).request.body);
});

test('arbitrary JSON is refused or becomes a valid Converse request', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => {
    const call = acceptedOr(() => parsedCall(openAiSurface, httpRequest('POST', '/v1/chat/completions', value)));
    if (call !== undefined) expectConverse(converseBodyOf(call.request));
  }));
});

test('arbitrary bytes are refused or become a valid Converse request', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (value) => {
    const call = acceptedOr(() => parsedCall(openAiSurface, httpRequest('POST', '/v1/chat/completions', value)));
    if (call !== undefined) expectConverse(converseBodyOf(call.request));
  }));
});

test('any replacement of any one value is refused or becomes a valid Converse request', () => {
  const likely = fc.constantFrom<unknown>(null, '', ' ', 0, 1, -1, true, [], {}, 'user', 'assistant', 'tool', 'system', 'none', 'auto', 'call_1', '{}');
  fc.assert(fc.property(fc.constantFrom(...allPaths(FULL_CHAT)), fc.oneof(likely, fc.jsonValue({ maxDepth: 2 })), (path, value) => {
    const call = acceptedOr(() => parseChat(replaced(FULL_CHAT, path, value) as JsonObject));
    if (call !== undefined) expectConverse(converseBodyOf(call.request));
  }), { numRuns: 2000 });
});

const TEXT = fc.string({ unit: 'grapheme' });
const MESSAGE = fc.oneof(
  fc.record({ role: fc.constantFrom('system', 'developer', 'user', 'assistant'), content: TEXT }),
  fc.record({ role: fc.constant('user'), content: fc.array(fc.record({ type: fc.constant('text'), text: TEXT }), { maxLength: 3 }) }),
  fc.record({ role: fc.constant('assistant'), tool_calls: fc.constant([WEATHER_CALL]) }),
  fc.record({ role: fc.constant('tool'), tool_call_id: fc.constantFrom('call_1', 'call_2'), content: TEXT }),
);

test('any sequence of messages is refused or becomes a conversation in turns', () => {
  fc.assert(fc.property(fc.array(MESSAGE, { minLength: 1, maxLength: 8 }), (messages) => {
    const call = acceptedOr(() => parseChat({ model: 'claude', messages, tools: [WEATHER] }));
    if (call !== undefined) expectConverse(converseBodyOf(call.request));
  }), { numRuns: 2000 });
});

test('every text of an accepted conversation arrives, in order and unchanged', () => {
  const visible = fc.string({ unit: 'grapheme', minLength: 1 }).filter((value) => value.trim() !== '');
  const spoken = fc.record({ role: fc.constantFrom('user', 'assistant'), content: visible });
  fc.assert(fc.property(visible, fc.array(spoken), (first, rest) => {
    const messages = [{ role: 'user', content: first }, ...rest];
    const { body } = parseChat({ model: 'claude', messages }).request;
    expect(body.messages.flatMap(({ content }) => content.map((block) => block.text))).toEqual(messages.map(({ content }) => content));
    expectConverse(body);
  }));
});
