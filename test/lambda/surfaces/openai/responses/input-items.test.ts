import * as fc from 'fast-check';
import { sealed } from '../../../../../lambda/surfaces/openai/responses/reasoning-state';
import { JsonObject } from '../../../../../lambda/surfaces/shared/json';
import { refusalOf } from '../../support';
import { CALL, OUTPUT, translatedResponse, WEATHER_TOOL } from '../responses-support';

const PNG = 'data:image/png;base64,QUJD';
const PDF = 'data:application/pdf;base64,QUJD';
const HELLO = { role: 'user', content: 'Hello' };
const SAID = { role: 'assistant', content: 'Hi' };
const ASKED = { role: 'user', content: [{ text: 'Hello' }] };
const USED = { toolUse: { toolUseId: 'call_1', name: 'get_weather', input: { city: 'Bern' } } };

function conversation(...input: unknown[]): JsonObject {
  return translatedResponse({ input, tools: [WEATHER_TOOL] });
}

function fieldRefused(...input: unknown[]): string | undefined {
  return refusalOf(() => conversation(...input)).details.field;
}

test('instructions come first in the system prompt, then system and developer messages from anywhere, in order', () => {
  expect(translatedResponse({
    instructions: 'One',
    input: [
      { role: 'developer', content: 'Two' }, HELLO, { type: 'message', role: 'system', content: [{ type: 'input_text', text: 'Three' }], status: 'completed' },
    ],
  })).toEqual({ system: [{ text: 'One' }, { text: 'Two' }, { text: 'Three' }], messages: [ASKED] });
});

test('text, images and files of a user become blocks in order', () => {
  expect(conversation({
    role: 'user',
    content: [
      { type: 'input_text', text: 'Look 👀' },
      { type: 'input_image', image_url: PNG, detail: 'auto', file_id: null },
      { type: 'input_file', file_data: PDF, filename: 'a_b.pdf' },
    ],
  }).messages).toEqual([{
    role: 'user',
    content: [
      { text: 'Look 👀' },
      { image: { format: 'png', source: { bytes: 'QUJD' } } },
      { document: { format: 'pdf', name: 'a b', source: { bytes: 'QUJD' } } },
    ],
  }]);
});

test('an earlier answer can be sent back as it came, with what helpers of the client have added', () => {
  expect(conversation(
    HELLO,
    { id: 'rs_1', type: 'reasoning', status: 'completed', summary: [], content: [{ type: 'reasoning_text', text: 'Hm' }], encrypted_content: sealed({ text: 'Hm', signature: 'S' }) },
    { id: 'msg_1', type: 'message', status: 'completed', role: 'assistant', content: [{ type: 'output_text', text: 'Wait.', annotations: [], logprobs: [], parsed: { a: 1 } }] },
    { ...CALL, id: 'fc_1', status: 'completed', parsed_arguments: { city: 'Bern' } },
    OUTPUT,
  ).messages).toEqual([
    ASKED,
    { role: 'assistant', content: [{ reasoningContent: { reasoningText: { text: 'Hm', signature: 'S' } } }, { text: 'Wait.' }, USED] },
    { role: 'user', content: [{ toolResult: { toolUseId: 'call_1', content: [{ text: '21 °C' }] } }] },
  ]);
});

test('reasoning that its model has not signed is not sent: Bedrock would refuse it', () => {
  expect(sealed({ text: 'Hm' })).toBeUndefined();
  expect(conversation(
    HELLO, { id: 'rs_1', type: 'reasoning', summary: [], content: [{ type: 'reasoning_text', text: 'Hm' }], encrypted_content: null }, { role: 'assistant', content: 'Hi' },
  ).messages).toEqual([ASKED, { role: 'assistant', content: [{ text: 'Hi' }] }]);
});

test('reasoning that its provider has encrypted goes back as it came', () => {
  const item = { type: 'reasoning', summary: [], encrypted_content: sealed({ text: '', redacted: 'QUJD' }) };
  expect(conversation(HELLO, item, SAID).messages).toEqual([
    ASKED, { role: 'assistant', content: [{ reasoningContent: { redactedContent: 'QUJD' } }, { text: 'Hi' }] },
  ]);
});

