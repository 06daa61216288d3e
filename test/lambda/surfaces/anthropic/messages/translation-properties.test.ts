import * as fc from 'fast-check';
import { messageAnswer } from '../../../../../lambda/surfaces/anthropic/messages/message-answer';
import { parseMessages } from '../../../../../lambda/surfaces/anthropic/messages/message-request';
import { anthropicSurface } from '../../../../../lambda/surfaces/anthropic/surface';
import { JsonObject } from '../../../../../lambda/surfaces/shared/json';
import { expectConverse } from '../../expect-converse';
import { FULL_MESSAGES } from '../../fixtures/full-messages';
import { acceptedOr, allPaths, converseAnswer, converseBodyOf, httpRequest, json, parsedCall, replaced, SERVED } from '../../support';
import { ANSWER } from '../converse-blocks';
import { HELLO, messagesRequest, VERSION_HEADER, WEATHER, WEATHER_RESULT, WEATHER_USE } from '../messages-support';

const DIALECT = { version: '2023-06-01', betas: [] } as const;
const NOW = { name: 'now', input_schema: { type: 'object' } };


test('the complete example is accepted', () => {
  expectConverse(parseMessages(FULL_MESSAGES, DIALECT).request.converse().body);
});

test('arbitrary JSON is refused or becomes a valid Converse request', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => {
    const body = acceptedOr(() => converseBodyOf(parsedCall(anthropicSurface, httpRequest('POST', '/v1/messages', value, VERSION_HEADER)).request));
    if (body !== undefined) expectConverse(body);
  }));
});

test('any replacement of any one value is refused or becomes a valid Converse request', () => {
  const likely = fc.constantFrom<unknown>(null, '', ' ', 0, 1, -1, true, [], {}, 'user', 'assistant', 'text', 'none', 'auto', 'toolu_1', '{}', [HELLO]);
  fc.assert(fc.property(fc.constantFrom(...allPaths(FULL_MESSAGES)), fc.oneof(likely, fc.jsonValue({ maxDepth: 2 })), (path, value) => {
    const body = acceptedOr(() => parseMessages(replaced(FULL_MESSAGES, path, value) as JsonObject, DIALECT).request.converse().body);
    if (body !== undefined) expectConverse(body);
  }), { numRuns: 2000 });
});

const TEXT = fc.string({ unit: 'grapheme' });
const MESSAGE = fc.oneof(
  fc.record({ role: fc.constantFrom('user', 'assistant'), content: TEXT }),
  fc.record({ role: fc.constantFrom('user', 'assistant'), content: fc.array(fc.record({ type: fc.constant('text'), text: TEXT }), { maxLength: 3 }) }),
  fc.record({ role: fc.constant('assistant'), content: fc.constant([WEATHER_USE]) }),
  fc.record({ role: fc.constant('user'), content: fc.constant([WEATHER_RESULT]) }),
);

test('any sequence of messages is refused or becomes a conversation in turns', () => {
  fc.assert(fc.property(fc.array(MESSAGE, { minLength: 1, maxLength: 8 }), (messages) => {
    const body = acceptedOr(() => parseMessages(messagesRequest({ messages, tools: [WEATHER] }), DIALECT).request.converse().body);
    if (body !== undefined) expectConverse(body);
  }), { numRuns: 2000 });
});

test('every text of an accepted conversation arrives, in order and unchanged', () => {
  const visible = fc.string({ unit: 'grapheme', minLength: 1 }).filter((value) => value.trim() !== '');
  const spoken = fc.record({ role: fc.constantFrom('user', 'assistant'), content: visible });
  fc.assert(fc.property(visible, fc.array(spoken), (first, rest) => {
    const messages = [{ role: 'user', content: first }, ...rest];
    const body = parseMessages(messagesRequest({ messages }), DIALECT).request.converse().body;
    expect(body.messages.flatMap(({ content }) => content.map((block) => block.text))).toEqual(messages.map(({ content }) => content));
    expectConverse(body);
  }));
});

test('an answer that is sent back is what the model has said', () => {
  fc.assert(fc.property(ANSWER.filter((blocks) => blocks.length > 0), (blocks) => {
    const { content } = json(messageAnswer(converseAnswer(blocks), SERVED, [])) as { content: { type: string; id: string }[] };
    const results = content.filter(({ type }) => type === 'tool_use').map(({ id }) => ({ ...WEATHER_RESULT, tool_use_id: id }));
    const messages = [HELLO, { role: 'assistant', content }, { role: 'user', content: [...results, { type: 'text', text: 'Go on' }] }];
    const body = parseMessages(messagesRequest({ messages, tools: [WEATHER, NOW] }), DIALECT).request.converse().body;
    expect(body.messages[1].content).toEqual(blocks);
    expectConverse(body);
  }));
});
