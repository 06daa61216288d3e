import { judge, meets, Verdict, Wanted } from '../../../scorecard/judge/verdict';
import { CallerView, Check } from '../../../scorecard/judge/views';

const CANONICAL = { text: 'Amber birch cedar', finish: 'stop', usage: { inputTokens: 5, outputTokens: 3 } };
const WHOLE: CallerView = { status: 200, text: CANONICAL.text, finish: 'stop', usage: CANONICAL.usage, wallMs: 1 };
const CLEAN: CallerView = { status: 503, text: '', error: { kind: 'answer', name: 'server_error', message: 'none left' }, wallMs: 1 };
const TRUNCATED: CallerView = { status: 200, text: 'Amber', finish: 'stop', wallMs: 1 };
const CUT: CallerView = { status: 200, text: 'Amber', error: { kind: 'connection', message: 'terminated' }, wallMs: 1 };
const CONDUCT = { attemptsPerRequest: 1, failuresPerTarget: 1, wallMs: 10 };
const UNHEALTHY: Check = { what: 'a following plain request is served', passed: false, seen: '503' };

function verdictOf(wanted: Wanted, callers: readonly CallerView[], checks: readonly Check[] = []) {
  return judge(wanted, CONDUCT, CANONICAL, { callers, attempts: [], checks });
}

describe('the verdict', () => {
  test.each<[string, Wanted, CallerView, readonly Check[], Verdict]>([
    ['a whole answer by good conduct', 'whole', WHOLE, [], 'pass'],
    ['a whole answer by bad conduct', 'whole', WHOLE, [UNHEALTHY], 'partial'],
    ['an honest error in place of an answer', 'whole', CLEAN, [], 'safe'],
    ['an honest error by bad conduct', 'whole', CLEAN, [UNHEALTHY], 'partial'],
    ['a truncated answer', 'whole', TRUNCATED, [], 'fail'],
    ['a connection that breaks', 'whole', CUT, [], 'fail'],
    ['the error that is right for the fault', 'cleanError', CLEAN, [], 'pass'],
    ['the connection that has to break', 'brokenConnection', CUT, [], 'pass'],
    ['an answer where an error is right', 'cleanError', WHOLE, [], 'fail'],
  ])('of %s (%s wanted)', (_what, wanted, caller, checks, verdict) => {
    expect(verdictOf(wanted, [caller], checks).verdict).toBe(verdict);
  });

  test('is that of the worst caller', () => {
    expect(verdictOf('whole', [WHOLE, CLEAN]).verdict).toBe('safe');
    expect(verdictOf('whole', [WHOLE, CLEAN, TRUNCATED]).verdict).toBe('fail');
  });

  test('is a failure when nobody asked', () => {
    expect(verdictOf('whole', [])).toMatchObject({ verdict: 'fail', reasons: ['nobody asked'] });
  });

  test('says which request went wrong and how', () => {
    expect(verdictOf('whole', [WHOLE, CLEAN], [UNHEALTHY]).reasons).toEqual([
      'request 2: cleanError: 503 server_error none left',
      'a following plain request is served: 503',
    ]);
  });

  test('gives no reasons for a pass', () => {
    expect(verdictOf('whole', [WHOLE]).reasons).toEqual([]);
  });
});

test.each<[Verdict, 'pass' | 'safe', boolean]>([
  ['pass', 'pass', true], ['safe', 'pass', false], ['partial', 'pass', false], ['fail', 'pass', false],
  ['pass', 'safe', true], ['safe', 'safe', true], ['partial', 'safe', false], ['fail', 'safe', false],
])('%s where %s is expected is good enough: %s', (verdict, expected, enough) => {
  expect(meets(verdict, expected)).toBe(enough);
});
