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
