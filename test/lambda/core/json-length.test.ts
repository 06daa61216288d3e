import * as fc from 'fast-check';
import { jsonLength } from '../../../lambda/core/json-length';

const lengthOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value), 'utf8');

describe('jsonLength', () => {
  it('is the length of what JSON.stringify writes, for any value', () => {
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' }), (value) => {
      expect(jsonLength(value)).toBe(lengthOf(value));
    }));
  });

  it('is the same for any string, halves of pairs included', () => {
    const units = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 30 });
    const troublesome = fc.array(fc.constantFrom(
      0x00, 0x08, 0x0a, 0x0b, 0x1f, 0x22, 0x5c, 0x7f, 0x80, 0x7ff, 0x800, 0x2028, 0xd800, 0xdbff, 0xdc00, 0xdfff, 0xe000, 0xffff,
    ));
    fc.assert(fc.property(fc.oneof(units, troublesome), (codes) => {
      const text = String.fromCharCode(...codes);
      expect(jsonLength(text)).toBe(lengthOf(text));
      expect(jsonLength({ [text]: text })).toBe(lengthOf({ [text]: text }));
    }));
  });

  it.each([0, -0, 1, -1.5, 1e21, 1e-7, 12345678901234567890, true, false, null, '', [], {}, [[]], [{}], { a: [] }])('%j', (value) => {
    expect(jsonLength(value)).toBe(lengthOf(value));
  });

  it('counts short numbers for more when it is told to, and nothing else', () => {
    expect(jsonLength([1, null, 12345, '', { a: true }], 3)).toBe(lengthOf([111, null, 12345, '', { a: true }]));
  });

  it('goes through what is nested deeper than JSON.stringify can', () => {
    let nested: unknown = 1;
    for (let level = 0; level < 100_000; level++) nested = level % 2 ? [nested] : { a: nested };
    expect(jsonLength(nested)).toBe(1 + 50_000 * 2 + 50_000 * 6);
  });
});
