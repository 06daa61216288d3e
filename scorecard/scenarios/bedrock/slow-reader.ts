import { check } from '../../judge/conduct';
import { Check } from '../../judge/views';
import { PLAIN } from '../../routes';
import { Play, Question, Scenario, SDK_STREAMED, STREAMED } from '../../scenario';
import { Stage } from '../../stage/stage';

const TOKENS = 8_000;
const CHARACTERS_PER_TOKEN = 8_000;
/** Characters, and as many bytes: 64 MB. */
const WHOLE = TOKENS * CHARACTERS_PER_TOKEN;
/** What may be on its way to somebody who does not read: most of it in the buffers of the operating system, through which it passes twice. */
const MOST_ON_ITS_WAY = 20_000_000;
/** How much more memory the container of the gateway may hold than before the request. */
const MOST_HELD = 4_000_000;
/** The reader stands still at the first token, and in the middle, where a gateway that kept what it sends would hold half of it. */
const STOPS = [1, TOKENS / 2];
/** Nothing has left Bedrock for so long: everything in between is full. */
const STILL_MS = 400;
const LONGEST_STOP_MS = 3_000;
/** So many bytes through two official clients and two wire formats, on one machine. */
const LONGEST_MS = 10_000;

/** B30: callers that ask for a long answer and then do not read it. */
export const SLOW_READERS: readonly Scenario[] = [
  readingOn('B30', SDK_STREAMED),
  readingOn('B30-openai', STREAMED),
  {
    ...slowReader('B30-left', SDK_STREAMED, 'leaves'),
    wanted: 'left',
    play: async (stage) => {
      const leave = new AbortController();
      const caller = await stage.askAgain({
        leave: leave.signal,
        onContent: async (count) => {
          if (count !== 1) return;
          await untilStill(stage);
          leave.abort();
        },
      });
      await stage.idle();
      const outcome = stage.witness.attempts(0)[0]?.outcome ?? 'no call';
      return { callers: [caller], checks: [check('Bedrock saw the call cancelled', outcome === 'cancelled', outcome)] };
    },
  },
];

function slowReader(id: string, question: Question, then: string): Scenario {
  return {
    id,
    title: `slow reader: ${WHOLE / 1_000_000} MB to a caller (${question.client}) that stops reading and then ${then}`,
    group: 'bedrock',
    route: { ...PLAIN, patient: true },
    question: { ...question, outputTokens: TOKENS, charactersPerToken: CHARACTERS_PER_TOKEN },
    arrange: ({ cloud }) => cloud.bedrock.setBehaviour({ interTokenMs: 0 }),
    conduct: ({ slack }) => ({ attemptsPerRequest: 1, meetsFault: false, wallMs: LONGEST_MS + slack }),
  };
}

function readingOn(id: string, question: Question): Scenario {
  return {
    ...slowReader(id, question, 'reads on'),
    play: async (stage): Promise<Play> => {
      const before = await heldByEach(stage);
      const checks: Check[] = [];
      let stops = 0;
      const caller = await stage.askAgain({
        onContent: async (count) => {
          if (!STOPS.includes(count)) return;
          stops += 1;
          checks.push(...await standStill(stage, count, before));
        },
      });
      return { callers: [caller], checks: [...checks, check('the reader stood still at every stop', stops === STOPS.length, `at ${stops}`)] };
    },
  };
}

/** Looks at both sides of the gateway while the reader does not read. */
async function standStill(stage: Stage, read: number, before: ReadonlyMap<string, number>): Promise<readonly Check[]> {
  const left = await untilStill(stage);
  const onItsWay = (left - read) * CHARACTERS_PER_TOKEN;
  const grown = [...await heldByEach(stage, 'busy')].map(([id, bytes]) => bytes - (before.get(id) ?? 0));
  const most = Math.max(...grown);
  const where = `after ${megabytes(read * CHARACTERS_PER_TOKEN)}`;
  return [
    check(`${where}, at most ${megabytes(MOST_ON_ITS_WAY)} are on their way`, onItsWay <= MOST_ON_ITS_WAY, megabytes(onItsWay)),
    check(`${where}, the gateway holds at most ${megabytes(MOST_HELD)} of it`, grown.length === 1 && most <= MOST_HELD, `${megabytes(most)} in ${grown.length} containers`),
  ];
}

/** Waits until nothing leaves Bedrock any more. @returns the tokens that have left it */
async function untilStill({ witness }: Stage): Promise<number> {
  const givenUpAt = Date.now() + LONGEST_STOP_MS;
  for (let seen = -1; seen !== witness.contentEvents() && Date.now() < givenUpAt;) {
    seen = witness.contentEvents();
    await new Promise((resolve) => setTimeout(resolve, STILL_MS));
  }
  return witness.contentEvents();
}

/** Bytes that each container holds, by its id. */
async function heldByEach({ cloud }: Stage, state?: 'busy'): Promise<ReadonlyMap<string, number>> {
  const containers = cloud.functions.flatMap((lambda) => lambda.environments())
    .filter((container) => state === undefined || container.state === state);
  return new Map(await Promise.all(containers.map(async ({ id, heldBytes }) => [id, await heldBytes()] as const)));
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
