import * as fc from 'fast-check';
import { rawElements, rawMember } from '../../../../lambda/surfaces/shared/raw-json';

const NAME = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('__proto__', 'constructor', '', '"', '\\', '\\"', '{', ']', ',', ':', '\u2028'));
const VALUE = fc.oneof(fc.jsonValue({ maxDepth: 3 }), NAME, fc.dictionary(NAME, NAME, { maxKeys: 3 }));
const INDENT = fc.constantFrom(undefined, 1, '\t', '\n\r ');

test('every member of an object is found as it is written', () => {
  fc.assert(fc.property(fc.dictionary(NAME, VALUE), (object) => {
    const json = JSON.stringify(object);
    for (const [name, value] of Object.entries(object)) expect(rawMember(json, name)).toBe(JSON.stringify(value));
  }));
});

test('every element of an array is found as it is written', () => {
  fc.assert(fc.property(fc.array(VALUE), (array) => {
    expect(rawElements(JSON.stringify(array))).toEqual(array.map((element) => JSON.stringify(element)));
  }));
});

test('white space between the tokens makes no difference', () => {
  fc.assert(fc.property(fc.dictionary(NAME, fc.array(VALUE)), INDENT, (object, indent) => {
    const json = ` ${JSON.stringify(object, null, indent)} `;
    for (const [name, value] of Object.entries(object)) {
      expect(rawElements(rawMember(json, name)!).map((element) => JSON.parse(element))).toEqual(JSON.parse(JSON.stringify(value)));
    }
  }));
});

test('a path of names leads to the same value as in the parsed object', () => {
  fc.assert(fc.property(VALUE, NAME, NAME, INDENT, (value, outer, inner, indent) => {
    const json = JSON.stringify({ before: [value], [outer]: { [inner]: value } }, null, indent);
    expect(JSON.parse(rawMember(json, outer, inner)!)).toEqual(JSON.parse(JSON.stringify(value)));
  }));
});

test('what is not there is undefined', () => {
  fc.assert(fc.property(VALUE, (value) => {
    const json = JSON.stringify(value);
    expect(rawMember(json, 'a name that nothing has')).toBeUndefined();
    expect(rawMember(json, 'a name that nothing has', 'and a second one')).toBeUndefined();
    if (!Array.isArray(value)) expect(rawElements(json)).toEqual([]);
    else expect(rawMember(json, '0')).toBeUndefined();
  }));
});

test.each(['12345678901234567890', '1e400', '1.0', '-0', '1E2', '"\\u0041\\/"', '{ "b" : [ 1.0 ] }'])('%s keeps every character', (written) => {
  expect(rawMember(`{"a" : ${written} , "c":0}`, 'a')).toBe(written);
  expect(rawElements(`[ ${written},${written} ]`)).toEqual([written, written]);
});

test('an escaped name is found by what it stands for, and of two with the same name the last counts', () => {
  expect(rawMember('{"a":1,"\\u0061":2}', 'a')).toBe('2');
});
