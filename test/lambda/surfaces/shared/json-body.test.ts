import * as fc from 'fast-check';
import { MAX_JSON_DEPTH, readJson } from '../../../../lambda/surfaces/shared/json';
import { MAX_BODY_BYTES, parseJsonBody } from '../../../../lambda/surfaces/shared/json-body';
import { acceptedOr, bytes, httpRequest, refusalOf } from '../support';

function parse(body: Uint8Array, headers: Record<string, string> = {}) {
  return parseJsonBody(httpRequest('POST', '/', body, headers));
}

test.each([
  ['application/json'],
  ['application/json; charset=utf-8'],
  ['Application/JSON;charset="UTF-8"'],
])('content type %p is accepted', (contentType) => {
  expect(parse(bytes('{"a":1}'), { 'content-type': contentType })).toEqual({ a: 1 });
});

test('a missing content type is accepted', () => {
  expect(parseJsonBody({ method: 'POST', path: '/', headers: {}, body: bytes('{"a":1}') })).toEqual({ a: 1 });
});

test.each([
  ['text/plain'], ['application/x-www-form-urlencoded'], ['application/json; charset=iso-8859-1'], ['application/jsonp'], [''],
])('content type %p is refused', (contentType) => {
  expect(refusalOf(() => parse(bytes('{}'), { 'content-type': contentType })).reason).toBe('unsupportedMediaType');
});

test.each([
  ['an empty body', bytes(''), 'is empty'],
  ['invalid UTF-8', new Uint8Array([0x7b, 0xff, 0x7d]), 'is not valid UTF-8'],
  ['broken JSON', bytes('{"secret": tell'), 'is not valid JSON'],
  ['an unclosed string', bytes('{"secret'), 'is not valid JSON'],
  ['an array', bytes('[1]'), 'is an array'],
  ['null', bytes('null'), 'is null'],
  ['a string', bytes('"secret"'), 'is a string'],
  ['a number', bytes('7'), 'is 7'],
])('%s is refused without a word of its content', (_, body, what) => {
  const refusal = refusalOf(() => parse(body));
  expect(refusal.reason).toBe('invalidRequest');
  expect(refusal.message).toBe(`the request body ${what}: expected a JSON object`);
});

test('a body of the largest size is accepted and one byte more is not', () => {
  const padding = ' '.repeat(MAX_BODY_BYTES - 2);
  expect(parse(bytes(`{}${padding}`))).toEqual({});
  const refusal = refusalOf(() => parse(bytes(`{} ${padding}`)));
  expect(refusal.reason).toBe('payloadTooLarge');
  expect(refusal.status).toBe(413);
  expect(refusal.message).toContain(String(MAX_BODY_BYTES));
});

test('millions of nested arrays are refused at once', () => {
  expect(refusalOf(() => parse(bytes(`{"a":${'['.repeat(4_000_000)}`))).message).toContain(`deeper than ${MAX_JSON_DEPTH} levels`);
});

test('a number that cannot be passed on as it is is refused by name', () => {
  const refusal = refusalOf(() => parse(bytes('{"tools":[{"maximum":18446744073709551615}]}')));
  expect(refusal).toMatchObject({ status: 400, details: { field: 'tools[0].maximum' } });
  expect(refusal.message).toContain('18446744073709551615');
});

test('the nesting limit is exact', () => {
  const nested = (depth: number) => readJson('['.repeat(depth) + ']'.repeat(depth)).kind;
  expect(nested(MAX_JSON_DEPTH)).toBe('value');
  expect(nested(MAX_JSON_DEPTH + 1)).toBe('tooDeep');
});

test('brackets inside strings are not nesting', () => {
  const value = ['['.repeat(1000), `\\"${'{'.repeat(1000)}`, '\\', '"'];
  expect(readJson(JSON.stringify(value))).toEqual({ kind: 'value', value });
});

test('every JSON value is read as JSON.parse reads it', () => {
  fc.assert(fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
    const written = JSON.stringify(value);
    expect(readJson(written)).toEqual({ kind: 'value', value: JSON.parse(written) });
  }));
});

test('a prototype key stays a plain member', () => {
  const parsed = parse(bytes('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'));
  expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

test('arbitrary bytes are parsed or refused, never worse', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (body) => {
    acceptedOr(() => parse(body));
  }));
});
