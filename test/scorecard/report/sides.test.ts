import { CallerView } from '../../../scorecard/judge/views';
import { bedrockSide, callerSide } from '../../../scorecard/report/sides';
import { ELSEWHERE, HOME, OTHER_MODEL, SHARD } from '../../../scorecard/routes';

const CALLED = { startedMs: 20, contentEvents: 0, prefilled: false, inputTokens: 0, outputTokens: 0 };

describe('the side of the caller', () => {
  test.each<[Partial<CallerView>, string]>([
    [{ text: 'Amber', finish: 'stop' }, 'stop, 5 characters (1.50 s)'],
    [{ text: 'Amber', finish: 'stop', firstTokenMs: 20 }, 'stop, 5 characters (1.50 s, first token 0.02 s)'],
    [{ text: 'Amber' }, '5 characters and no end (1.50 s)'],
    [{ status: 503, error: { kind: 'answer', name: 'server_error', message: 'none' }, retryAfterSeconds: 5 }, '503 server_error, come back in 5 s (1.50 s)'],
    [{ text: 'Amber', error: { kind: 'inBand', name: 'server_error', message: 'none' } }, 'server_error in the stream after 5 characters (1.50 s)'],
    [{ text: 'Amber', error: { kind: 'connection', message: 'terminated' } }, 'connection broke after 5 characters (1.50 s)'],
    [{ hung: true }, 'hung (1.50 s)'],
    [{ left: true }, 'left (1.50 s)'],
  ])('of %j', (view, shown) => {
    expect(callerSide({ callers: [{ text: '', wallMs: 1_500, ...view }], attempts: [], checks: [] })).toBe(shown);
  });

  test('sums up many callers', () => {
    const callers = [{ text: 'Amber', finish: 'stop', wallMs: 100 }, { text: '', wallMs: 300 }];
    expect(callerSide({ callers, attempts: [], checks: [] })).toBe('1 of 2 answered, slowest 0.30 s');
  });
});

describe('the side of Bedrock', () => {
  const side = (attempts: Parameters<typeof bedrockSide>[0]['attempts']) => bedrockSide({ callers: [], attempts, checks: [] });

  test('says so when nothing arrived', () => {
    expect(side([])).toBe('nothing');
  });

  test('names what differs from the usual target', () => {
    expect(side([
      { ...CALLED, ...HOME, outcome: 'connectionLost' },
      { ...CALLED, ...SHARD, outcome: 'success' },
      { ...CALLED, ...ELSEWHERE, outcome: 'success' },
      { ...CALLED, ...HOME, model: OTHER_MODEL, outcome: 'success', prefilled: true },
    ])).toBe('home connectionLost at 0.02 s · 222222222222 success at 0.02 s · home/us-west-2 success at 0.02 s · home/claude-haiku-4 success (prefill) at 0.02 s');
  });

  test('sums up what is more than four calls', () => {
    expect(side(Array.from({ length: 6 }, () => ({ ...CALLED, ...HOME, outcome: 'success' })))).toMatch(/ · 2 more$/);
  });
});
