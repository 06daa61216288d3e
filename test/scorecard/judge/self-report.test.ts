import { selfReportChecks } from '../../../scorecard/judge/self-report';
import { AttemptView, CallerView } from '../../../scorecard/judge/views';

const USAGE = { inputTokens: 5, outputTokens: 2 };
const CANONICAL = { text: 'Amber birch', finish: 'stop', usage: USAGE };
const CALLER: CallerView = { text: CANONICAL.text, finish: 'stop', usage: USAGE, target: 'S00/1/us-east-1/one', wallMs: 1 };
const CALL: AttemptView = {
  account: '1', region: 'us-east-1', model: 'one', startedMs: 0, outcome: 'success', contentEvents: 2, prefilled: false, ...USAGE,
};

/** What was seen where a check does not hold, for two callers of whom the second is as given. */
function broken(caller: Partial<CallerView>, attempts: readonly AttemptView[] = [CALL]) {
  const checks = selfReportChecks(CANONICAL, { callers: [CALLER, { ...CALLER, ...caller }], attempts, checks: [] });
  return checks.filter(({ passed }) => !passed).map(({ seen }) => seen);
}

describe('what an answer says about itself', () => {
  test('holds when it is what was seen at Bedrock', () => {
    expect(broken({})).toEqual([]);
  });

  test.each<[string, CallerView['usage'], string | undefined]>([
    ['nothing', undefined, undefined],
    ['too few tokens', { ...USAGE, outputTokens: 1 }, '{"inputTokens":5,"outputTokens":1}'],
    ['no input', { ...USAGE, inputTokens: 0 }, '{"inputTokens":0,"outputTokens":2}'],
  ])('does not hold when it has used %s', (_what, usage, seen) => {
    expect(broken({ usage })).toEqual([seen]);
  });

  test.each([
    ['another account', { account: '2' }], ['another model', { model: 'two' }], ['a call that failed', { outcome: 'connectionLost' }],
  ])('does not hold when it came from %s', (_what, view) => {
    expect(broken({}, [{ ...CALL, ...view }])).toEqual(['S00/1/us-east-1/one']);
  });

  test('is not asked for a target that a stream has named too early', () => {
    expect(broken({ target: 'S00/2/us-east-1/one', firstTokenMs: 1 })).toEqual([]);
  });

  test('does not matter where there is no whole answer', () => {
    expect(broken({ finish: undefined, usage: undefined, target: undefined })).toEqual([]);
  });
});
