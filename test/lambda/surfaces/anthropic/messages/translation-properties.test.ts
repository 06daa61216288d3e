import * as fc from 'fast-check';
import { messageAnswer } from '../../../../../lambda/surfaces/anthropic/messages/message-answer';
import { parseMessages } from '../../../../../lambda/surfaces/anthropic/messages/message-request';
import { anthropicSurface } from '../../../../../lambda/surfaces/anthropic/surface';
import { JsonObject } from '../../../../../lambda/surfaces/shared/json';
import { expectConverse } from '../../expect-converse';
import { acceptedOr, allPaths, converseAnswer, converseBodyOf, httpRequest, json, parsedCall, replaced, SERVED } from '../../support';
import { ANSWER } from '../converse-blocks';
import { HELLO, messagesRequest, VERSION_HEADER, WEATHER, WEATHER_RESULT, WEATHER_USE } from '../messages-support';

const DIALECT = { version: '2023-06-01', betas: [] } as const;
const EPHEMERAL = { cache_control: { type: 'ephemeral' } };
const NOW = { name: 'now', input_schema: { type: 'object' } };

const FULL: JsonObject = {
  model: 'claude-sonnet',
  max_tokens: 100,
  system: [{ type: 'text', text: 'Be kind.', ...EPHEMERAL }],
  messages: [
    {
      role: 'user',
      content: [
        { type: 'text', text: 'Hi', ...EPHEMERAL },
        { type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'QUJD' } },
        { type: 'document', title: 'Notes', source: { type: 'text', media_type: 'text/plain', data: 'Rivers bend.' }, citations: { enabled: true } },
        { type: 'search_result', source: 's', title: 't', content: [{ type: 'text', text: 'x' }] },
      ],
    },
    { role: 'assistant', content: [{ type: 'thinking', thinking: 'Hm.', signature: 'c2ln' }, { type: 'redacted_thinking', data: 'QUJD' }, WEATHER_USE] },
    { role: 'user', content: [{ ...WEATHER_RESULT, content: [{ type: 'text', text: '21' }], is_error: true, ...EPHEMERAL }] },
    { role: 'user', content: 'And tomorrow?' },
  ],
  tools: [{ ...WEATHER, ...EPHEMERAL }],
  tool_choice: { type: 'tool', name: 'get_weather' },
  thinking: { type: 'enabled', budget_tokens: 1024 },
  output_config: { effort: 'high', format: { type: 'json_schema', schema: { type: 'object' } } },
  temperature: 0.5,
  top_p: 0.9,
  top_k: 5,
  stop_sequences: ['END'],
  stream: true,
  metadata: { user_id: 'user-1' },
  service_tier: 'auto',
  cache_control: { type: 'ephemeral', ttl: '1h' },
};

test('the complete example is accepted', () => {
  expectConverse(parseMessages(FULL, DIALECT).request.converse().body);
});

test('arbitrary JSON is refused or becomes a valid Converse request', () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => {
    const body = acceptedOr(() => converseBodyOf(parsedCall(anthropicSurface, httpRequest('POST', '/v1/messages', value, VERSION_HEADER)).request));
    if (body !== undefined) expectConverse(body);
  }));
});

test('any replacement of any one value is refused or becomes a valid Converse request', () => {
  const likely = fc.constantFrom<unknown>(null, '', ' ', 0, 1, -1, true, [], {}, 'user', 'assistant', 'text', 'none', 'auto', 'toolu_1', '{}', [HELLO]);
  fc.assert(fc.property(fc.constantFrom(...allPaths(FULL)), fc.oneof(likely, fc.jsonValue({ maxDepth: 2 })), (path, value) => {
    const body = acceptedOr(() => parseMessages(replaced(FULL, path, value) as JsonObject, DIALECT).request.converse().body);
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
