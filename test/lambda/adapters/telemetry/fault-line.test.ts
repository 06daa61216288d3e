import { faultLine } from '../../../../lambda/adapters/telemetry/fault-line';

describe('the line about a fault', () => {
  test('says what kind of error it was and where it happened, and not its message, which could quote a request', () => {
    const error = Object.assign(new TypeError('cannot read "my secret prompt"'), { code: 'ERR_TEST' });
    const line = faultLine('requestFailed', error, { requestId: 'r-1' });
    expect(JSON.parse(line)).toMatchObject({ type: 'fault', kind: 'requestFailed', requestId: 'r-1', error: 'TypeError', code: 'ERR_TEST' });
    expect((JSON.parse(line) as { at: string[] }).at[0]).toMatch(/^at .*fault-line\.test/);
    expect(line).not.toContain('secret');
  });

  test('a message of several lines does not slip in either', () => {
    expect(faultLine('requestFailed', new Error('first\nat my secret prompt\n    second'))).not.toMatch(/secret|second/);
  });

  test('whatever else is thrown', () => {
    expect(JSON.parse(faultLine('keyLookupFailed', 'a text'))).toEqual({ type: 'fault', kind: 'keyLookupFailed', error: 'string' });
    expect(JSON.parse(faultLine('keyLookupFailed', undefined))).toEqual({ type: 'fault', kind: 'keyLookupFailed', error: 'undefined' });
  });
});
