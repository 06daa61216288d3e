import * as fc from 'fast-check';
import { ContentBlock, ConverseBody } from '../../../lambda/core/converse';
import { estimateInputTokens } from '../../../lambda/core/estimate-input';

const bodyOf = (...content: readonly ContentBlock[]): ConverseBody => ({ messages: [{ role: 'user', content }] });
const tokensOf = (...content: readonly ContentBlock[]): number => estimateInputTokens(bodyOf(...content));
const EMPTY = tokensOf();

const blocks = fc.oneof(
  fc.string({ unit: 'grapheme' }).map((text) => ({ text })),
  fc.constant({ image: { format: 'png', source: { bytes: 'AAAA' } } }),
  fc.base64String().map((bytes) => ({ document: { name: 'd', source: { bytes } } })),
  fc.jsonValue({ maxDepth: 4 }).map((input) => ({ toolUse: { toolUseId: 't', name: 'n', input } })),
);

/** JSON in which every name is one that means something elsewhere in a request. */
const disguised = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string({ maxLength: 200 }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(null, true, false),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom('image', 'bytes', 'document', 'video', 'audio', 'source', 'format', 'json', 'input', 'text'), tie('value'), { maxKeys: 4 }),
  ),
})).value;

const FREE: readonly (readonly [place: string, bodyWith: (json: unknown) => ConverseBody])[] = [
  ['the arguments of a tool', (input) => bodyOf({ toolUse: { toolUseId: 't', name: 'n', input } })],
  ['the result of a tool', (json) => bodyOf({ toolResult: { toolUseId: 't', content: [{ json }] } })],
  ['the schema of a tool', (json) => ({ messages: [], toolConfig: { tools: [{ toolSpec: { name: 'n', inputSchema: { json } } }] } })],
  ['fields that only one model knows', (additionalModelRequestFields) => ({ messages: [], additionalModelRequestFields })],
];

