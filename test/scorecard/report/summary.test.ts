import { Scored, summarize, summaryLine } from '../../../scorecard/report/summary';

function scored(id: string, met = true, group: Scored['group'] = 'public'): Scored {
  return { id, met, group, verdict: met ? 'pass' : 'fail', expected: 'pass' };
}

test('a fault passes only if all of its rows do', () => {
  expect(summarize([scored('S01'), scored('S08-resume'), scored('S08-failClean', false)], 'public'))
    .toEqual({ faults: 2, passed: 1, rows: 3, rowsMet: 2 });
});

test('the two groups are counted apart', () => {
  expect(summaryLine([scored('S01'), scored('B01', false, 'bedrock')])).toBe('public faults: 1 of 1 (1 of 1 rows) · Bedrock faults: 0 of 1 (0 of 1 rows)');
});

test('a group that was not played is not mentioned', () => {
  expect(summaryLine([scored('B01', true, 'bedrock')])).toBe('Bedrock faults: 1 of 1 (1 of 1 rows)');
});
