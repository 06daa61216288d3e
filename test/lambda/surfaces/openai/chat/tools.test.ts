import { parseChat } from '../../../../../lambda/surfaces/openai/chat/chat-request';
import { JsonObject } from '../../../../../lambda/surfaces/shared/json';
import { refusalOf } from '../../support';
import { chatRequest, HELLO, translated, WEATHER, WEATHER_CALL } from '../chat-support';

const SPECIFICATION = {
  toolSpec: {
    name: 'get_weather',
    description: 'Current weather of a city',
    inputSchema: { json: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } },
  },
};

const HISTORY = [
  HELLO, { role: 'assistant', tool_calls: [WEATHER_CALL] }, { role: 'tool', tool_call_id: 'call_1', content: '21' },
];

function tool(change: JsonObject): JsonObject {
  return { type: 'function', function: { name: 'get_weather', ...change } };
}

function specification(change: JsonObject): unknown {
  return (translated({ tools: [tool(change)] }).toolConfig as JsonObject).tools;
}

test('a function becomes a tool specification', () => {
  expect(translated({ tools: [WEATHER] }).toolConfig).toEqual({ tools: [SPECIFICATION] });
});

test.each([
  [undefined, { type: 'object', properties: {} }],
  [null, { type: 'object', properties: {} }],
  [{}, { type: 'object' }],
  [{ properties: { a: {} } }, { type: 'object', properties: { a: {} } }],
  [{ type: 'object', $defs: { deep: [1] }, additionalProperties: false }, { type: 'object', $defs: { deep: [1] }, additionalProperties: false }],
])('parameters %j become the schema %j', (parameters, schema) => {
  expect(specification({ parameters })).toEqual([{ toolSpec: { name: 'get_weather', inputSchema: { json: schema } } }]);
});

test.each([[''], [' '], [null]])('description %p is left out', (description) => {
  expect(specification({ description })).toEqual([{ toolSpec: { name: 'get_weather', inputSchema: { json: { type: 'object', properties: {} } } } }]);
});

test.each([[true, true], [false, undefined], [null, undefined]])('strict: %p becomes strict: %p', (strict, expected) => {
  expect(specification({ strict })).toEqual([{ toolSpec: expect.objectContaining({ name: 'get_weather' }) }]);
  const [first] = specification({ strict }) as { toolSpec: { strict?: boolean } }[];
  expect(first.toolSpec.strict).toBe(expected);
});

test.each([
  ['required', { any: {} }],
  [{ type: 'function', function: { name: 'get_weather' } }, { tool: { name: 'get_weather' } }],
])('tool_choice %j becomes %j', (choice, toolChoice) => {
  expect(translated({ tools: [WEATHER], tool_choice: choice }).toolConfig).toEqual({ tools: [SPECIFICATION], toolChoice });
});

const CLOCK = { type: 'function', function: { name: 'now' } };

test.each([
  ['auto', ['now'], ['now'], undefined],
  ['required', ['now'], ['now'], { any: {} }],
  ['required', ['now', 'get_weather', 'now'], ['get_weather', 'now'], { any: {} }],
])('allowed tools: %s of %j', (mode, allowed, sent, toolChoice) => {
  const tools = allowed.map((name) => ({ type: 'function', function: { name } }));
  const { toolConfig } = translated({ tools: [WEATHER, CLOCK], tool_choice: { type: 'allowed_tools', allowed_tools: { mode, tools } } });
  const { tools: told, toolChoice: chosen } = toolConfig as { tools: { toolSpec: { name: string } }[]; toolChoice?: unknown };
  expect(told.map(({ toolSpec }) => toolSpec.name)).toEqual(sent);
  expect(chosen).toEqual(toolChoice);
});

test.each([
  [undefined, { type: 'auto' }], ['auto', { type: 'auto' }], ['required', { type: 'any' }],
  [{ type: 'function', function: { name: 'get_weather' } }, { type: 'tool', name: 'get_weather' }],
])('one call at a time beside the choice %j is told to Claude, in its own words alone', (choice, told) => {
  const { request } = parseChat(chatRequest({ tools: [WEATHER], tool_choice: choice, parallel_tool_calls: false }));
  expect(request.body.toolConfig).toEqual({ tools: [SPECIFICATION] });
  expect(request.body.additionalModelRequestFields).toEqual({ tool_choice: { ...told, disable_parallel_tool_use: true } });
  expect(request.only).toMatchObject({ family: 'anthropic', field: 'parallel_tool_calls' });
});