describe('estimateInputTokens', () => {
  it('is at least 1 and a whole number for any body', () => {
    fc.assert(fc.property(fc.array(blocks, { maxLength: 5 }), (content) => {
      const tokens = tokensOf(...content);
      expect(tokens).toBeGreaterThanOrEqual(1);
      expect(Number.isInteger(tokens)).toBe(true);
    }));
    expect(estimateInputTokens({ messages: [] })).toBeGreaterThanOrEqual(1);
  });

  it('never falls when a block is added', () => {
    fc.assert(fc.property(fc.array(blocks, { maxLength: 5 }), blocks, (content, added) => {
      expect(tokensOf(...content, added)).toBeGreaterThanOrEqual(tokensOf(...content));
    }));
  });

  it('never falls when a text grows', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (text, more) => {
      expect(tokensOf({ text: text + more })).toBeGreaterThanOrEqual(tokensOf({ text }));
    }));
  });

  it('takes three ASCII characters for a token', () => {
    expect(tokensOf({ text: 'x'.repeat(3_000) }) - tokensOf({ text: '' })).toBe(1_000);
  });

  it('takes one Chinese, Japanese or Korean character for a token', () => {
    expect(tokensOf({ text: '漢'.repeat(1_000) }) - tokensOf({ text: '' })).toBe(1_000);
    expect(tokensOf({ text: '한'.repeat(1_000) }) - tokensOf({ text: '' })).toBe(1_000);
  });

  it.each(['é', 'ж', '漢', '😀', 'a\u0301', '👩‍👩‍👧'])('counts %j like its length in UTF-8', (sign) => {
    const text = sign.repeat(300);
    expect(tokensOf({ text }) - tokensOf({ text: '' })).toBe(Math.ceil(Buffer.byteLength(text, 'utf8') / 3));
  });

  it('takes an image for the same however many bytes it has', () => {
    const imageOf = (bytes: string) => tokensOf({ image: { format: 'png', source: { bytes } } });
    expect(imageOf('A'.repeat(4_000_000))).toBe(imageOf('AAAA'));
    expect(imageOf('AAAA') - EMPTY).toBeGreaterThanOrEqual(1_600);
    expect(imageOf('AAAA') - EMPTY).toBeLessThan(1_620);
  });

  it('adds up several images', () => {
    const image = { image: { format: 'png', source: { bytes: 'AAAA' } } };
    expect(tokensOf(image, image, image) - EMPTY).toBeGreaterThanOrEqual(4_800);
  });

  it('lets a document weigh by its size, less than the same characters as text', () => {
    const bytes = 'A'.repeat(80_000);
    const document = tokensOf({ document: { name: 'd', source: { bytes } } });
    expect(document).toBeGreaterThanOrEqual(10_000);
    expect(document).toBeLessThan(tokensOf({ text: bytes }));
  });

  it('counts the system text and tools like messages', () => {
    const text = 'x'.repeat(3_000);
    expect(estimateInputTokens({ messages: [], system: [{ text }] })).toBeGreaterThanOrEqual(1_000);
    expect(estimateInputTokens({ messages: [], toolConfig: { tools: [{ toolSpec: { description: text } }] } })).toBeGreaterThanOrEqual(1_000);
  });

  it('counts the names of members, which are sent too', () => {
    expect(tokensOf({ toolUse: { input: { ['k'.repeat(3_000)]: 1 } } })).toBeGreaterThanOrEqual(1_000);
  });

  describe.each(FREE)('%s', (_place, bodyWith) => {
    it('count in full, whatever the names in them are', () => {
      fc.assert(fc.property(disguised, (json) => {
        expect(estimateInputTokens(bodyWith(json))).toBeGreaterThanOrEqual(Buffer.byteLength(JSON.stringify(json), 'utf8') / 3);
      }));
    });

    it('count at most twice what the same text counts', () => {
      fc.assert(fc.property(disguised, (json) => {
        const asText = estimateInputTokens(bodyOf({ text: JSON.stringify(json) }));
        expect(estimateInputTokens(bodyWith(json)) - estimateInputTokens(bodyWith(''))).toBeLessThanOrEqual(2 * asText);
      }));
    });

    it('count what is neither text nor name', () => {
      const tokensOfMany = (value: unknown) => estimateInputTokens(bodyWith(new Array<unknown>(300_000).fill(value)));
      expect(tokensOfMany([])).toBeGreaterThanOrEqual(300_000);
      expect(tokensOfMany('')).toBeGreaterThanOrEqual(300_000);
      expect(tokensOfMany(1.234567890123)).toBeGreaterThanOrEqual(15 * 100_000);
    });
  });

  it('takes an image in the result of a tool for an image', () => {
    const image = { image: { format: 'png', source: { bytes: 'A'.repeat(4_000_000) } } };
    const tokens = tokensOf({ toolResult: { toolUseId: 't', content: [image, { text: 'seen' }] } });
    expect(tokens).toBeGreaterThanOrEqual(1_600);
    expect(tokens).toBeLessThan(1_650);
  });

  it('takes nothing for an image that is not one', () => {
    expect(tokensOf({ toolResult: { content: [{ image: 'x'.repeat(30_000) }] } })).toBeGreaterThanOrEqual(10_000);
  });

  it.each(['txt', 'csv', 'md', 'html', 'a format of the future', undefined])('counts a document that is text (%s) like the text', (format) => {
    const text = 'Grüße an alle. '.repeat(3_000);
    const document = tokensOf({ document: { format, name: 'd', source: { bytes: Buffer.from(text).toString('base64') } } });
    expect(document).toBeGreaterThanOrEqual(Math.ceil(Buffer.byteLength(text) / 3));
    expect(document).toBeLessThan(tokensOf({ text }) + 30);
  });

  it.each(['pdf', 'doc', 'docx', 'xls', 'xlsx'])('counts a compressed document (%s) for half of that', (format) => {
    const bytes = 'A'.repeat(80_000);
    expect(tokensOf({ document: { format, name: 'd', source: { bytes } } }) - EMPTY).toBeLessThan(10_030);
  });

  it.each(['video', 'audio'])('counts %s like a compressed document', (member) => {
    const tokens = tokensOf({ [member]: { format: 'mp4', source: { bytes: 'A'.repeat(80_000) } } }) - EMPTY;
    expect(tokens).toBeGreaterThanOrEqual(10_000);
    expect(tokens).toBeLessThan(10_030);
  });

  it('counts what is said about a document, and one that comes as text or in blocks', () => {
    const text = 'x'.repeat(3_000);
    const source = { bytes: 'AAAA' };
    expect(tokensOf({ document: { format: 'pdf', name: 'd', context: text, source } })).toBeGreaterThanOrEqual(1_000);
    expect(tokensOf({ document: { format: 'pdf', name: 'd', source: { ...source, text } } })).toBeGreaterThanOrEqual(1_000);
    expect(tokensOf({ document: { format: 'pdf', name: 'd', source: { text } } })).toBeGreaterThanOrEqual(1_000);
    expect(tokensOf({ document: { format: 'pdf', name: 'd', source: { content: [{ text }, { text }] } } })).toBeGreaterThanOrEqual(2_000);
  });

  it('gives bytes no discount outside of an attachment', () => {
    expect(tokensOf({ text: 'x', bytes: 'A'.repeat(3_000) })).toBeGreaterThanOrEqual(1_000);
    expect(tokensOf({ other: { source: { bytes: 'A'.repeat(3_000) } } })).toBeGreaterThanOrEqual(1_000);
  });

  it('counts the schema that the answer has to follow', () => {
    const schema = JSON.stringify({ type: 'object', description: 'x'.repeat(3_000) });
    const outputConfig = { textFormat: { type: 'json_schema', structure: { jsonSchema: { schema } } } };
    expect(estimateInputTokens({ messages: [], outputConfig })).toBeGreaterThanOrEqual(1_000);
  });

  it('goes through objects nested 100,000 levels deep', () => {
    let nested: unknown = 'the core';
    for (let level = 0; level < 100_000; level++) nested = { a: nested };
    expect(tokensOf({ toolUse: { input: nested } })).toBeGreaterThan(100_000 / 3);
  });

  it('goes through arrays nested 100,000 levels deep', () => {
    let nested: unknown = 'x'.repeat(300);
    for (let level = 0; level < 100_000; level++) nested = [nested];
    expect(tokensOf({ toolUse: { input: nested } })).toBeGreaterThanOrEqual(100);
  });

  it('goes through an array of a million entries', () => {
    expect(tokensOf({ toolUse: { input: new Array<number>(1_000_000).fill(1) } })).toBeGreaterThan(1_000_000);
  });
});
