import { alarmCheck } from './alarms/alarm-check';
import { EXPECTED_ALARMS } from './alarms/expected';
import { AlarmWatch } from './alarms/watch';
import { check } from './judge/conduct';
import { judge, Judgement, meets } from './judge/verdict';
import { Observation } from './judge/views';
import { Profile } from './profile';
import { MODEL, tenantOf, WARM_UP } from './routes';
import { conductOf, Play, Question, Scenario } from './scenario';
import { Ask } from './stage/ask';
import { Stage } from './stage/stage';

/** A row of the scorecard. */
export interface Result extends Judgement {
  readonly id: string;
  readonly title: string;
  readonly group: Scenario['group'];
  readonly midStream: string;
  readonly expected: 'pass' | 'safe';
  readonly met: boolean;
  readonly observation: Observation;
}

/**
 * Plays one scenario and judges it. One that cannot be played fails, and does not keep the others from playing.
 * @param watch absent: nobody looks at alarms
 */
export async function runScenario(stage: Stage, scenario: Scenario, profile: Profile, watch?: AlarmWatch): Promise<Result> {
  const { id, title, group, route, wanted = 'whole', expected = 'pass' } = scenario;
  const result = (observation: Observation, judgement: Judgement): Result => ({
    ...judgement,
    id,
    title,
    group,
    midStream: route.midStream ?? 'failClean',
    expected,
    met: meets(judgement.verdict, expected),
    observation,
  });
  try {
    const { canonical, observation } = await observe(stage, scenario, profile, watch);
    return result(observation, judge(wanted, conductOf(scenario, profile), canonical, observation));
  } catch (error) {
    const reason = `the scenario broke off: ${error instanceof Error ? error.message : String(error)}`;
    return result({ callers: [], attempts: [], checks: [] }, { verdict: 'fail', reasons: [reason], checks: [] });
  } finally {
    stage.clearFaults();
    await stage.resetClocks();
  }
}

/** Both sides of a scenario, on a gateway that the others have left as they found it. */
async function observe(stage: Stage, scenario: Scenario, profile: Profile, watch?: AlarmWatch) {
  const { id, question } = scenario;
  const { outputTokens, charactersPerToken = 1 } = question;
  const asked = askOf(id, tenantOf(id), question);
  stage.forget();
  stage.cloud.bedrock.setBehaviour({ outputTokens, charactersPerToken });
  const canonical = await stage.answerOf(scenario.answeredBy ?? scenario.route.targets[0]?.model ?? MODEL, asked);
  await warmUp(stage);
  stage.forget();
  stage.cloud.bedrock.setBehaviour({ outputTokens, charactersPerToken, interTokenMs: profile.interToken });
  stage.setQuestion(asked);

  await scenario.arrange(stage, profile);
  stage.witness.forgetCalls();
  watch?.begin();
  const startedAt = Date.now();
  const { callers, checks = [] } = await (scenario.play ?? playOnce)(stage, profile);
  await stage.idle();
  const attempts = stage.witness.attempts(startedAt);
  const alarms = watch ? [alarmCheck(EXPECTED_ALARMS[id] ?? { alarms: [] }, watch.goneOff())] : [];

  stage.clearFaults();
  const healthy = await healthCheck(stage, scenario);
  return { canonical, observation: { callers, attempts, checks: [...checks, healthy, ...alarms] } };
}

async function playOnce(stage: Stage): Promise<Play> {
  return { callers: [await stage.askAgain()] };
}

/** A cold start is no part of a scenario that does not ask for one. */
async function warmUp(stage: Stage): Promise<void> {
  const { error } = await stage.ask({ route: WARM_UP, tenant: WARM_UP, client: 'openai', streamed: false, maxTokens: 1 });
  if (error !== undefined) throw new Error(`without a fault, the gateway answered: ${error.message}`);
}

function askOf(route: string, tenant: string, { client, streamed, outputTokens, tool }: Question): Ask {
  return { route, tenant, client, streamed, maxTokens: outputTokens * 2, ...(tool === undefined ? {} : { tool, text: `Use tool ${tool}.` }) };
}

/** A following plain request, by the same tenant on the same route. */
async function healthCheck(stage: Stage, { id }: Scenario) {
  stage.cloud.bedrock.setBehaviour({ outputTokens: 8, charactersPerToken: 1, interTokenMs: 0 });
  const { finish, status, error } = await stage.ask({ route: id, tenant: tenantOf(id), client: 'openai', streamed: false, maxTokens: 16 });
  return check('a following plain request is served', finish === 'stop', `${status ?? 'no answer'} ${error?.message ?? ''}`);
}