test('reasoning after which the model said nothing is not sent: models refuse a turn without anything else', () => {
  const item = { type: 'reasoning', summary: [], encrypted_content: sealed({ text: 'Hm', signature: 'S' }) };
  expect(conversation(HELLO, item, { role: 'user', content: 'So?' }, SAID, item).messages).toEqual([
    { role: 'user', content: [{ text: 'Hello' }, { text: 'So?' }] }, { role: 'assistant', content: [{ text: 'Hi' }] },
  ]);
});

test('any signed reasoning arrives unchanged', () => {
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (text, signature) => {
    expect(conversation(HELLO, { type: 'reasoning', summary: [], encrypted_content: sealed({ text, signature }) }, SAID).messages).toEqual([
      ASKED, { role: 'assistant', content: [{ reasoningContent: { reasoningText: { text, signature } } }, { text: 'Hi' }] },
    ]);
  }));
});

test.each<[unknown, unknown[]]>([
  ['', []],
  ['21', [{ text: '21' }]],
  [[{ type: 'input_text', text: 'a' }, { type: 'input_text', text: ' ' }, { type: 'input_image', image_url: PNG }], [{ text: 'a' }, { image: { format: 'png', source: { bytes: 'QUJD' } } }]],
  [[{ type: 'input_file', file_data: PDF }], [{ document: { format: 'pdf', name: 'document', source: { bytes: 'QUJD' } } }]],
])('the output %j becomes %j', (output, content) => {
  expect(conversation(HELLO, CALL, { ...OUTPUT, output }).messages).toContainEqual({ role: 'user', content: [{ toolResult: { toolUseId: 'call_1', content } }] });
});

test('calls beside each other are answered together, calls after each other one by one', () => {
  const second = { ...CALL, call_id: 'call_2' };
  const answer = { ...OUTPUT, call_id: 'call_2' };
  const roles = (...items: unknown[]) => (conversation(HELLO, ...items).messages as { role: string; content: object[] }[])
    .map(({ role, content }) => [role, ...content.flatMap((block) => Object.keys(block))]);
  expect(roles(CALL, second, answer, OUTPUT, { role: 'user', content: 'And now?' })).toEqual([
    ['user', 'text'], ['assistant', 'toolUse', 'toolUse'], ['user', 'toolResult', 'toolResult', 'text'],
  ]);
  expect(roles(CALL, OUTPUT, second, answer)).toEqual([
    ['user', 'text'], ['assistant', 'toolUse'], ['user', 'toolResult'], ['assistant', 'toolUse'], ['user', 'toolResult'],
  ]);
});

test('consecutive messages of one role are merged, blank ones of the assistant say nothing', () => {
  expect(conversation(HELLO, { role: 'user', content: 'there' }, { role: 'assistant', content: '' }, { role: 'assistant', content: [{ type: 'refusal', refusal: 'No.' }] }).messages)
    .toEqual([{ role: 'user', content: [{ text: 'Hello' }, { text: 'there' }] }, { role: 'assistant', content: [{ text: 'No.' }] }]);
});

test('nothing of an input that looks like reasoning is repeated in an error', () => {
  expect(refusalOf(() => conversation(HELLO, { type: 'reasoning', summary: [], encrypted_content: 'my secret' })).message).not.toContain('secret');
});

function user(part: unknown): unknown {
  return { role: 'user', content: [part] };
}

function reasoning(content: unknown): unknown {
  return { type: 'reasoning', summary: [], encrypted_content: content };
}

