import { affinityKey } from '../../../../lambda/core/affinity/affinity-key';
import { beginningOf } from '../../../../lambda/core/affinity/beginning-of';
import { ConverseBody, ConverseMessage } from '../../../../lambda/core/converse';
import { AffinityPlan } from '../../../../src/contract/plan';

const CONVERSATION: AffinityPlan = { kind: 'conversation' };
const HEADER: AffinityPlan = { kind: 'header', name: 'x-conversation-id' };

const user = (text: string): ConverseMessage => ({ role: 'user', content: [{ text }] });
const assistant = (text: string): ConverseMessage => ({ role: 'assistant', content: [{ text }] });
const bodyOf = (members: Partial<ConverseBody> = {}): ConverseBody => ({ messages: [user('Hello')], system: [{ text: 'Be brief.' }], ...members });
const toolsOf = (...names: readonly string[]) => names.map((name) => ({ toolSpec: { name, inputSchema: { json: { type: 'object' } } } }));

const keyOf = (body: ConverseBody, tenant = 'acme') => affinityKey(CONVERSATION, tenant, () => beginningOf(body), () => undefined);
const headerKey = (value: string | undefined, tenant = 'acme') => affinityKey(HEADER, tenant, () => beginningOf(bodyOf()), (name) => name === 'x-conversation-id' ? value : 'another');

test('without affinity there is no key', () => {
  expect(affinityKey(undefined, 'acme', () => beginningOf(bodyOf()), () => 'x')).toBeUndefined();
});

describe('a conversation', () => {
  it('keeps its key in all its turns', () => {
    const first = keyOf(bodyOf());
    expect(first).toMatch(/^[0-9a-f]{16}$/);
    expect(keyOf(bodyOf({ messages: [user('Hello'), assistant('Hi!'), user('How are you?')] }))).toBe(first);
    expect(keyOf(bodyOf({ messages: [user('Hello'), assistant('Hi!'), user('And now?'), assistant('Well.'), user('Bye')] }))).toBe(first);
  });

  it('keeps its key when cache markers move and settings change', () => {
    const first = keyOf(bodyOf({ toolConfig: { tools: toolsOf('search') } }));
    expect(keyOf({
      messages: [{ role: 'user', content: [{ text: 'Hello' }, { cachePoint: { type: 'default' } }] }],
      system: [{ text: 'Be brief.' }, { cachePoint: { type: 'default', ttl: '1h' } }],
      toolConfig: { tools: [...toolsOf('search'), { cachePoint: { type: 'default' } }], toolChoice: { any: {} } },
      inferenceConfig: { temperature: 0.3, maxTokens: 5 },
    })).toBe(first);
  });

  it.each<[string, Partial<ConverseBody>]>([
    ['first message', { messages: [user('Hello!')] }],
    ['system prompt', { system: [{ text: 'Be long.' }] }],
    ['absence of a system prompt', { system: undefined }],
    ['tools', { toolConfig: { tools: toolsOf('search') } }],
    ['image', { messages: [{ role: 'user', content: [{ text: 'Hello' }, { image: { format: 'png', source: { bytes: 'aGk=' } } }] }] }],
  ])('with another %s is another one', (_, members) => {
    expect(keyOf(bodyOf(members))).not.toBe(keyOf(bodyOf()));
  });

  it('does not mistake the system prompt for the first message', () => {
    expect(keyOf({ system: [{ text: 'a' }], messages: [user('b')] })).not.toBe(keyOf({ system: [{ text: 'b' }], messages: [user('a')] }));
  });

  it('of another tenant has another key', () => {
    expect(keyOf(bodyOf(), 'globex')).not.toBe(keyOf(bodyOf(), 'acme'));
  });

  it('differs from others behind the same long system prompt', () => {
    const system = [{ text: 'x'.repeat(200_000) }];
    expect(keyOf(bodyOf({ system, messages: [user('one')] }))).not.toBe(keyOf(bodyOf({ system, messages: [user('two')] })));
  });

  it('is not told apart by what lies beyond the beginning of a text, except by its length', () => {
    const long = 'x'.repeat(9_000);
    expect(keyOf(bodyOf({ messages: [user(`${long}a`)] }))).toBe(keyOf(bodyOf({ messages: [user(`${long}b`)] })));
    expect(keyOf(bodyOf({ messages: [user(`${long}a`)] }))).not.toBe(keyOf(bodyOf({ messages: [user(`${long}aa`)] })));
  });

  it('that begins with nothing has no key', () => {
    expect(keyOf({ messages: [] })).toBeUndefined();
    expect(keyOf({ messages: [assistant('Hi')] })).toBeUndefined();
  });

  it('reads only the beginning of a very large body', () => {
    let read = 0;
    const content = Array.from({ length: 50_000 }, () => ({ get text() { read++; return 'word'; } }));
    expect(keyOf({ messages: [{ role: 'user', content }] })).toBeDefined();
    expect(read).toBeLessThan(9_000);
  });

  it('may be nested deeply', () => {
    let schema: unknown = 'end';
    for (let depth = 0; depth < 20_000; depth++) schema = [schema];
    expect(keyOf(bodyOf({ toolConfig: { tools: schema } }))).toBeDefined();
  });
});

describe('a header', () => {
  it('with the same value gives the same key, whatever the body says', () => {
    expect(headerKey('one')).toMatch(/^[0-9a-f]{16}$/);
    expect(affinityKey(HEADER, 'acme', () => beginningOf(bodyOf({ messages: [user('Other')] })), () => 'one')).toBe(headerKey('one'));
  });

  it('with another value, or of another tenant, gives another key', () => {
    expect(new Set([headerKey('one'), headerKey('two'), headerKey('one', 'globex')]).size).toBe(3);
  });

  it.each([undefined, ''])('that is %j gives none', (value) => {
    expect(headerKey(value)).toBeUndefined();
  });
});
