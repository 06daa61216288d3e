import { translateMessages } from '../../../../../lambda/surfaces/anthropic/messages/message-request';
import { TOOL_FIELDS } from '../../../../../lambda/surfaces/anthropic/messages/tools';
import { refusalOf } from '../../support';
import { messagesRequest, PLAIN, translated, WEATHER } from '../messages-support';

const SPECIFICATION = { name: 'get_weather', description: WEATHER.description, inputSchema: { json: WEATHER.input_schema } };

const toolConfig = (fields: Record<string, unknown>) => translated({ tools: [WEATHER], ...fields }).toolConfig;

test('a tool is translated, with a cache point if it is marked', () => {
  expect(toolConfig({})).toEqual({ tools: [{ toolSpec: SPECIFICATION }] });
  expect(toolConfig({ tools: [{ ...WEATHER, cache_control: { type: 'ephemeral' } }] })).toEqual({ tools: [{ toolSpec: SPECIFICATION }, { cachePoint: { type: 'default' } }] });
});

test.each([
  [{ type: 'custom' }], [{ type: null }], [{ strict: false }], [{ defer_loading: false }], [{ eager_input_streaming: false }], [{ input_examples: [] }],
  [{ allowed_callers: ['direct'] }], [{ allowed_callers: [] }],
])('%j changes nothing', (fields) => {
  expect(toolConfig({ tools: [{ ...WEATHER, ...fields }] })).toEqual({ tools: [{ toolSpec: SPECIFICATION }] });
});

test('a schema that the answer has to keep to is asked for', () => {
  expect(toolConfig({ tools: [{ ...WEATHER, strict: true }] })).toEqual({ tools: [{ toolSpec: { ...SPECIFICATION, strict: true } }] });
});

test.each([[''], [' '], [null]])('the description %p is none', (description) => {
  const { description: _, ...others } = SPECIFICATION;
  expect(toolConfig({ tools: [{ ...WEATHER, description }] })).toEqual({ tools: [{ toolSpec: others }] });
});

const REFUSED: readonly (readonly [object, string])[] = [
  [{ type: 'web_search_20250305' }, 'type'], [{ type: 'bash_20250124' }, 'type'], [{ name: 'a b' }, 'name'], [{ name: 'n'.repeat(65) }, 'name'],
  [{ name: undefined }, 'name'], [{ description: 1 }, 'description'], [{ input_schema: undefined }, 'input_schema'], [{ input_schema: {} }, 'input_schema.type'],
  [{ input_schema: { type: 'array' } }, 'input_schema.type'], [{ strict: 'yes' }, 'strict'], [{ defer_loading: true }, 'defer_loading'],
  [{ eager_input_streaming: true }, 'eager_input_streaming'], [{ input_examples: [{ city: 'Bern' }] }, 'input_examples'],
  [{ allowed_callers: ['code_execution_20250825'] }, 'allowed_callers'], [{ parameters: {} }, 'parameters'], [{ cache_control: { type: 'x' } }, 'cache_control.type'],
];

test.each(REFUSED)('a tool with %j is refused at %s', (fields, field) => {
  expect(refusalOf(() => toolConfig({ tools: [{ ...WEATHER, ...fields }] })).details.field).toBe(`tools[0].${field}`);
});

test('every field of a tool that may have no effect has a refused value above', () => {
  const tested = new Set(REFUSED.flatMap(([fields]) => Object.keys(fields)));
  expect([...TOOL_FIELDS].filter(([field, { kind }]) => kind !== 'translated' && !tested.has(field))).toEqual([]);
});

test('two tools of one name are refused', () => {
  expect(refusalOf(() => toolConfig({ tools: [WEATHER, WEATHER] })).details.field).toBe('tools[1].name');
});

test.each([
  [{ type: 'auto' }, undefined], [{ type: 'auto', disable_parallel_tool_use: false }, undefined], [{ type: 'any' }, { any: {} }],
  [{ type: 'tool', name: 'get_weather' }, { tool: { name: 'get_weather' } }],
])('the choice %j becomes %j', (choice, toolChoice) => {
  expect(toolConfig({ tool_choice: choice })).toEqual({ tools: [{ toolSpec: SPECIFICATION }], ...(toolChoice && { toolChoice }) });
});

test('with the choice of none, the model is not told of the tools', () => {
  expect(translated({ tools: [WEATHER], tool_choice: { type: 'none' } })).toEqual(PLAIN);
});

test.each([
  [{ type: 'required' }, 'tool_choice.type'], ['auto', 'tool_choice'], [{ type: 'tool' }, 'tool_choice.name'], [{ type: 'tool', name: 'other' }, 'tool_choice.name'],
  [{ type: 'any', name: 'x' }, 'tool_choice.name'], [{ type: 'none', disable_parallel_tool_use: false }, 'tool_choice.disable_parallel_tool_use'],
  [{ type: 'auto', disable_parallel_tool_use: 'yes' }, 'tool_choice.disable_parallel_tool_use'],
])('the choice %j is refused at %s', (choice, field) => {
  expect(refusalOf(() => toolConfig({ tool_choice: choice })).details.field).toBe(field);
});

test.each([{ type: 'auto' }, { type: 'any' }, { type: 'tool', name: 'get_weather' }])('one use at a time beside the choice %j stays in the words of Claude', (choice) => {
  const body = messagesRequest({ tools: [WEATHER], tool_choice: { ...choice, disable_parallel_tool_use: true }, top_k: 5 });
  const { body: sent, only } = translateMessages(body, { version: '2023-06-01', betas: [] });
  expect(sent.toolConfig).toEqual({ tools: [{ toolSpec: SPECIFICATION }] });
  expect(sent.additionalModelRequestFields).toEqual({ top_k: 5, tool_choice: { ...choice, disable_parallel_tool_use: true } });
  expect(only).toMatchObject({ family: 'anthropic', field: 'tool_choice.disable_parallel_tool_use' });
});

test('a tool cannot be demanded where there is none', () => {
  expect(refusalOf(() => translated({ tool_choice: { type: 'any' } })).details.field).toBe('tool_choice');
});
