import { JsonObject } from '../../../../../lambda/surfaces/shared/json';
import { refusalOf } from '../../support';
import { HELLO, translated, WEATHER, WEATHER_CALL } from '../chat-support';

const PNG = 'data:image/png;base64,QUJD';

function conversation(...messages: unknown[]): JsonObject {
  return translated({ messages, tools: [WEATHER] });
}

function fieldRefused(...messages: unknown[]): string | undefined {
  return refusalOf(() => conversation(...messages)).details.field;
}

const ASKED = { role: 'assistant', content: null, tool_calls: [WEATHER_CALL] };
const ANSWERED = { role: 'tool', tool_call_id: 'call_1', content: '21 °C' };

test('system and developer messages from anywhere become the system prompt, in order', () => {
  expect(conversation(
    { role: 'system', content: 'One' }, HELLO, { role: 'developer', content: [{ type: 'text', text: 'Two' }, { type: 'text', text: 'Three' }] },
  )).toMatchObject({
    system: [{ text: 'One' }, { text: 'Two' }, { text: 'Three' }],
    messages: [{ role: 'user', content: [{ text: 'Hello' }] }],
  });
});

test('a blank system message says nothing', () => {
  expect(conversation({ role: 'system', content: ' ' }, HELLO).system).toBeUndefined();
});

test('text and images of a user become blocks in order', () => {
  expect(conversation({
    role: 'user',
    content: [
      { type: 'text', text: 'Look 👀' },
      { type: 'image_url', image_url: { url: PNG, detail: 'auto' } },
      { type: 'text', text: 'and tell' },
    ],
  }).messages).toEqual([{
    role: 'user',
    content: [{ text: 'Look 👀' }, { image: { format: 'png', source: { bytes: 'QUJD' } } }, { text: 'and tell' }],
  }]);
});

test.each([
  ['data:image/png;base64,QUJD', 'png'], ['data:image/jpeg;base64,QUJD', 'jpeg'], ['data:image/jpg;base64,QUJD', 'jpeg'],
  ['data:image/gif;base64,QUJD', 'gif'], ['data:image/webp;base64,QUJD', 'webp'], ['DATA:IMAGE/PNG;BASE64,QUJD', 'png'],
  ['data:image/png;name=a.png;base64,QUJD', 'png'],
])('image %s has the format %s', (url, format) => {
  expect(conversation({ role: 'user', content: [{ type: 'image_url', image_url: { url } }] }).messages).toEqual([
    { role: 'user', content: [{ image: { format, source: { bytes: 'QUJD' } } }] },
  ]);
});

test.each([
  ['https://example.com/a.png'], ['http://169.254.169.254/latest/meta-data'], ['file:///etc/passwd'], ['s3://bucket/key'], ['//x'], [''],
])('image URL %p is refused, since nothing is fetched', (url) => {
  const refusal = refusalOf(() => conversation({ role: 'user', content: [{ type: 'image_url', image_url: { url } }] }));
  expect(refusal.details.field).toBe('messages[0].content[0].image_url.url');
  expect(refusal.message).toContain("only 'data:' URLs are supported");
});

test.each([
  ['data:'], ['data:,'], ['data:image/png,QUJD'], ['data:image/png;base64,'], ['data:image/png;base64'], ['data:image/svg+xml;base64,QUJD'],
  ['data:text/html;base64,QUJD'], ['data:image/png;base64,QU-D'], ['data:image/png;base64,QUJDQ'], ['data:image/png;base64, QUJD'],
  ['data:image/png;base64;x,QUJD'], ['data:;base64,QUJD'],
])('data URL %p is refused', (url) => {
  expect(fieldRefused({ role: 'user', content: [{ type: 'image_url', image_url: { url } }] })).toBe('messages[0].content[0].image_url.url');
});

const PDF = 'data:application/pdf;base64,QUJD';

function file(fields: JsonObject): JsonObject {
  return { type: 'file', file: fields };
}

test('files of a user become documents with names that Bedrock takes, no two alike', () => {
  const names = ['report.pdf', 'report.csv', 'Report (2).txt', 'an_nual\u00a0 r\u00e9port.v2.pdf', undefined, '.pdf', 'x'.repeat(300)];
  const parts = [...names.map((filename) => file({ file_data: PDF, filename })), { type: 'text', text: 'Compare.' }];
  const [message] = conversation({ role: 'user', content: parts }).messages as { content: { document?: { format: string; name: string; source: unknown } }[] }[];
  expect(message.content.flatMap(({ document }) => document?.name ?? [])).toEqual([
    'report', 'report (2)', 'Report (2) (2)', 'an nual r port v2', 'document', 'document (2)', 'x'.repeat(180),
  ]);
  expect(message.content[0]).toEqual({ document: { format: 'pdf', name: 'report', source: { bytes: 'QUJD' } } });
});

