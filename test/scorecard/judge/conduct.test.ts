import { byTarget, Conduct, conductChecks, isFailure } from '../../../scorecard/judge/conduct';
import { AttemptView, CallerView } from '../../../scorecard/judge/views';

const CONDUCT: Conduct = { attemptsPerRequest: 2, failuresPerTarget: 1, wallMs: 100 };
const CALLER: CallerView = { text: 'Amber', finish: 'stop', wallMs: 50 };

function attempt(view: Partial<AttemptView> = {}): AttemptView {
  return {
    account: '111111111111',
    region: 'us-east-1',
    model: 'one',
    startedMs: 0,
    endedMs: 10,
    outcome: 'success',
    contentEvents: 0,
    prefilled: false,
    inputTokens: 0,
    outputTokens: 0,
    ...view,
  };
}

function broken(conduct: Partial<Conduct>, attempts: readonly AttemptView[], callers: readonly CallerView[] = [CALLER]) {
  return conductChecks({ ...CONDUCT, ...conduct }, { callers, attempts, checks: [] }).filter(({ passed }) => !passed);
}

describe('conduct', () => {
  test('within every bound, every check holds', () => {
    expect(broken({}, [attempt({ outcome: 'ThrottlingException' }), attempt({ account: '222222222222' })])).toEqual([]);
  });

  test('one call too many breaks the bound on calls', () => {
    expect(broken({}, [attempt(), attempt(), attempt()])).toEqual([{ what: 'at most 2 calls to Bedrock', passed: false, seen: '3 calls' }]);
  });

  test('the bound on calls grows with the number of requests', () => {
    expect(broken({}, [attempt(), attempt(), attempt()], [CALLER, CALLER])).toEqual([]);
  });

  test('failures of one target are counted together', () => {
    const failed = attempt({ outcome: 'InternalServerException' });
    expect(broken({}, [failed, failed])).toMatchObject([{ seen: '2 failed calls' }]);
    expect(broken({}, [failed, { ...failed, region: 'us-west-2' }])).toEqual([]);
  });

  test('the slowest caller counts', () => {
    expect(broken({}, [], [CALLER, { ...CALLER, wallMs: 101 }])).toMatchObject([{ what: 'an end within 100 ms', seen: '101 ms' }]);
  });

  test('a failed target that is called again too soon is hammered', () => {
    const first = attempt({ outcome: 'ThrottlingException', endedMs: 10 });
    const quiet = { quietAfterFailureMs: 1_000, failuresPerTarget: 5 };
    expect(broken(quiet, [first, attempt({ startedMs: 900 })])).toMatchObject([{ seen: '890 ms' }]);
    expect(broken(quiet, [first, attempt({ startedMs: 1_010 })])).toEqual([]);
    expect(broken(quiet, [first, attempt({ startedMs: 11, account: '222222222222' })])).toEqual([]);
  });

  test('a target that has not failed may be called again at once', () => {
    expect(broken({ quietAfterFailureMs: 1_000 }, [attempt(), attempt({ startedMs: 11 })])).toEqual([]);
  });

  test('a first token that comes after the last has left Bedrock was held back', () => {
    expect(broken({ live: true }, [attempt({ lastContentMs: 40 })], [{ ...CALLER, firstTokenMs: 41 }]))
      .toMatchObject([{ seen: 'first token at 41 ms, last left at 40 ms' }]);
    expect(broken({ live: true }, [attempt({ lastContentMs: 40 })], [{ ...CALLER, firstTokenMs: 39 }])).toEqual([]);
  });

  test('a fault is met by a call that does not succeed', () => {
    expect(broken({ meetsFault: true }, [attempt(), attempt()])).toMatchObject([{ seen: 'all of 2 succeeded' }]);
    expect(broken({ meetsFault: true }, [attempt({ outcome: 'cancelled' }), attempt()])).toEqual([]);
  });

  test('without any token nothing was streamed live', () => {
    expect(broken({ live: true }, [attempt()])).toMatchObject([{ seen: 'no token arrived' }]);
  });
});

test.each([['success', false], ['cancelled', false], ['ThrottlingException', true], ['connectionLost', true], ['incomplete', true]])(
  'an attempt that ends as %s is a failure of the target: %s', (outcome, failure) => {
    expect(isFailure(attempt({ outcome }))).toBe(failure);
  });

test('calls are grouped by account, Region and model', () => {
  const calls = [attempt(), attempt({ model: 'two' }), attempt(), attempt({ region: 'us-west-2' })];
  expect(byTarget(calls).map((group) => group.length)).toEqual([2, 1, 1]);
});
