import { JsonObject } from '../../../../../lambda/surfaces/shared/json';
import { refusalOf } from '../../support';
import { assistantBlock, HELLO, translated, userBlock, WEATHER, WEATHER_RESULT, WEATHER_USE } from '../messages-support';

const conversation = (...messages: unknown[]) => translated({ messages, tools: [WEATHER] }).messages;
const fieldOf = (...messages: unknown[]) => refusalOf(() => conversation(...messages)).details.field;
const text = (value: string) => ({ type: 'text', text: value });
const USES = { role: 'assistant', content: [WEATHER_USE] };
const ANSWERS = { role: 'user', content: [WEATHER_RESULT] };

describe('turns', () => {
  test('consecutive messages of one role are one', () => {
    expect(conversation(HELLO, { role: 'user', content: [text('again')] }, { role: 'assistant', content: 'A' }, { role: 'assistant', content: 'B' }, HELLO)).toEqual([
      { role: 'user', content: [{ text: 'Hello' }, { text: 'again' }] },
      { role: 'assistant', content: [{ text: 'A' }, { text: 'B' }] },
      { role: 'user', content: [{ text: 'Hello' }] },
    ]);
  });

  test('a last message from the assistant begins the answer, an empty one does not', () => {
    expect(conversation(HELLO, { role: 'assistant', content: 'Because' })).toHaveLength(2);
    expect(conversation(HELLO, { role: 'assistant', content: '' })).toHaveLength(1);
    expect(conversation(HELLO, { role: 'assistant', content: [] })).toHaveLength(1);
  });

  test.each([
    [[{ role: 'assistant', content: 'Hi' }], 'messages'], [[{ role: 'assistant', content: '' }], 'messages'], [[], 'messages'],
    [[{ role: 'user', content: '' }], 'messages[0].content'], [[{ role: 'user', content: [] }], 'messages[0].content'],
    [[{ role: 'user', content: ' \n' }], 'messages[0].content'], [[{ role: 'user' }], 'messages[0].content'], [[HELLO, 'x'], 'messages[1]'],
    [[HELLO, { role: 'assistant', content: '' }, HELLO], 'messages[1].content'], [[{ role: 'system', content: 'x' }, HELLO], 'messages[0].role'], [[{ role: 'tool', content: 'x' }], 'messages[0].role'],
    [[{ ...HELLO, name: 'x' }], 'messages[0].name'], [[{ role: 'user', content: [text('')] }], 'messages[0].content[0].text'],
    [[{ role: 'user', content: ['x'] }], 'messages[0].content[0]'], [[{ role: 'user', content: [{ type: 'audio' }] }], 'messages[0].content[0].type'],
    [[{ role: 'user', content: [{ type: 'toString' }] }], 'messages[0].content[0].type'],
  ])('%j is refused at %s', (messages, field) => {
    expect(fieldOf(...messages)).toBe(field);
  });
});