test.each<[string, unknown[]]>([
  ['input', [{ role: 'developer', content: 'Only this' }]],
  ['input', [{ role: 'assistant', content: 'I begin' }, HELLO]],
  ['input[0]', ['Hello']],
  ['input[0].role', [{ content: 'x' }]],
  ['input[0].role', [{ role: 'tool', content: 'x' }]],
  ...['item_reference', 'web_search_call', 'file_search_call', 'computer_call', 'code_interpreter_call', 'mcp_call', 'image_generation_call', 'custom_tool_call',
    'local_shell_call', 'compaction', 'constructor'].map((type) => ['input[0].type', [{ type, id: 'x' }]] as [string, unknown[]]),
  ['input[0].phase', [{ ...HELLO, phase: 'commentary' }]],
  ['input[0].name', [{ ...HELLO, name: 'Ann' }]],
  ['input[0].content', [{ role: 'user' }]],
  ['input[0].content', [{ role: 'user', content: [] }]],
  ['input[0].content', [{ role: 'user', content: [{ type: 'input_file', file_data: PDF }] }]],
  ['input[0].content[0].type', [user({ type: 'text', text: 'x' })]],
  ['input[0].content[0].type', [user({ type: 'input_audio' })]],
  ['input[0].content[0].text', [user({ type: 'input_text', text: ' ' })]],
  ['input[0].content[0].prompt_cache_breakpoint', [user({ type: 'input_text', text: 'x', prompt_cache_breakpoint: { mode: 'explicit' } })]],
  ['input[0].content[0].image_url', [user({ type: 'input_image', image_url: 'https://example.com/a.png' })]],
  ['input[0].content[0].image_url', [user({ type: 'input_image' })]],
  ['input[0].content[0].file_id', [user({ type: 'input_image', file_id: 'file-1' })]],
  ['input[0].content[0].detail', [user({ type: 'input_image', image_url: PNG, detail: 'original' })]],
  ['input[0].content[0].file_id', [user({ type: 'input_file', file_id: 'file-1' })]],
  ['input[0].content[0].file_url', [user({ type: 'input_file', file_url: 'https://example.com/a.pdf' })]],
  ['input[0].content[0].file_data', [user({ type: 'input_file', file_data: 'https://example.com/a.pdf' })]],
  ['input[0].content[0].detail', [user({ type: 'input_file', file_data: PDF, detail: 'high' })]],
  ['input[1].content[0].annotations', [HELLO, { role: 'assistant', content: [{ type: 'output_text', text: 'x', annotations: [{}] }] }]],
  ['input[1].content[0].logprobs', [HELLO, { role: 'assistant', content: [{ type: 'output_text', text: 'x', logprobs: [{}] }] }]],
  ['input[1].call_id', [HELLO, { ...CALL, call_id: 'a:b' }]],
  ['input[1].name', [HELLO, { ...CALL, name: '' }]],
  ['input[1].arguments', [HELLO, { ...CALL, arguments: '[]' }]],
  ['input[1].arguments.id', [HELLO, { ...CALL, arguments: '{"id":12345678901234567890}' }]],
  ['input[1].namespace', [HELLO, { ...CALL, namespace: 'x' }]],
  ['input[2].call_id', [HELLO, CALL, CALL]],
  ['input[2]', [HELLO, CALL]],
  ['input[2]', [HELLO, CALL, HELLO]],
  ['input[2]', [HELLO, CALL, { role: 'developer', content: 'x' }]],
  ['input[4]', [HELLO, CALL, { ...CALL, call_id: 'call_2' }, OUTPUT, { ...CALL, call_id: 'call_3' }]],
  ['input[4]', [HELLO, CALL, { ...CALL, call_id: 'call_2' }, OUTPUT, reasoning(null)]],
  ['input[1].call_id', [HELLO, OUTPUT]],
  ['input[3].call_id', [HELLO, CALL, OUTPUT, OUTPUT]],
  ['input[2].output', [HELLO, CALL, { type: 'function_call_output', call_id: 'call_1' }]],
  ['input[2].output[0].type', [HELLO, CALL, { ...OUTPUT, output: [{ type: 'output_text', text: 'x' }] }]],
  ['input[2].caller', [HELLO, CALL, { ...OUTPUT, caller: { type: 'program', caller_id: 'x' } }]],
  ['input[1].summary', [HELLO, { type: 'reasoning', summary: 'x' }]],
  ...[1, 'x', 'QUJD', 'e30=', 'eyJ0ZXh0IjoieCJ9', 'bnVsbA==', 'eyJyZWRhY3RlZCI6IiEifQ=='].map((content) => [
    'input[1].encrypted_content', [HELLO, reasoning(content)],
  ] as [string, unknown[]]),
])('%s is refused in %j', (field, input) => {
  expect(fieldRefused(...input)).toBe(field);
});
