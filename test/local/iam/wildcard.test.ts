import fc from 'fast-check';
import { asLiteral, matchesWildcard, plainText } from '../../../local/iam/wildcard';

const text = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', ':', '/'), maxLength: 12 });

/** The slow and obvious definition. */
function matchesByDefinition(pattern: string, value: string): boolean {
  if (pattern === '') return value === '';
  const [symbol, rest] = [pattern[0]!, pattern.slice(1)];
  if (symbol === '*') return matchesByDefinition(rest, value) || (value !== '' && matchesByDefinition(pattern, value.slice(1)));
  return value !== '' && (symbol === '?' || symbol === value[0]) && matchesByDefinition(rest, value.slice(1));
}

describe('wildcards', () => {
  test('match as their definition says, for any pattern and value', () => {
    fc.assert(fc.property(text, text, (pattern, value) => {
      expect(matchesWildcard(pattern, value)).toBe(matchesByDefinition(pattern, value));
    }), { numRuns: 2000 });
  });

  test('in a literal text match only the text itself', () => {
    fc.assert(fc.property(text, text, (pattern, value) => {
      expect(matchesWildcard(asLiteral(pattern), value)).toBe(pattern === value);
    }));
  });

  test('come back out of a literal text', () => {
    fc.assert(fc.property(text, (pattern) => {
      expect(plainText(asLiteral(pattern))).toBe(pattern);
    }));
  });

  test('do not take exponential time', () => {
    expect(matchesWildcard(`${'*a'.repeat(30)}b`, 'a'.repeat(5000))).toBe(false);
  });
});