describe('tool uses and their results', () => {
  test('are translated in both directions', () => {
    expect(conversation(HELLO, USES, ANSWERS)).toEqual([
      { role: 'user', content: [{ text: 'Hello' }] },
      { role: 'assistant', content: [{ toolUse: { toolUseId: 'toolu_1', name: 'get_weather', input: { city: 'Bern' } } }] },
      { role: 'user', content: [{ toolResult: { toolUseId: 'toolu_1', content: [{ text: '21 degrees' }] } }] },
    ]);
  });

  test.each([
    [[HELLO, USES], 'messages[2]'], [[HELLO, USES, HELLO], 'messages[3]'], [[HELLO, USES, HELLO, { role: 'assistant', content: 'x' }], 'messages[3]'],
    [[HELLO, ANSWERS], 'messages[1].content[0].tool_use_id'], [[HELLO, USES, ANSWERS, ANSWERS], 'messages[3].content[0].tool_use_id'],
    [[HELLO, USES, USES, ANSWERS], 'messages[2].content[0].id'], [[{ role: 'user', content: [WEATHER_USE] }], 'messages[0].content[0].type'],
    [[HELLO, { role: 'assistant', content: [WEATHER_RESULT] }], 'messages[1].content[0].type'],
  ])('%j does not fit together at %s', (messages, field) => {
    expect(fieldOf(...messages)).toBe(field);
  });

  test('a result may come in a second message of the same turn', () => {
    expect(conversation(HELLO, USES, HELLO, ANSWERS)).toHaveLength(3);
  });

  const result = (fields: object) => {
    const messages = conversation(HELLO, USES, { role: 'user', content: [{ ...WEATHER_RESULT, ...fields }] }) as { content: JsonObject[] }[];
    return messages[2].content;
  };

  test.each([
    [{ content: null }, { content: [] }], [{ content: '' }, { content: [] }], [{ content: ' ' }, { content: [] }], [{ content: [] }, { content: [] }],
    [{ is_error: true }, { content: [{ text: '21 degrees' }], status: 'error' }], [{ is_error: false }, { content: [{ text: '21 degrees' }] }],
    [{ content: [text('a'), { type: 'image', source: { type: 'base64', media_type: 'image/gif', data: 'QUJD' } }] }, { content: [{ text: 'a' }, { image: { format: 'gif', source: { bytes: 'QUJD' } } }] }],
    [{ content: [{ type: 'search_result', source: 's', title: 't', content: [text('x')] }] }, { content: [{ searchResult: { source: 's', title: 't', content: [{ text: 'x' }] } }] }],
  ])('a result with %j becomes one with %j', (fields, becomes) => {
    expect(result(fields)).toEqual([{ toolResult: { toolUseId: 'toolu_1', ...becomes } }]);
  });

  test('the cache point of a result follows it', () => {
    expect(result({ cache_control: { type: 'ephemeral' } })).toEqual([expect.objectContaining({ toolResult: expect.anything() as unknown }), { cachePoint: { type: 'default' } }]);
  });

  test.each([
    [{ content: 7 }, 'content'], [{ content: [{ type: 'tool_reference' }] }, 'content[0].type'], [{ is_error: 'no' }, 'is_error'], [{ toolset_name: 'x' }, 'toolset_name'],
    [{ content: [{ ...text('a'), cache_control: { type: 'ephemeral' } }] }, 'content[0].cache_control'],
  ])('a result with %j is refused at %s', (fields, field) => {
    expect(refusalOf(() => result(fields)).details.field).toBe(`messages[2].content[0].${field}`);
  });

  test.each([
    [{ id: 'a b' }, 'id'], [{ id: '' }, 'id'], [{ name: 'n'.repeat(65) }, 'name'], [{ input: '{}' }, 'input'], [{ input: undefined }, 'input'],
    [{ caller: { type: 'code_execution_20250825', tool_id: 'x' } }, 'caller.type'], [{ toolset_name: 'browser' }, 'toolset_name'],
  ])('a use with %j is refused at %s', (fields, field) => {
    expect(fieldOf(HELLO, { role: 'assistant', content: [{ ...WEATHER_USE, ...fields }] }, ANSWERS)).toBe(`messages[1].content[0].${field}`);
  });

  test('the tools have to be there', () => {
    expect(refusalOf(() => translated({ messages: [HELLO, USES, ANSWERS] })).details.field).toBe('tools');
    expect(refusalOf(() => translated({ messages: [HELLO, USES, ANSWERS], tools: [WEATHER], tool_choice: { type: 'none' } })).details.field).toBe('tool_choice');
  });
});

const image = (source: unknown) => ({ type: 'image', source });
const document = (source: unknown, more: object = {}) => ({ type: 'document', source, ...more });
const PDF = { type: 'base64', media_type: 'application/pdf', data: 'QUJD' };

test.each<[object, object]>([
  [text('Hi'), { text: 'Hi' }],
  [image({ type: 'base64', media_type: 'image/jpeg', data: 'QUJD' }), { image: { format: 'jpeg', source: { bytes: 'QUJD' } } }],
  [{ ...image({ type: 'base64', media_type: 'image/webp', data: 'QQ==' }), transformations: { oversized_image: 'downsize' } }, { image: { format: 'webp', source: { bytes: 'QQ==' } } }],
  [document(PDF), { document: { format: 'pdf', source: { bytes: 'QUJD' }, name: 'Document 1' } }],
  [
    document({ type: 'text', media_type: 'text/plain', data: 'Rivers bend.' }, { title: 'Notes (2)', context: 'Old', citations: { enabled: true } }),
    { document: { format: 'txt', source: { text: 'Rivers bend.' }, name: 'Notes (2)', context: 'Old', citations: { enabled: true } } },
  ],
  [document({ type: 'content', content: 'x' }, { citations: { enabled: false } }), { document: { source: { content: [{ text: 'x' }] }, name: 'Document 1' } }],
  [document({ type: 'content', content: [text('x'), text('y')] }), { document: { source: { content: [{ text: 'x' }, { text: 'y' }] }, name: 'Document 1' } }],
  [
    { type: 'search_result', source: 'https://example.com', title: 'T', content: [text('x')], citations: { enabled: true } },
    { searchResult: { source: 'https://example.com', title: 'T', content: [{ text: 'x' }], citations: { enabled: true } } },
  ],
])('a user\'s block %j becomes %j, with a cache point if it is marked', (block, becomes) => {
  expect(userBlock(block)).toEqual([becomes]);
  expect(userBlock({ ...block, cache_control: { type: 'ephemeral', ttl: '1h' } })).toEqual([becomes, { cachePoint: { type: 'default', ttl: '1h' } }]);
});

