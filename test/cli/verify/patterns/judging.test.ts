import fc from 'fast-check';
import { judgeLimit } from '../../../../cli/verify/checks/limits';
import { Exchange } from '../../../../cli/verify/http/exchange';
import { judgeCrossRegion } from '../../../../cli/verify/patterns/cross-region';
import { judgeFallback } from '../../../../cli/verify/patterns/fallback';
import { judgeIsolation } from '../../../../cli/verify/patterns/isolation';
import { requestsToSeeAll } from '../../../../cli/verify/patterns/sample-size';
import { judgeSpread } from '../../../../cli/verify/patterns/spread';

const REFUSAL = Buffer.from(JSON.stringify({ error: { message: 'no', type: 'rate_limit_error', code: 'rate_limit_exceeded' } }));
const served = (target: string, count = 1): readonly Exchange[] =>
  Array.from({ length: count }, () => ({ status: 200, headers: { 'x-inference-target': target }, body: new Uint8Array(), pieces: [] }));
const refused = (count = 1, headers: Record<string, string> = { 'retry-after': '9' }): readonly Exchange[] =>
  Array.from({ length: count }, () => ({ status: 429, headers, body: REFUSAL, pieces: [] }));
const broken: Exchange = { status: 502, headers: {}, body: new Uint8Array(), pieces: [] };

test('enough requests are sent to see everybody, and more for whoever is rarely drawn', () => {
  expect(requestsToSeeAll([1, 1])).toBe(15);
  expect(requestsToSeeAll([9, 1])).toBeGreaterThan(80);
  fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 6 }), (weights) => {
    const total = weights.reduce((sum, weight) => sum + weight);
    const missing = (requests: number) => weights.reduce((sum, weight) => sum + (1 - weight / total) ** requests, 0);
    expect(missing(requestsToSeeAll(weights))).toBeLessThanOrEqual(1e-4);
  }));
});

describe('requests are spread', () => {
  const parts = new Map([['a', 1], ['b', 1]]);
  const judge = (exchanges: readonly Exchange[], limited = false) => judgeSpread(exchanges, parts, (target) => target, limited);

  test('when every part has served', () => {
    expect(judge([...served('a', 8), ...served('b', 7)])).toEqual({ verdict: 'passed', detail: 'a 8, b 7' });
    expect(judge([...served('a', 8), ...served('b', 7), ...refused(2)])).toEqual({ verdict: 'passed', detail: 'a 8, b 7, refused 2' });
  });

  test('not when one is silent, and nobody knows where capacity was lacking', () => {
    expect(judge(served('a', 15))).toEqual({ verdict: 'failed', detail: 'b has served none of 15 requests' });
    expect(judge([...served('a', 10), ...refused(5)]).verdict).toBe('notChecked');
    expect(judge([...served('a', 10), ...served('fallback', 5)]).verdict).toBe('failed');
    expect(judge([...served('a', 10), ...served('fallback', 5)], true).verdict).toBe('notChecked');
    expect(judge([...served('a', 8), ...served('b', 6), broken])).toEqual({ verdict: 'failed', detail: '1 of 15 requests: status 502' });
  });
});

test('a fallback serves what the first tier declares that it cannot take, and the first tier no more than that', () => {
  const capacities = new Map([['first', 3]]);
  expect(judgeFallback([...served('first', 3), ...served('second', 3)], capacities).verdict).toBe('passed');
  expect(judgeFallback([...served('first', 4), ...served('second', 2)], capacities).detail).toBe('first has served 4, of 3 a minute');
  expect(judgeFallback(served('first', 3), capacities).detail).toBe('no fallback has served');
  expect(judgeFallback([...served('first', 3), ...refused(3)], capacities).verdict).toBe('notChecked');
});

test('cross-Region requests are answered, by a cross-Region profile', () => {
  const judge = (exchanges: readonly Exchange[]) => judgeCrossRegion(exchanges, (target) => target === 'profile');
  expect(judge(served('profile', 6)).verdict).toBe('passed');
  expect(judge([...served('profile', 5), broken]).detail).toBe('1 of 6 requests: status 502');
  expect(judge(served('other', 6)).detail).toBe('no cross-Region profile has served, but other 6');
  expect(judge(refused(6)).verdict).toBe('notChecked');
});

test('tenants are apart when the use of one rises and that of the other does not', () => {
  const usage = (used: number) => ({ limit: 100, used, remaining: 100 - used });
  const judge = (own: number, other: number, exchanges = served('a', 3)) =>
    judgeIsolation(exchanges, { own: usage(0), other: usage(5) }, { own: usage(own), other: usage(other) });
  expect(judge(3, 5).verdict).toBe('passed');
  expect(judge(3, 2).verdict).toBe('passed');
  expect(judge(3, 8).detail).toMatch(/the other tenant's use rose by 3/);
  expect(judge(0, 5).detail).toBe('3 requests were served, and none was counted');
  expect(judge(3, 5, [broken, broken, broken]).detail).toMatch(/none of the requests was served/);
});

test('a limit refuses, says when to come back, and leaves the other tenant alone', () => {
  expect(judgeLimit([...served('a', 4), ...refused(3)], served('a')[0])).toEqual({ verdict: 'passed', detail: '4 served, 3 refused; the other tenant: 200' });
  expect(judgeLimit(served('a', 7), undefined).detail).toBe('none of 7 requests was refused');
  expect(judgeLimit(refused(3, {}), undefined).detail).toBe('a refusal has no Retry-After');
  expect(judgeLimit(refused(3), refused(1)[0]).detail).toBe('the other tenant was refused too');
  expect(judgeLimit([...refused(3), broken], undefined).detail).toBe('status 502 in the place of 200 or 429');
});
