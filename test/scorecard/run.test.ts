import { CallerView } from '../../scorecard/judge/views';
import { PROFILES } from '../../scorecard/profile';
import { PLAIN, WARM_UP } from '../../scorecard/routes';
import { runScenario } from '../../scorecard/run';
import { Scenario, WHOLE } from '../../scorecard/scenario';
import { Ask } from '../../scorecard/stage/ask';
import { Stage } from '../../scorecard/stage/stage';

const ANSWER: CallerView = { status: 200, text: 'Amber birch', finish: 'stop', usage: { inputTokens: 5, outputTokens: 2 }, wallMs: 1 };
const SCENARIO: Scenario = {
  id: 'S00', title: 'nothing', group: 'public', route: PLAIN, question: WHOLE, arrange: () => undefined, conduct: () => ({ meetsFault: false }),
};

/** A stage without a gateway: every question has a fixed answer. */
function stageThat(answers: { readonly warmUp?: CallerView; readonly scenario?: CallerView; readonly afterwards?: CallerView }) {
  const cleared: string[] = [];
  const stage = {
    cloud: { bedrock: { setBehaviour: () => undefined } },
    witness: { attempts: () => [], forgetCalls: () => undefined },
    ask: async ({ route }: Ask) => route === WARM_UP ? answers.warmUp ?? ANSWER : answers.afterwards ?? ANSWER,
    answerOf: async () => ANSWER,
    askAgain: async () => answers.scenario ?? ANSWER,
    setQuestion: () => undefined,
    idle: async () => undefined,
    forget: () => undefined,
    clearFaults: () => cleared.push('faults'),
    resetClocks: async () => undefined,
  };
  return { stage: stage as unknown as Stage, cleared };
}

const play = async (answers: Parameters<typeof stageThat>[0], scenario: Partial<Scenario> = {}) =>
  runScenario(stageThat(answers).stage, { ...SCENARIO, ...scenario }, PROFILES.fast);

describe('a scenario', () => {
  test('passes when the caller gets what Bedrock itself answers', async () => {
    expect(await play({})).toMatchObject({ id: 'S00', verdict: 'pass', met: true, reasons: [] });
  });

  test('fails when the caller gets less, and says so', async () => {
    expect(await play({ scenario: { ...ANSWER, text: 'Amber' } })).toMatchObject({ verdict: 'fail', met: false });
  });

  test('is partial when nobody has met its fault, unless it is met elsewhere', async () => {
    expect(await play({}, { conduct: () => ({}) })).toMatchObject({ verdict: 'partial', reasons: ['a call to Bedrock meets the fault: all of 0 succeeded'] });
  });

  test('is partial when a following request is not served', async () => {
    const afterwards = { status: 503, text: '', error: { kind: 'answer', name: 'server_error', message: 'none left' }, wallMs: 1 } as const;
    expect(await play({ afterwards })).toMatchObject({ verdict: 'partial', met: false, reasons: ['a following plain request is served: 503 none left'] });
  });

  test('that expects no more than honesty is met by an honest error', async () => {
    const scenario = { status: 200, text: 'Amber', error: { kind: 'inBand', name: 'server_error', message: 'broke off' }, wallMs: 1 } as const;
    expect(await play({ scenario }, { expected: 'safe' })).toMatchObject({ verdict: 'safe', met: true });
    expect(await play({ scenario })).toMatchObject({ verdict: 'safe', met: false });
  });

  test('fails when it cannot be played, and leaves no fault behind', async () => {
    const { stage, cleared } = stageThat({});
    const arrange = () => { throw new Error('no such target'); };
    expect(await runScenario(stage, { ...SCENARIO, arrange }, PROFILES.fast))
      .toMatchObject({ verdict: 'fail', met: false, reasons: ['the scenario broke off: no such target'] });
    expect(cleared).not.toEqual([]);
  });

  test('fails when the gateway does not even answer without a fault', async () => {
    const result = await play({ warmUp: { text: '', wallMs: 1, error: { kind: 'connection', message: 'refused' } } });
    expect(result.verdict).toBe('fail');
    expect(result.reasons[0]).toContain('without a fault, the gateway answered: refused');
  });
});