test.each<[object, string]>([
  [image({ type: 'url', url: 'https://example.com/a.png' }), 'source.type'], [image({ type: 'file', file_id: 'f' }), 'source.type'],
  [image({ type: 'base64', media_type: 'image/bmp', data: 'QUJD' }), 'source.media_type'], [image({ type: 'base64', media_type: 'image/png', data: 'x y' }), 'source.data'],
  [image({ type: 'base64', media_type: 'image/png', data: '' }), 'source.data'], [image(undefined), 'source'],
  [{ ...image({ type: 'base64', media_type: 'image/png', data: 'QUJD' }), transformations: { oversized_image: 'error' } }, 'transformations.oversized_image'],
  [document({ type: 'url', url: 'https://example.com/a.pdf' }), 'source.type'], [document({ type: 'file', file_id: 'f' }), 'source.type'],
  [document({ ...PDF, media_type: 'text/html' }), 'source.media_type'], [document({ type: 'text', media_type: 'text/html', data: 'x' }), 'source.media_type'],
  [document(PDF, { title: 'report.pdf' }), 'title'], [document(PDF, { title: 'two  spaces' }), 'title'], [document(PDF, { title: 'two\nlines' }), 'title'], [document(PDF, { context: '' }), 'context'],
  [document(PDF, { citations: { enabled: 'yes' } }), 'citations.enabled'], [document({ type: 'content', content: [image({})] }), 'source.content[0].type'],
  [document({ type: 'content', content: [] }), 'source.content'],
  [{ ...text('x'), citations: [{ type: 'char_location' }] }, 'citations'], [{ ...text('x'), cache_control: 'on' }, 'cache_control'],
  [{ ...text('x'), cache_control: { type: 'ephemeral', ttl: '2h' } }, 'cache_control.ttl'],
  [{ type: 'search_result', source: '', title: 't', content: [text('x')] }, 'source'], [{ type: 'thinking', thinking: 'x', signature: 's' }, 'type'],
])('a user\'s block %j is refused at %s', (block, field) => {
  expect(refusalOf(() => userBlock(block)).details.field).toBe(`messages[0].content[0].${field}`);
});

test('a title is not repeated: it may be part of a prompt', () => {
  expect(refusalOf(() => userBlock(document(PDF, { title: 'my secret.pdf' }))).message).not.toContain('secret');
});

test('a fetch on behalf of a caller is refused with a word on what to do', () => {
  expect(refusalOf(() => userBlock(image({ type: 'url', url: 'https://example.com/a.png' }))).message).toContain("send the bytes as 'base64'");
});

test('a document without a text beside it is refused, as Bedrock would', () => {
  const refusal = refusalOf(() => translated({ messages: [{ role: 'user', content: [document(PDF)] }] }));
  expect(refusal.details.field).toBe('messages[0]');
  expect(refusal.message).toContain('beside a text');
});

test('documents without a title are counted over the whole request', () => {
  const messages = translated({ messages: [{ role: 'user', content: [document(PDF), document(PDF, { title: 'Mine' }), text('These')] }, { role: 'assistant', content: 'ok' }, { role: 'user', content: [document(PDF), text('This')] }] }).messages as { content: { document?: { name: string } }[] }[];
  expect(messages.flatMap(({ content }) => content.flatMap((block) => block.document?.name ?? []))).toEqual(['Document 1', 'Mine', 'Document 3']);
});

const CITED = {
  type: 'char_location', cited_text: 'Rivers bend.', document_index: 0, document_title: 'Notes', file_id: null, start_char_index: 0, end_char_index: 12,
};

test.each<[object, object]>([
  [{ type: 'thinking', thinking: 'Hm.', signature: 'c2ln' }, { reasoningContent: { reasoningText: { text: 'Hm.', signature: 'c2ln' } } }],
  [{ type: 'thinking', thinking: '', signature: 'c2ln' }, { reasoningContent: { reasoningText: { text: '', signature: 'c2ln' } } }],
  [{ type: 'redacted_thinking', data: 'QUJD' }, { reasoningContent: { redactedContent: 'QUJD' } }],
  [{ ...text('So'), citations: null }, { text: 'So' }],
  [
    { ...text('So'), citations: [CITED] },
    {
      citationsContent: {
        content: [{ text: 'So' }],
        citations: [{ title: 'Notes', sourceContent: [{ text: 'Rivers bend.' }], location: { documentChar: { documentIndex: 0, start: 0, end: 12 } } }],
      },
    },
  ],
])('an assistant\'s block %j becomes %j', (block, becomes) => {
  expect(assistantBlock(block)).toEqual([becomes]);
});

test.each<[object, string]>([
  [{ type: 'thinking', thinking: 'x' }, 'signature'], [{ type: 'thinking', thinking: 'x', signature: 's', cache_control: { type: 'ephemeral' } }, 'cache_control'],
  [{ type: 'redacted_thinking', data: 'no base64' }, 'data'], [{ type: 'redacted_thinking', data: '' }, 'data'],
  [{ type: 'server_tool_use', id: 'x', name: 'web_search', input: {} }, 'type'], [document(PDF), 'type'],
  [{ ...text('x'), citations: [{ ...CITED, file_id: 'f' }] }, 'citations[0].file_id'], [{ ...text('x'), citations: [{ ...CITED, end_char_index: -1 }] }, 'citations[0].end_char_index'],
  [{ ...text('x'), citations: [{ type: 'web_search_result_location' }] }, 'citations[0].type'],
])('an assistant\'s block %j is refused at %s', (block, field) => {
  expect(refusalOf(() => assistantBlock(block)).details.field).toBe(`messages[1].content[0].${field}`);
});
