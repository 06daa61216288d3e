import { check } from '../../judge/conduct';
import { AttemptView, CallerView } from '../../judge/views';
import { Profile } from '../../profile';
import { HOME_ACCOUNT, PLAIN } from '../../routes';
import { Play, Scenario, WHOLE } from '../../scenario';
import { Stage } from '../../stage/stage';
import { strike } from '../faults';

const REQUESTS = 20;
/** Failures after which a target must be left alone, however carefully a gateway judges. */
export const FAILURES_BEFORE_OPEN = 5;

/** S15: the primary is out for a while, and comes back. */
export const FLAPPING: Scenario = {
  id: 'S15',
  title: `flapping primary: ${REQUESTS} requests over an outage`,
  group: 'public',
  route: PLAIN,
  question: { ...WHOLE, outputTokens: 20 },
  arrange: (stage, profile) => strike({ kind: 'outage', mode: 'unavailable' }, { forMs: profile.outage })(stage, profile),
  play: askThroughOutage({ inParallel: 1, known: (_call, before) => before.length >= FAILURES_BEFORE_OPEN }),
  conduct: () => ({ attemptsPerRequest: 2, failuresPerTarget: REQUESTS }),
};

interface Asking {
  /** So many requests at a time, each in a container of its own. */
  readonly inParallel: number;
  /** Whether everybody has to know of the outage by the time of a call. */
  readonly known: (call: AttemptView, before: readonly AttemptView[]) => boolean;
  /** By how much the recovery may be noticed later than usual. @default 0 */
  readonly lateByMs?: number;
}

export function askThroughOutage({ inParallel, known, lateByMs = 0 }: Asking) {
  return async (stage: Stage, profile: Profile): Promise<Play> => {
    const startedAt = Date.now();
    const callers: CallerView[] = [];
    for (let index = 0; index < REQUESTS; index += inParallel) {
      await until(startedAt + index * profile.outage / REQUESTS);
      callers.push(...await Promise.all(Array.from({ length: inParallel }, async () => stage.askAgain())));
    }
    const during = stage.witness.attempts(startedAt).filter(({ account }) => account === HOME_ACCOUNT);
    await until(startedAt + profile.outage);
    const recovery = profile.recovery + lateByMs;
    const { callers: later, back } = await untilPrimaryServes(stage, startedAt, { ...profile, recovery });
    return {
      callers: [...callers, ...later],
      checks: [
        leftAlone(during, known, profile),
        check(`the primary is used again within ${recovery} ms of its recovery`, back, 'it was not'),
      ],
    };
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

function leftAlone(during: readonly AttemptView[], known: Asking['known'], { probeInterval }: Profile) {
  const pauses = during.flatMap((call, index) => {
    const before = during.slice(0, index);
    const last = before.at(-1);
    return last !== undefined && known(call, before) ? [call.startedMs - last.startedMs] : [];
  });
  const shortest = Math.min(...pauses);
  return check(
    `once the outage is known, at most one probe in ${probeInterval} ms`,
    shortest >= probeInterval,
    `${during.length} calls, two of them ${shortest} ms apart`,
  );
}

async function until(time: number): Promise<void> {
  const left = time - Date.now();
  if (left > 0) await new Promise((resolve) => setTimeout(resolve, left));
}