test('one call at a time is nothing to tell where there are no calls, and several are what happens anyway', () => {
  expect(parseChat(chatRequest({ tools: [WEATHER] })).request.only).toBeUndefined();
  expect(parseChat(chatRequest({ parallel_tool_calls: false })).request.only).toBeUndefined();
  expect(translated({ tools: [WEATHER], parallel_tool_calls: true }).toolConfig).toEqual({ tools: [SPECIFICATION] });
  expect(translated({ tools: [WEATHER], tool_choice: 'none', parallel_tool_calls: false }).toolConfig).toBeUndefined();
  expect(translated({ parallel_tool_calls: false }).toolConfig).toBeUndefined();
});

test('tool_choice auto is what Converse does unasked', () => {
  expect(translated({ tools: [WEATHER], tool_choice: 'auto' }).toolConfig).toEqual({ tools: [SPECIFICATION] });
});

test('tool_choice none hides the tools', () => {
  expect(translated({ tools: [WEATHER], tool_choice: 'none' }).toolConfig).toBeUndefined();
});

test('tool_choice none is refused while the conversation holds tool calls', () => {
  expect(refusalOf(() => translated({ messages: HISTORY, tools: [WEATHER], tool_choice: 'none' })).details.field).toBe('tool_choice');
});

test('a conversation with tool calls needs the tools', () => {
  expect(refusalOf(() => translated({ messages: HISTORY })).details.field).toBe('tools');
  expect(translated({ messages: HISTORY, tools: [WEATHER] }).toolConfig).toEqual({ tools: [SPECIFICATION] });
});

test.each<[string, JsonObject]>([
  ['tools', { tools: 'x' }],
  ['tools', { tools: [] }],
  ['tools[0]', { tools: ['x'] }],
  ['tools[0].type', { tools: [{ type: 'custom', custom: { name: 'x' } }] }],
  ['tools[0].type', { tools: [{ function: { name: 'x' } }] }],
  ['tools[0].function', { tools: [{ type: 'function' }] }],
  ['tools[0].function.name', { tools: [tool({ name: '' })] }],
  ['tools[0].function.name', { tools: [tool({ name: 'get weather' })] }],
  ['tools[0].function.name', { tools: [tool({ name: 'n'.repeat(65) })] }],
  ['tools[0].function.name', { tools: [tool({ name: 7 })] }],
  ['tools[1].function.name', { tools: [WEATHER, WEATHER] }],
  ['tools[0].function.description', { tools: [tool({ description: 7 })] }],
  ['tools[0].function.parameters', { tools: [tool({ parameters: 'x' })] }],
  ['tools[0].function.parameters.type', { tools: [tool({ parameters: { type: 'array' } })] }],
  ['tools[0].function.parameters.type', { tools: [tool({ parameters: { type: ['object'] } })] }],
  ['tools[0].function.strict', { tools: [tool({ strict: 'yes' })] }],
  ['tools[0].function.returns', { tools: [tool({ returns: {} })] }],
  ['tools[0].cache', { tools: [{ ...WEATHER, cache: true }] }],
  ['tool_choice', { tool_choice: 'required' }],
  ['tool_choice', { tool_choice: { type: 'function', function: { name: 'get_weather' } } }],
  ['tool_choice', { tools: [WEATHER], tool_choice: 'any' }],
  ['tool_choice', { tools: [WEATHER], tool_choice: 1 }],
  ['tool_choice.allowed_tools', { tools: [WEATHER], tool_choice: { type: 'allowed_tools' } }],
  ['tool_choice.allowed_tools.mode', { tools: [WEATHER], tool_choice: { type: 'allowed_tools', allowed_tools: { tools: [WEATHER] } } }],
  ['tool_choice.allowed_tools.tools', { tools: [WEATHER], tool_choice: { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [] } } }],
  ['tool_choice.allowed_tools.tools[0].function.name', {
    tools: [WEATHER], tool_choice: { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [{ type: 'function', function: { name: 'other' } }] } },
  }],
  ['parallel_tool_calls', { tools: [WEATHER], parallel_tool_calls: 'no' }],
  ['tool_choice.type', { tools: [WEATHER], tool_choice: { type: 'custom' } }],
  ['tool_choice.function', { tools: [WEATHER], tool_choice: { type: 'function' } }],
  ['tool_choice.function.name', { tools: [WEATHER], tool_choice: { type: 'function', function: { name: 'other' } } }],
  ['tool_choice.function.name', { tools: [WEATHER], tool_choice: { type: 'function', function: { name: 1 } } }],
  ['tool_choice.function.extra', { tools: [WEATHER], tool_choice: { type: 'function', function: { name: 'get_weather', extra: 1 } } }],
])('%s is refused in %j', (field, fields) => {
  expect(refusalOf(() => translated(fields)).details.field).toBe(field);
});
