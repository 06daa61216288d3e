import { parseResponse } from '../../../../../lambda/surfaces/openai/responses/response-request';
import { JsonObject } from '../../../../../lambda/surfaces/shared/json';
import { refusalOf } from '../../support';
import { CALL, OUTPUT, responseRequest, translatedResponse, WEATHER_TOOL } from '../responses-support';

const CLOCK = { type: 'function', name: 'now' };

const SPECIFICATION = {
  toolSpec: {
    name: 'get_weather',
    description: 'Current weather of a city',
    inputSchema: { json: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } },
  },
};

const CLOCK_SPECIFICATION = { toolSpec: { name: 'now', inputSchema: { json: { type: 'object', properties: {} } } } };

test.each<[JsonObject, unknown]>([
  [{}, { tools: [SPECIFICATION, CLOCK_SPECIFICATION] }],
  [{ tool_choice: 'auto' }, { tools: [SPECIFICATION, CLOCK_SPECIFICATION] }],
  [{ tool_choice: 'none' }, undefined],
  [{ tool_choice: 'required' }, { tools: [SPECIFICATION, CLOCK_SPECIFICATION], toolChoice: { any: {} } }],
  [{ tool_choice: { type: 'function', name: 'now' } }, { tools: [SPECIFICATION, CLOCK_SPECIFICATION], toolChoice: { tool: { name: 'now' } } }],
  [{ tool_choice: { type: 'allowed_tools', mode: 'auto', tools: [{ type: 'function', name: 'now' }] } }, { tools: [CLOCK_SPECIFICATION] }],
  [
    { tool_choice: { type: 'allowed_tools', mode: 'required', tools: [{ type: 'function', name: 'get_weather' }] } },
    { tools: [SPECIFICATION], toolChoice: { any: {} } },
  ],
])('%j becomes %j', (fields, toolConfig) => {
  expect(translatedResponse({ tools: [WEATHER_TOOL, CLOCK], ...fields }).toolConfig).toEqual(toolConfig);
});

test('strict is passed on where it is asked for', () => {
  expect(translatedResponse({ tools: [{ ...CLOCK, strict: true }] }).toolConfig).toEqual({
    tools: [{ toolSpec: { ...CLOCK_SPECIFICATION.toolSpec, strict: true } }],
  });
});

test.each<[string, JsonObject]>([
  ['tools[0]', { tools: ['x'] }],
  ...['web_search', 'file_search', 'mcp', 'code_interpreter', 'image_generation', 'computer_use_preview', 'local_shell', 'shell', 'custom', 'apply_patch']
    .map((type) => ['tools[0].type', { tools: [{ type, name: 'x' }] }] as [string, JsonObject]),
  ['tools[0].name', { tools: [{ type: 'function' }] }],
  ['tools[1].name', { tools: [CLOCK, CLOCK] }],
  ['tools[0].parameters.type', { tools: [{ ...CLOCK, parameters: { type: 'array' } }] }],
  ['tools[0].strict', { tools: [{ ...CLOCK, strict: 'yes' }] }],
  ['tools[0].function', { tools: [{ ...CLOCK, function: { name: 'now' } }] }],
  ['tools[0].defer_loading', { tools: [{ ...CLOCK, defer_loading: true }] }],
  ['tools[0].allowed_callers', { tools: [{ ...CLOCK, allowed_callers: ['programmatic'] }] }],
  ['tools[0].output_schema', { tools: [{ ...CLOCK, output_schema: {} }] }],
  ['tool_choice', { tools: [CLOCK], tool_choice: 'any' }],
  ['tool_choice.type', { tools: [CLOCK], tool_choice: { type: 'web_search' } }],
  ['tool_choice.name', { tools: [CLOCK], tool_choice: { type: 'function', name: 'other' } }],
  ['tool_choice.extra', { tools: [CLOCK], tool_choice: { type: 'function', name: 'now', extra: 1 } }],
  ['tool_choice.mode', { tools: [CLOCK], tool_choice: { type: 'allowed_tools', tools: [CLOCK] } }],
  ['tool_choice.tools', { tools: [CLOCK], tool_choice: { type: 'allowed_tools', mode: 'auto', tools: [] } }],
  ['tool_choice.tools[0].type', { tools: [CLOCK], tool_choice: { type: 'allowed_tools', mode: 'auto', tools: [{ type: 'mcp' }] } }],
  ['tool_choice.tools[0].name', { tools: [CLOCK], tool_choice: { type: 'allowed_tools', mode: 'auto', tools: [{ type: 'function', name: 'other' }] } }],
  ['tools', { input: [{ role: 'user', content: 'Hi' }, CALL, OUTPUT] }],
  ['tool_choice', { input: [{ role: 'user', content: 'Hi' }, CALL, OUTPUT], tools: [WEATHER_TOOL], tool_choice: 'none' }],
])('%s is refused in %j', (field, fields) => {
  expect(refusalOf(() => translatedResponse(fields)).details.field).toBe(field);
});

test('one call at a time is told to Claude, in its own words alone', () => {
  const { request } = parseResponse(responseRequest({ tools: [CLOCK], tool_choice: { type: 'function', name: 'now' }, parallel_tool_calls: false }));
  expect(request.body.toolConfig).not.toHaveProperty('toolChoice');
  expect(request.body.additionalModelRequestFields).toEqual({ tool_choice: { type: 'tool', name: 'now', disable_parallel_tool_use: true } });
  expect(request.only).toMatchObject({ family: 'anthropic', field: 'parallel_tool_calls' });
});
