import * as fc from 'fast-check';
import { GatewayError } from '../../../../lambda/core/gateway-error';
import { isBase64 } from '../../../../lambda/surfaces/shared/base64';
import { bearerToken } from '../../../../lambda/surfaces/shared/bearer-token';
import { kindOf, memberPath, quoted } from '../../../../lambda/surfaces/shared/fields';
import { isUnder, routeInPath } from '../../../../lambda/surfaces/shared/path';
import { retryAfterSeconds, shouldRetryHeader, waitMs } from '../../../../lambda/surfaces/shared/retry-after';

describe('base64', () => {
  test('accepts what every encoder writes', () => {
    fc.assert(fc.property(fc.uint8Array({ minLength: 1 }), (raw) => isBase64(Buffer.from(raw).toString('base64'))));
  });

  test.each([
    ['', 'nothing'], ['QQ', 'missing padding'], ['QQ=', 'half the padding'], ['Q===', 'too much padding'], ['====', 'only padding'],
    ['Q=Q=', 'padding inside'], ['QUI-', 'the URL alphabet'], ['QU I', 'a space'], ['QUI\n', 'a line break'], ['QUIé', 'a letter outside'],
  ])('refuses %p: %s', (value) => {
    expect(isBase64(value)).toBe(false);
  });

  test('checks megabytes without trouble', () => {
    expect(isBase64('QUJD'.repeat(2_000_000))).toBe(true);
    expect(isBase64(`${'QUJD'.repeat(2_000_000)}!AAA`)).toBe(false);
  });
});

describe('bearer token', () => {
  test.each([['Bearer key-1'], ['bearer key-1'], ['BEARER key-1']])('is found in %p', (authorization) => {
    expect(bearerToken({ authorization })).toBe('key-1');
  });

  test.each([
    [''], ['Bearer'], ['Bearer '], ['Bearer a b'], ['Bearer a, Bearer b'], ['Basic key-1'], ['key-1'], ['Bearer kéy'],
    ['AWS4-HMAC-SHA256 Credential=a/b'], [`Bearer ${'k'.repeat(4097)}`], ['Bearer a\n'],
  ])('is not found in %p', (authorization) => {
    expect(bearerToken({ authorization })).toBeUndefined();
  });

  test('is not found without the header', () => {
    expect(bearerToken({})).toBeUndefined();
  });
});

describe('paths', () => {
  test('a root owns itself and what is below, not what merely begins alike', () => {
    expect(['/v1', '/v1/', '/v1/x', '/v10', '/', '/V1', ''].filter((path) => isUnder('/v1', path))).toEqual(['/v1', '/v1/', '/v1/x']);
  });

  test.each([
    ['claude-sonnet', 'claude-sonnet'],
    ['anthropic.claude:0', 'anthropic.claude:0'],
    ['anthropic.claude%3A0', 'anthropic.claude:0'],
    ['anthropic.claude%3a0', 'anthropic.claude:0'],
  ])('segment %p names the route %p', (segment, route) => {
    expect(routeInPath(segment)).toBe(route);
  });

  test.each([
    [''], ['.'], ['..'], ['%2e%2e'], ['a/b'], ['a%2Fb'], ['a%252Fb'], ['a%5Cb'], ['a%00b'], ['a%0A'], ['a b'], ['%'], ['%zz'], ['%ff'],
    ['é'], ['x'.repeat(129)], [`${'%61'.repeat(129)}`], ['-a'],
  ])('segment %p names no route', (segment) => {
    expect(routeInPath(segment)).toBeUndefined();
  });
});

describe('waiting', () => {
  test.each([[0, '1'], [1, '1'], [1000, '1'], [1001, '2'], [59_999, '60']])('%d ms are %s whole seconds', (ms, seconds) => {
    expect(retryAfterSeconds(ms)).toBe(seconds);
  });

  test.each([
    ['quotaExceeded', 1234.5, 1235], ['throttled', undefined, 1000], ['unavailable', Number.NaN, 1000], ['quotaExceeded', -5, 1],
    ['timedOut', 70, 70], ['timedOut', undefined, undefined], ['invalidRequest', undefined, undefined],
  ] as const)('%s with an estimate of %p waits %p ms', (reason, retryAfterMs, expected) => {
    expect(waitMs(new GatewayError(reason, 'x', { retryAfterMs }))).toBe(expected);
  });
});

describe('an error that an operator has decided on', () => {
  const decided = new GatewayError('unavailable', 'x', { deliberate: true });

  test('asks nobody to come back', () => {
    expect([waitMs(decided), shouldRetryHeader(decided)]).toEqual([undefined, { 'x-should-retry': 'false' }]);
  });

  test('is the only one whose repetition is discouraged', () => {
    expect(shouldRetryHeader(new GatewayError('unavailable', 'x'))).toEqual({});
  });
});

describe('descriptions of what was received', () => {
  test.each([
    [undefined, 'nothing'], [null, 'null'], [[], 'an empty array'], [['secret'], 'an array'], ['', 'an empty string'], ['secret', 'a string'],
    [{ secret: 1 }, 'an object'], [1.5, '1.5'], [true, 'true'],
  ])('%p is called %p', (value, description) => {
    expect(kindOf(value)).toBe(description);
  });

  test('a quoted name is shortened', () => {
    expect(quoted('banana')).toBe('"banana"');
    expect(quoted('b'.repeat(1000))).toHaveLength(63);
    expect(quoted(7)).toBe('7');
  });

  test('a member with an unusual name is quoted in its path', () => {
    expect(memberPath('a', 'b')).toBe('a.b');
    expect(memberPath('', 'b')).toBe('b');
    expect(memberPath('a', 'b\n"c')).toBe('a["b\\n\\"c"]');
  });
});
