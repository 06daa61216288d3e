import { renderMarkdown } from '../../../scorecard/report/markdown';
import { renderRow } from '../../../scorecard/report/table';
import { HOME } from '../../../scorecard/routes';
import { Result } from '../../../scorecard/run';

const ATTEMPT = { ...HOME, startedMs: 0, outcome: 'connectionLost', contentEvents: 40, prefilled: false, inputTokens: 5, outputTokens: 40 };
const FAILED: Result = {
  id: 'S08-resume',
  title: 'cut | spliced',
  group: 'public',
  midStream: 'resume',
  verdict: 'fail',
  expected: 'pass',
  met: false,
  reasons: ['5 of 17 characters were presented as the whole answer'],
  checks: [],
  observation: { callers: [{ text: 'Amber', finish: 'stop', wallMs: 210 }], attempts: [ATTEMPT], checks: [] },
};
const SAFE: Result = { ...FAILED, id: 'S08-failClean', title: 'cut', verdict: 'safe', expected: 'safe', met: true };
const DETAILS = { date: '2026-01-02', command: 'npm run scorecard', profile: 'fast', seconds: 60, node: '20.0.0' };

describe('the page', () => {
  const page = renderMarkdown([FAILED, SAFE], DETAILS);

  test('says when and how it was made', () => {
    expect(page).toContain('`npm run scorecard`, 2026-01-02, profile `fast`, 60 s, Node.js 20.0.0.');
  });

  test('has a row for each scenario, seen from both sides', () => {
    expect(page).toContain('| S08-failClean | cut | safe | stop, 5 characters (0.21 s) | home connectionLost at 0.00 s |');
  });

  test('marks what is worse than expected, and keeps cells apart', () => {
    expect(page).toContain('| S08-resume | cut \\| spliced | **fail** (expected pass) |');
  });
});

describe('a row in the terminal', () => {
  test('gives the reasons for what is worse than expected', () => {
    expect(renderRow(FAILED)).toContain('✗ fail (expected pass)');
    expect(renderRow(FAILED)).toContain('5 of 17 characters were presented as the whole answer');
  });

  test('gives none for what is as expected', () => {
    expect(renderRow(SAFE)).toContain('✓ safe');
    expect(renderRow(SAFE).split('\n')).toHaveLength(3);
  });
});