test.each([
  ['application/pdf', 'pdf'], ['text/csv', 'csv'], ['text/markdown', 'md'], ['text/plain', 'txt'], ['text/html', 'html'], ['application/msword', 'doc'],
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'docx'], ['application/vnd.ms-excel', 'xls'],
  ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'xlsx'],
])('a file of type %s has the format %s', (type, format) => {
  expect(conversation({ role: 'user', content: [{ type: 'text', text: 'x' }, file({ file_data: `data:${type};base64,QUJD` })] }).messages).toEqual([
    { role: 'user', content: [{ text: 'x' }, { document: { format, name: 'document', source: { bytes: 'QUJD' } } }] },
  ]);
});

test('a text beside a file may come in the next message of the user, which joins it', () => {
  expect(conversation({ role: 'user', content: [file({ file_data: PDF })] }, HELLO).messages).toHaveLength(1);
});

test('a tool call and its answer become a tool use and a tool result', () => {
  expect(conversation(HELLO, { ...ASKED, content: 'Let me look.' }, ANSWERED).messages).toEqual([
    { role: 'user', content: [{ text: 'Hello' }] },
    {
      role: 'assistant',
      content: [{ text: 'Let me look.' }, { toolUse: { toolUseId: 'call_1', name: 'get_weather', input: { city: 'Bern' } } }],
    },
    { role: 'user', content: [{ toolResult: { toolUseId: 'call_1', content: [{ text: '21 °C' }] } }] },
  ]);
});

test('the answers to several calls, and what the user adds, are one message in their order', () => {
  const second = { ...WEATHER_CALL, id: 'call_2' };
  expect(conversation(
    HELLO,
    { role: 'assistant', content: '', tool_calls: [WEATHER_CALL, second] },
    { role: 'tool', tool_call_id: 'call_2', content: [{ type: 'text', text: 'b' }, { type: 'text', text: 'c' }], name: 'get_weather' },
    { role: 'tool', tool_call_id: 'call_1', content: '' },
    { role: 'user', content: 'And now?' },
  ).messages).toEqual([
    { role: 'user', content: [{ text: 'Hello' }] },
    { role: 'assistant', content: [expect.objectContaining({ toolUse: expect.anything() }), expect.objectContaining({ toolUse: expect.anything() })] },
    {
      role: 'user',
      content: [
        { toolResult: { toolUseId: 'call_2', content: [{ text: 'b' }, { text: 'c' }] } },
        { toolResult: { toolUseId: 'call_1', content: [] } },
        { text: 'And now?' },
      ],
    },
  ]);
});

test('consecutive messages of one role are merged', () => {
  expect(conversation(
    HELLO, { role: 'user', content: 'there' }, { role: 'system', content: 'Be kind.' }, { role: 'user', content: '!' },
    { role: 'assistant', content: 'Hi' }, { role: 'assistant', content: 'you' },
  ).messages).toEqual([
    { role: 'user', content: [{ text: 'Hello' }, { text: 'there' }, { text: '!' }] },
    { role: 'assistant', content: [{ text: 'Hi' }, { text: 'you' }] },
  ]);
});

test('an answer of this gateway can be sent back as it came', () => {
  expect(conversation(HELLO, {
    role: 'assistant', content: 'Hi', refusal: null, annotations: [], audio: null, function_call: null, tool_calls: [], reasoning_content: 'Let me see.', parsed: { a: 1 },
  }).messages).toEqual([{ role: 'user', content: [{ text: 'Hello' }] }, { role: 'assistant', content: [{ text: 'Hi' }] }]);
});

test('a call may come back with what helpers of the client have added', () => {
  const call = { ...WEATHER_CALL, function: { ...WEATHER_CALL.function, parsed_arguments: { city: 'Bern' } } };
  expect(conversation(HELLO, { role: 'assistant', tool_calls: [call] }, ANSWERED)).toEqual(conversation(HELLO, ASKED, ANSWERED));
});

test.each([
  [{ role: 'assistant', content: null, refusal: 'No.' }],
  [{ role: 'assistant', content: [{ type: 'refusal', refusal: 'No.' }] }],
  [{ role: 'assistant', content: [{ type: 'text', text: 'No.' }] }],
])('a refusal in %j is what the model said', (message) => {
  expect(conversation(HELLO, message).messages).toEqual([
    { role: 'user', content: [{ text: 'Hello' }] }, { role: 'assistant', content: [{ text: 'No.' }] },
  ]);
});

