import { cacheWritesOf } from '../../../lambda/core/cache-writes';
import { ContentBlock, ConverseBody } from '../../../lambda/core/converse';

const MARKED = { cachePoint: { type: 'default' } };
const MARKED_FOR = (ttl: unknown) => ({ cachePoint: { type: 'default', ttl } });

function body(members: Partial<ConverseBody> = {}): ConverseBody {
  return { messages: [{ role: 'user', content: [{ text: 'hello' }] }], ...members };
}

describe('the cache writes that a request asks for', () => {
  it.each([
    ['nothing is marked', body({ system: [{ text: 'be brief' }], toolConfig: { tools: [{ toolSpec: { name: 'cachePoint' } }] } })],
    ['a text and an argument speak of cache points', body({ messages: [{ role: 'assistant', content: [{ text: 'cachePoint' }, { toolUse: { input: { cachePoint: { ttl: '1h' } } } }] }] })],
    ['the model has fields of its own', body({ additionalModelRequestFields: { thinking: { type: 'enabled' } } })],
    ['a member is null', body({ additionalModelRequestFields: { cache_control: null } })],
  ])('are none when %s', (_when, request) => {
    expect(cacheWritesOf(request)).toBe('none');
  });

  it.each([
    ['the system prompt', (block: ContentBlock) => body({ system: [{ text: 'be brief' }, block] })],
    ['a later message', (block: ContentBlock) => body({ messages: [{ role: 'user', content: [{ text: 'a' }] }, { role: 'user', content: [{ text: 'b' }, block] }] })],
    ['the tools', (block: ContentBlock) => body({ toolConfig: { tools: [{ toolSpec: {} }, block] } })],
  ])('are found in %s', (_place, request) => {
    expect(cacheWritesOf(request(MARKED))).toBe('5m');
    expect(cacheWritesOf(request(MARKED_FOR('5m')))).toBe('5m');
    expect(cacheWritesOf(request(MARKED_FOR('1h')))).toBe('1h');
  });

  it.each([
    [{ cache_control: { type: 'ephemeral' } }, '5m'],
    [{ cache_control: { type: 'ephemeral', ttl: '1h' } }, '1h'],
    [{ tools: [{ name: 'a' }, { name: 'b', cache_control: { type: 'ephemeral', ttl: '1h' } }] }, '1h'],
    [{ cache_control: true }, '5m'],
  ])('are found in the fields of Claude, as in %j', (additionalModelRequestFields, expected) => {
    expect(cacheWritesOf(body({ additionalModelRequestFields }))).toBe(expected);
  });

  it('are of the longest lifetime, wherever it is', () => {
    expect(cacheWritesOf(body({ system: [MARKED_FOR('1h')], messages: [{ role: 'user', content: [MARKED] }] }))).toBe('1h');
    expect(cacheWritesOf(body({ system: [MARKED], messages: [{ role: 'user', content: [MARKED_FOR('1h')] }] }))).toBe('1h');
    expect(cacheWritesOf(body({ system: [MARKED], additionalModelRequestFields: { cache_control: { ttl: '1h' } } }))).toBe('1h');
  });

  it.each(['24h', 3_600, ''])('of a lifetime that is not known, %j, count as the dearest', (ttl) => {
    expect(cacheWritesOf(body({ system: [MARKED_FOR(ttl)] }))).toBe('1h');
  });

  it('are found however deep they are', () => {
    let fields: object = { cache_control: { ttl: '1h' } };
    for (let depth = 0; depth < 50_000; depth++) fields = { inner: fields };
    expect(cacheWritesOf(body({ additionalModelRequestFields: fields }))).toBe('1h');
  });
});
