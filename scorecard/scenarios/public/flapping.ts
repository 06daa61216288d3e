import { check } from '../../judge/conduct';
import { AttemptView, CallerView } from '../../judge/views';
import { Profile } from '../../profile';
import { HOME_ACCOUNT, PLAIN } from '../../routes';
import { Play, Scenario, WHOLE } from '../../scenario';
import { Stage } from '../../stage/stage';
import { strike } from '../faults';

const REQUESTS = 20;
/** Failures after which a target must be left alone, however carefully a gateway judges. */
const FAILURES_BEFORE_OPEN = 5;

/** S15: the primary is out for a while, and comes back. */
export const FLAPPING: Scenario = {
  id: 'S15',
  title: `flapping primary: ${REQUESTS} requests over an outage`,
  group: 'public',
  route: PLAIN,
  question: { ...WHOLE, outputTokens: 20 },
  arrange: (stage, profile) => strike({ kind: 'outage', mode: 'unavailable' }, { forMs: profile.outage })(stage, profile),
  play: askThroughOutage,
  conduct: () => ({ attemptsPerRequest: 2, failuresPerTarget: REQUESTS }),
};

async function askThroughOutage(stage: Stage, profile: Profile): Promise<Play> {
  const startedAt = Date.now();
  const callers: CallerView[] = [];
  for (let index = 0; index < REQUESTS; index += 1) {
    await until(startedAt + index * profile.outage / REQUESTS);
    callers.push(await stage.askAgain());
  }
  const during = stage.witness.attempts(startedAt).filter(({ account }) => account === HOME_ACCOUNT);
  await until(startedAt + profile.outage);
  const { callers: later, back } = await untilPrimaryServes(stage, startedAt, profile);
  return {
    callers: [...callers, ...later],
    checks: [
      ...probing(during, profile),
      check(`the primary is used again within ${profile.recovery} ms of its recovery`, back, 'it was not'),
    ],
  };
}

/** Asks on until the primary answers again, or until it should have. */
async function untilPrimaryServes(stage: Stage, startedAt: number, { recovery, outage }: Profile) {
  const callers: CallerView[] = [];
  while (Date.now() <= startedAt + outage + recovery) {
    callers.push(await stage.askAgain());
    const back = stage.witness.attempts(startedAt).some(({ account, outcome }) => account === HOME_ACCOUNT && outcome === 'success');
    if (back) return { callers, back };
    await until(Date.now() + recovery / 30);
  }
  return { callers, back: false };
}

function probing(during: readonly AttemptView[], { probeInterval }: Profile) {
  const probes = during.slice(FAILURES_BEFORE_OPEN);
  const pauses = probes.map((probe, index) => probe.startedMs - (during[FAILURES_BEFORE_OPEN + index - 1]?.startedMs ?? 0));
  const shortest = Math.min(...pauses);
  return [check(
    `after ${FAILURES_BEFORE_OPEN} failures, at most one probe in ${probeInterval} ms`,
    shortest >= probeInterval,
    `${during.length} calls, two of them ${shortest} ms apart`,
  )];
}

async function until(time: number): Promise<void> {
  const left = time - Date.now();
  if (left > 0) await new Promise((resolve) => setTimeout(resolve, left));
}