test.each([['', {}], ['{}', {}], ['{"a":{"b":[1,"é"]}}', { a: { b: [1, 'é'] } }]])('arguments %p are read', (written, input) => {
  const call = { ...WEATHER_CALL, function: { name: 'get_weather', arguments: written } };
  expect(conversation(HELLO, { role: 'assistant', tool_calls: [call] }, ANSWERED).messages).toContainEqual({
    role: 'assistant', content: [{ toolUse: { toolUseId: 'call_1', name: 'get_weather', input } }],
  });
});

test('a hundred thousand parts are not too many', () => {
  const parts = Array.from({ length: 100_000 }, () => ({ type: 'text', text: 'x' }));
  expect(conversation({ role: 'system', content: parts }, { role: 'user', content: parts }).system).toHaveLength(100_000);
});

function withCall(change: JsonObject): unknown {
  return { role: 'assistant', content: null, tool_calls: [{ ...WEATHER_CALL, ...change }] };
}

test.each<[string, unknown[]]>([
  ['messages', []],
  ['messages', [{ role: 'system', content: 'Only this' }]],
  ['messages', [{ role: 'assistant', content: 'I begin' }, HELLO]],
  ['messages[0]', ['Hello']],
  ['messages[0].role', [{ role: 'banana', content: 'x' }]],
  ['messages[0].role', [{ role: 'function', name: 'f', content: 'x' }]],
  ['messages[0].role', [{ content: 'x' }]],
  ['messages[0].role', [{ role: ['user'], content: 'x' }]],
  ['messages[0].content', [{ role: 'user' }]],
  ['messages[0].content', [{ role: 'user', content: null }]],
  ['messages[0].content', [{ role: 'user', content: '' }]],
  ['messages[0].content', [{ role: 'user', content: '\n' }]],
  ['messages[0].content', [{ role: 'user', content: [] }]],
  ['messages[0].content', [{ role: 'user', content: {} }]],
  ['messages[0].content[0]', [{ role: 'user', content: ['Hello'] }]],
  ['messages[0].content[0].type', [{ role: 'user', content: [{ text: 'x' }] }]],
  ['messages[0].content[0].type', [{ role: 'user', content: [{ type: 'input_audio', input_audio: {} }] }]],
  ['messages[0].content[0].type', [{ role: 'user', content: [{ type: 'constructor' }] }]],
  ['messages[0].content[0].type', [{ role: 'user', content: [{ type: 'refusal', refusal: 'x' }] }]],
  ['messages[0].content[0].text', [{ role: 'user', content: [{ type: 'text' }] }]],
  ['messages[0].content[0].text', [{ role: 'user', content: [{ type: 'text', text: ' ' }] }]],
  ['messages[0].content[0].cache_control', [{ role: 'user', content: [{ type: 'text', text: 'x', cache_control: {} }] }]],
  ['messages[0].content[0].image_url', [{ role: 'user', content: [{ type: 'image_url', image_url: PNG }] }]],
  ['messages[0].content[0].image_url.detail', [{ role: 'user', content: [{ type: 'image_url', image_url: { url: PNG, detail: 'high' } }] }]],
  ['messages[0].content[0].image_url.size', [{ role: 'user', content: [{ type: 'image_url', image_url: { url: PNG, size: 1 } }] }]],
  ['messages[0].content[0].image_url.url', [{ role: 'user', content: [{ type: 'image_url', image_url: {} }] }]],
  ['messages[0].content', [{ role: 'user', content: [file({ file_data: PDF })] }]],
  ['messages[0].content[0].file', [{ role: 'user', content: [{ type: 'file' }] }]],
  ['messages[0].content[0].file.file_id', [{ role: 'user', content: [file({ file_id: 'file-1' })] }]],
  ['messages[0].content[0].file.file_data', [{ role: 'user', content: [file({})] }]],
  ['messages[0].content[0].file.file_data', [{ role: 'user', content: [file({ file_data: 'QUJD' })] }]],
  ['messages[0].content[0].file.file_data', [{ role: 'user', content: [file({ file_data: 'https://example.com/a.pdf' })] }]],
  ['messages[0].content[0].file.file_data', [{ role: 'user', content: [file({ file_data: PNG })] }]],
  ['messages[0].content[0].file.filename', [{ role: 'user', content: [file({ file_data: PDF, filename: 1 })] }]],
  ['messages[0].content[0].prompt_cache_breakpoint', [{ role: 'user', content: [{ ...file({ file_data: PDF }), prompt_cache_breakpoint: {} }] }]],
  ['messages[0].content[0].type', [{ role: 'user', content: [{ type: 'input_audio', input_audio: {} }] }]],
  ['messages[0].role', [{ role: 'function', content: 'x', name: 'f' }]],
  ['messages[0].name', [{ role: 'user', content: 'x', name: 'Ann' }]],
  ['messages[0].name', [{ role: 'system', content: 'x', name: 'Ann' }, HELLO]],
  ['messages[0].content', [{ role: 'system', content: null }, HELLO]],
  ['messages[0].content[0].type', [{ role: 'system', content: [{ type: 'image_url', image_url: { url: PNG } }] }, HELLO]],
  ['messages[1].content', [HELLO, { role: 'assistant' }]],
  ['messages[1].content', [HELLO, { role: 'assistant', content: '' }]],
  ['messages[1].refusal', [HELLO, { role: 'assistant', refusal: 1 }]],
  ['messages[1].content[0].refusal', [HELLO, { role: 'assistant', content: [{ type: 'refusal' }] }]],
  ['messages[1].annotations', [HELLO, { role: 'assistant', content: 'x', annotations: [{}] }]],
  ['messages[1].audio', [HELLO, { role: 'assistant', content: 'x', audio: { id: 'a' } }]],
  ['messages[1].function_call', [HELLO, { role: 'assistant', function_call: { name: 'f', arguments: '{}' } }]],
  ['messages[1].reasoning_content', [HELLO, { role: 'assistant', content: 'x', reasoning_content: ['y'] }]],
  ['messages[1].tool_calls', [HELLO, { role: 'assistant', tool_calls: {} }]],
  ['messages[1].tool_calls[0]', [HELLO, { role: 'assistant', tool_calls: ['x'] }]],
  ['messages[1].tool_calls[0].type', [HELLO, withCall({ type: 'custom' })]],
  ['messages[1].tool_calls[0].id', [HELLO, withCall({ id: 1 })]],
  ['messages[1].tool_calls[0].id', [HELLO, withCall({ id: '' })]],
  ['messages[1].tool_calls[0].id', [HELLO, withCall({ id: 'call:1' })]],
  ['messages[1].tool_calls[0].id', [HELLO, withCall({ id: 'c'.repeat(65) })]],
  ['messages[1].tool_calls[0].index', [HELLO, withCall({ index: 0 })]],
  ['messages[1].tool_calls[0].function', [HELLO, withCall({ function: 'x' })]],
  ['messages[1].tool_calls[0].function.name', [HELLO, withCall({ function: { name: 'a b', arguments: '{}' } })]],
  ['messages[1].tool_calls[0].function.strict', [HELLO, withCall({ function: { name: 'a', arguments: '{}', strict: true } })]],
  ...['{', '[]', 'null', '"x"', '7', `{"a":${'['.repeat(300)}${']'.repeat(300)}}`].map((written) => [
    'messages[1].tool_calls[0].function.arguments', [HELLO, withCall({ function: { name: 'a', arguments: written } })],
  ] as [string, unknown[]]),
  ['messages[1].tool_calls[0].function.arguments', [HELLO, withCall({ function: { name: 'a', arguments: {} } })]],
  ['messages[1].tool_calls[0].function.arguments.ids[1]', [HELLO, withCall({ function: { name: 'a', arguments: '{"ids":[1,12345678901234567890]}' } })]],
  ['messages[1].tool_calls[1].id', [HELLO, { role: 'assistant', tool_calls: [WEATHER_CALL, WEATHER_CALL] }]],
  ['messages[2]', [HELLO, ASKED]],
  ['messages[2]', [HELLO, ASKED, HELLO, ANSWERED]],
  ['messages[2]', [HELLO, ASKED, { role: 'assistant', content: 'x' }]],
  ['messages[2].tool_call_id', [HELLO, ASKED, { role: 'tool', content: 'x' }]],
  ['messages[2].tool_call_id', [HELLO, ASKED, { role: 'tool', content: 'x', tool_call_id: 'call_9' }]],
  ['messages[3].tool_call_id', [HELLO, ASKED, ANSWERED, ANSWERED]],
  ['messages[0].tool_call_id', [ANSWERED]],
  ['messages[2].content', [HELLO, ASKED, { role: 'tool', tool_call_id: 'call_1' }]],
  ['messages[2].content[0].type', [HELLO, ASKED, { ...ANSWERED, content: [{ type: 'image_url', image_url: { url: PNG } }] }]],
  ['messages[2].name', [HELLO, ASKED, { ...ANSWERED, name: 'other' }]],
  ['messages[2].is_error', [HELLO, ASKED, { ...ANSWERED, is_error: true }]],
])('%s is refused in %j', (field, messages) => {
  expect(fieldRefused(...messages)).toBe(field);
});
