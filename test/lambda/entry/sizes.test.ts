import { exchange } from './support/gateway-in-process';
import { Operation, OPERATIONS, requestOf, wellAnswered } from './support/operations';
import { JsonObject } from '../../../lambda/surfaces/shared/json';
import { MAX_BODY_BYTES } from '../../../lambda/surfaces/shared/json-body';

// What costs more than time in proportion to its size does not end within the time of a test at these sizes.

const BLOCKS = 1_000;
const many = <Value>(count: number, make: (index: number) => Value) => Array.from({ length: count }, (_, index) => make(index));
const upToLimit = (length: number) => Math.floor((MAX_BODY_BYTES - 10_000) / length);
const ROLES = ['user', 'assistant'];

interface Sizes {
  /** Of the smallest request, with this text. */
  readonly text: (text: string) => JsonObject;
  /** So many content blocks in turns, calls of tools and their results among them. */
  readonly blocks: (count: number) => JsonObject;
  /** So many of the smallest messages there are. */
  readonly messages: (count: number) => JsonObject;
  /** This value in a place where the caller's own JSON may stand. */
  readonly free: (value: unknown) => JsonObject;
}

const SCHEMA = (value: unknown) => ({ type: 'object', enum: value });
const converse = (content: readonly object[], index: number) => ({ role: ROLES[index % 2], content });
const claude = (index: number) => ({ role: ROLES[index % 2], content: 'a' });

const CONVERSE: Sizes = {
  text: (text) => ({ messages: [converse([{ text }], 0)] }),
  blocks: (count) => ({
    messages: many(count, (index) => converse([index % 2 === 0 ? { text: 'Hi' } : { toolUse: { toolUseId: `t${index}`, name: 'look', input: {} } }], index)).concat(converse([{ text: 'Hi' }], 0)),
  }),
  messages: (count) => ({ messages: many(count, (index) => converse([{ text: 'a' }], index)) }),
  free: (value) => ({ messages: [converse([{ text: 'Hi' }], 0)], additionalModelRequestFields: { x: value } }),
};

const CLAUDE: Sizes = {
  text: (text) => ({ messages: [{ role: 'user', content: text }] }),
  blocks: (count) => ({
    tools: [{ name: 'look', input_schema: { type: 'object' } }],
    messages: [
      { role: 'user', content: 'Hi' },
      ...many(count / 2, (index) => [
        { role: 'assistant', content: [{ type: 'tool_use', id: `t${index}`, name: 'look', input: {} }] },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: `t${index}`, content: 'a' }] },
      ]).flat(),
    ],
  }),
  messages: (count) => ({ messages: many(count, claude) }),
  free: (value) => ({ messages: [claude(0)], tools: [{ name: 'look', input_schema: SCHEMA(value) }] }),
};

const CHAT: Sizes = {
  ...CLAUDE,
  blocks: (count) => ({
    tools: [{ type: 'function', function: { name: 'look' } }],
    messages: [
      { role: 'user', content: 'Hi' },
      ...many(count / 2, (index) => [
        { role: 'assistant', tool_calls: [{ id: `t${index}`, type: 'function', function: { name: 'look', arguments: '{}' } }] },
        { role: 'tool', tool_call_id: `t${index}`, content: 'a' },
      ]).flat(),
      { role: 'user', content: many(10, (index) => ({ type: 'file', file: { filename: 'a.pdf', file_data: `data:application/pdf;base64,QUJ${index}` } })).concat({ type: 'text', text: 'a' } as never) },
    ],
  }),
  free: (value) => ({ messages: [claude(0)], tools: [{ type: 'function', function: { name: 'look', parameters: SCHEMA(value) } }] }),
};

const RESPONSES: Sizes = {
  text: (text) => ({ input: text }),
  blocks: (count) => ({
    tools: [{ type: 'function', name: 'look' }],
    input: [
      { role: 'user', content: 'Hi' },
      ...many(count / 2, (index) => [
        { type: 'function_call', call_id: `t${index}`, name: 'look', arguments: '{}' }, { type: 'function_call_output', call_id: `t${index}`, output: 'a' },
      ]).flat(),
    ],
  }),
  messages: (count) => ({ input: many(count, claude) }),
  free: (value) => ({ input: 'Hi', tools: [{ type: 'function', name: 'look', parameters: SCHEMA(value) }] }),
};

const EMBEDDINGS: Sizes = {
  text: (text) => ({ input: text }),
  blocks: (count) => ({ input: many(count, () => 'a') }),
  messages: (count) => ({ input: many(Math.min(count, 2_048), () => 'a') }),
  free: (value) => ({ input: value }),
};

function sizesOf({ path, title }: Operation): Sizes {
  if (title.startsWith('Converse')) return CONVERSE;
  if (path.endsWith('completions')) return CHAT;
  if (path.endsWith('responses')) return RESPONSES;
  return path.endsWith('embeddings') ? EMBEDDINGS : CLAUDE;
}

async function ask(operation: Operation, body: JsonObject | Uint8Array) {
  const { model } = operation.full as JsonObject;
  const capped = /messages|invoke/.test(operation.path) ? { max_tokens: 5, ...operation.path.includes('invoke') && { anthropic_version: 'bedrock-2023-05-31' } } : {};
  const bytes = body instanceof Uint8Array ? body : Buffer.from(JSON.stringify({ ...model !== undefined && { model }, ...capped, ...body }), 'utf8');
  const answered = await exchange(requestOf(operation, bytes), () => wellAnswered(operation));
  expect(answered.faults).toEqual([]);
  expect(answered.ended).toBe(true);
  if (answered.status === 200) return 'served';
  expect(answered).toMatchObject({ calls: [], counted: false });
  return `${answered.status}: ${operation.api.errorOf(answered).message}`;
}

const WHOLE = OPERATIONS.filter(({ streamed }) => !streamed);

describe.each(WHOLE)('$title', (operation) => {
  const sizes = sizesOf(operation);

  test('takes all that fits: one text, and texts of nothing but escapes', async () => {
    expect(await ask(operation, sizes.text('ü'.repeat(upToLimit(2))))).toBe('served');
    expect(await ask(operation, sizes.text('"\u0001'.repeat(upToLimit(8))))).toBe('served');
  });

  test('takes conversations of a thousand blocks, and of tens of thousands of messages', async () => {
    expect(await ask(operation, sizes.blocks(BLOCKS))).toBe('served');
    expect(await ask(operation, sizes.messages(upToLimit(120)))).toBe('served');
  });

  test.each([
    ['numbers', () => many(upToLimit(10), () => 1)], ['empty objects', () => many(upToLimit(30), () => ({}))],
    ['names', () => Object.fromEntries(many(upToLimit(140), (index) => [`n${index}`, 1]))],
  ])('is done with hundreds of thousands of %s', async (_what, make) => {
    expect(await ask(operation, sizes.free(make()))).toMatch(/^(served$|400: )/);
  });

  test('refuses what API Gateway would not have let through, and brackets without end', async () => {
    expect(await ask(operation, Buffer.alloc(MAX_BODY_BYTES + 1, ' '))).toMatch(/^4(00|13): the request body has 10485761 bytes: expected at most 10485760/);
    expect(await ask(operation, Buffer.alloc(MAX_BODY_BYTES, '['))).toMatch(/^400: the request body is nested deeper than 256 levels/);
    expect(await ask(operation, Buffer.alloc(MAX_BODY_BYTES, '"\\'))).toMatch(/^400: the request body is not valid JSON/);
  });
});
