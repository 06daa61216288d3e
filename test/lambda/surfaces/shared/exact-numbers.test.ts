import * as fc from 'fast-check';
import { requireExactNumbers } from '../../../../lambda/surfaces/shared/exact-numbers';
import { memberPath } from '../../../../lambda/surfaces/shared/fields';
import { allPaths, refusalOf, replaced } from '../support';

const ALTERED = ['9007199254740993', '-9007199254740993', '18446744073709551615', '9223372036854775807', '1'.repeat(400), '1e400', '-1E+400', '1e0000400'];
const KEPT = ['0', '-0', '1', '-1', '9007199254740991', '9007199254740992', '-9007199254740992', '1000000000000000000', '0.1', '1e21', '1e-400', '3.141592653589793238462643'];

test.each(ALTERED)('the number %s is refused, with its value and its place', (written) => {
  const refusal = refusalOf(() => requireExactNumbers(`{"a":["text",{"b": ${written} }]}`, ''));
  expect(refusal).toMatchObject({ reason: 'invalidRequest', status: 400, details: { field: 'a[1].b' } });
  expect(refusal.message).toBe(`a[1].b: expected a number that a 64-bit float holds exactly, or a string, received ${written.slice(0, 60)}${written.length > 60 ? '…' : ''}`);
});

test.each(KEPT)('the number %s is accepted', (written) => {
  // The first member sees to it that every number is looked at.
  expect(() => requireExactNumbers(`{"e":"1e400","a":${written},"b":[${written}]}`, '')).not.toThrow();
});

test('digits in strings and in names are no numbers', () => {
  const digits = '12345678901234567890';
  expect(() => requireExactNumbers(JSON.stringify({ [digits]: digits, a: [`"${digits}`, `\\${digits}\\`, `{"a":${digits}}`] }), '')).not.toThrow();
});

test('the place is told within the field that the text stands in', () => {
  expect(refusalOf(() => requireExactNumbers('{"id":12345678901234567890}', 'call.arguments')).details.field).toBe('call.arguments.id');
});

test('the place of a deep number is short enough to be read', () => {
  const nested = `${'{"a name of some length":'.repeat(200)}12345678901234567890${'}'.repeat(200)}`;
  expect(refusalOf(() => requireExactNumbers(nested, '')).message.length).toBeLessThan(500);
});

test('numbers that JavaScript has written are all accepted', () => {
  fc.assert(fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(undefined, 2, '\t'), (value, indent) => {
    expect(() => requireExactNumbers(JSON.stringify({ e: '1e400', value }, null, indent), '')).not.toThrow();
  }));
});

test('a number is accepted exactly if it is the same after being parsed and written', () => {
  fc.assert(fc.property(fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }), (number) => {
    const written = String(number);
    const survives = JSON.stringify(JSON.parse(written)) === written;
    const check = () => requireExactNumbers(`{"a":${written}}`, '');
    if (survives) expect(check).not.toThrow();
    else expect(refusalOf(check).details.field).toBe('a');
  }));
});

test('wherever it stands, the first such number is found there', () => {
  const name = fc.oneof(fc.string({ unit: 'binary', maxLength: 5 }), fc.constantFrom('__proto__', '12345678901234567890', '"', '\\', ','));
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 }, fc.jsonValue({ maxDepth: 0 }), name, fc.array(tie('tree'), { maxLength: 4 }), fc.dictionary(name, tie('tree'), { maxKeys: 4 }),
    ),
  }));
  const body = fc.dictionary(fc.string({ maxLength: 3 }), tree, { minKeys: 1, maxKeys: 4 });
  fc.assert(fc.property(body, fc.nat(), fc.constantFrom(undefined, 2), (value, pick, indent) => {
    const document = JSON.parse(JSON.stringify(value)) as object;
    const paths = allPaths(document);
    const path = paths[pick % paths.length]!;
    const marked = JSON.stringify(replaced(document, path, 'the mark'), null, indent);
    fc.pre(marked.split('"the mark"').length === 2);
    expect(refusalOf(() => requireExactNumbers(marked.replace('"the mark"', '12345678901234567890'), '')).details.field).toBe(shown(document, path));
  }));
});

/** A path in the notation of error messages. */
function shown(document: unknown, path: readonly string[]): string {
  let value = document;
  let at = '';
  for (const name of path) {
    at = Array.isArray(value) ? `${at}[${name}]` : memberPath(at, name);
    value = (value as Record<string, unknown>)[name];
  }
  return at;
}
