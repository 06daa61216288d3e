import * as fc from 'fast-check';
import { hashText, unitInterval } from '../../../../lambda/core/affinity/hash-text';

const hex = (text: string) => {
  const { high, low } = hashText(text);
  return `${high.toString(16).padStart(8, '0')}${low.toString(16).padStart(8, '0')}`;
};

/** Bits in which two hashes differ. */
function distance(left: string, right: string): number {
  const differing = BigInt(`0x${hex(left)}`) ^ BigInt(`0x${hex(right)}`); // eslint-disable-line no-bitwise
  return differing.toString(2).replaceAll('0', '').length;
}

describe('the hash of a text', () => {
  it('is a pure function of the text, in two unsigned halves', () => {
    fc.assert(fc.property(fc.string(), (text) => {
      const { high, low } = hashText(text);
      expect(hashText(text)).toEqual({ high, low });
      for (const half of [high, low]) expect(Number.isInteger(half) && half >= 0 && half < 2 ** 32).toBe(true);
    }), { numRuns: 200, seed: 31 });
  });

  it('differs for each of 100,000 similar texts', () => {
    const hashes = new Set(Array.from({ length: 100_000 }, (_, index) => hex(`conversation ${index}`)));
    expect(hashes.size).toBe(100_000);
  });

  it('changes about half of its bits when one character changes, wherever it stands', () => {
    const text = 'The quick brown fox jumps over the lazy dog.';
    const distances = [...text].map((character, index) =>
      distance(text, text.slice(0, index) + String.fromCharCode(character.charCodeAt(0) + 1) + text.slice(index + 1)));
    for (const bits of distances) expect(Math.abs(bits - 32)).toBeLessThan(20);
    expect(distances.reduce((sum, bits) => sum + bits, 0) / distances.length).toBeCloseTo(32, -0.7);
  });

  it('tells apart texts that differ in characters outside Latin, in length and in order', () => {
    const texts = ['', '\u0000', '\u0000\u0000', '日本', '本日', '😀', '😁', 'ab', 'ba'];
    expect(new Set(texts.map(hex)).size).toBe(texts.length);
  });

  it('lies strictly between 0 and 1 as a fraction', () => {
    expect(unitInterval({ high: 0, low: 0 })).toBeGreaterThan(0);
    expect(unitInterval({ high: 0xffffffff, low: 0xffffffff })).toBeLessThan(1);
    expect(unitInterval({ high: 0x80000000, low: 0 })).toBeCloseTo(0.5);
  });
});
