import { check } from '../../judge/conduct';
import { CallerView, Check } from '../../judge/views';
import { Profile } from '../../profile';
import { PLAIN } from '../../routes';
import { Play, Scenario, STREAMED } from '../../scenario';
import { Stage } from '../../stage/stage';
import { timeline } from '../timeline';

const QUOTA = 10_000;
/** Reserves most of the quota. */
const KILLED = { maxTokens: 6_000 };
/** Fits the quota by itself, and not beside what the killed request has reserved. */
const NEARLY_ALL = { streamed: false, maxTokens: 9_000 };
/** A window, and what the gateway adds for clocks that differ and for counting in steps. */
const LONGEST_WINDOW_S = 65;
/** Sure to be before the reservation expires, whatever its time was rounded to. */
const BEFORE_MS = 4_000;

/** B27: nobody is left to settle a reservation, which has to count while the call may have cost something, and to heal. */
export const KILLED_HANDLER: Scenario = {
  id: 'B27',
  title: 'handler killed between reservation and settlement: the reservation counts, and heals by itself',
  group: 'bedrock',
  route: { ...PLAIN, quota: 'failClosed', perMinute: { requests: 1_000, tokens: QUOTA } },
  question: { ...STREAMED, outputTokens: 200 },
  arrange: () => undefined,
  // Nobody is left who could say a word: the connection breaks, which no client takes for an answer.
  wanted: 'brokenConnection',
  play: async (stage, profile) => {
    const before = await stage.askAgain(NEARLY_ALL);
    // An answer may be here before what it has cost is.
    await stage.idle();
    const { caller, killed } = await askAndKill(stage);
    return {
      callers: [caller],
      checks: [
        check('nearly all of the quota can be used at once', isServed(before), outcomeOf(before)),
        check('one handler was killed', killed === 1, `${killed} were`),
        ...await heals(stage, profile),
      ],
    };
  },
  // Besides the killed request, one before and one after.
  conduct: () => ({ attemptsPerRequest: 3 }),
};

async function askAndKill(stage: Stage): Promise<{ readonly caller: Play['callers'][number]; readonly killed: number }> {
  let killed = 0;
  const caller = await stage.askAgain({
    ...KILLED,
    onContent: async (count) => {
      if (count === 5) killed = await killBusy(stage);
    },
  });
  return { caller, killed };
}

async function killBusy(stage: Stage): Promise<number> {
  const busy = stage.cloud.functions.flatMap((lambda) => lambda.environments().filter(({ state }) => state === 'busy'));
  await Promise.all(busy.map(({ kill }) => kill()));
  return busy.length;
}

/** The tenant comes back when it is told to, and shortly before. */
async function heals(stage: Stage, profile: Profile): Promise<readonly Check[]> {
  const goTo = timeline(stage, profile);
  const refused = await stage.askAgain(NEARLY_ALL);
  const wait = refused.retryAfterSeconds ?? 0;
  await goTo(wait * 1_000 - BEFORE_MS);
  const early = await stage.askAgain(NEARLY_ALL);
  await goTo(wait * 1_000);
  const healed = await stage.askAgain(NEARLY_ALL);
  return [
    check('the reservation counts', refused.status === 429, outcomeOf(refused)),
    check(`the tenant is told to come back within ${LONGEST_WINDOW_S} s`, wait > 0 && wait <= LONGEST_WINDOW_S, `${wait} s`),
    check('the reservation counts until then', early.status === 429, outcomeOf(early)),
    check('nearly all of the quota can be used again then', isServed(healed), outcomeOf(healed)),
  ];
}

function isServed({ finish }: CallerView): boolean {
  return finish === 'stop';
}

function outcomeOf({ status, finish, error }: CallerView): string {
  return [status, finish, error?.message].filter((part) => part !== undefined).join(' ');
}
